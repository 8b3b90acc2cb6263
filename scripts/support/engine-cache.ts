// Where the engine, its data and the stand-in bases are kept between runs: a folder outside the checkout, named here and nowhere
// else. It knows names and atomic installation, not what is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The project's cache folder: `$PLIMSOLL_CACHE`, else `$XDG_CACHE_HOME/plimsoll`, else `~/.cache/plimsoll`. */
export function cacheFolder(): string {
  const own = process.env['PLIMSOLL_CACHE'];
  if (own !== undefined && own !== '') return path.resolve(own);
  const shared = process.env['XDG_CACHE_HOME'];
  const base = shared !== undefined && path.isAbsolute(shared) ? shared : path.join(homedir(), '.cache');
  return path.join(base, 'plimsoll');
}

/** The first 12 hexadecimal digits of the SHA-256 of some texts, each ended by a NUL byte. */
export function keyOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/** A script beside this file; every script of the project runs with the checkout as its working folder. */
export function supportScript(name: string): string {
  return path.resolve('scripts', 'support', name);
}

/** The installed engine's folder; its name changes with the text that installs it. */
export function engineFolder(): string {
  return path.join(cacheFolder(), 'engine', keyOf([readFileSync(supportScript('engine-root.sh'), 'utf8')]));
}

/**
 * Fills a folder beside `target` and renames it into place, so a half-made `target` never exists. A `target` that is already
 * there, also one that another process finished first, is kept and what was made is thrown away.
 */
export async function installOnce(target: string, make: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(path.dirname(target), { recursive: true });
  const temporary = mkdtempSync(`${target}.making-`);
  const remove = (): void => rmSync(temporary, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    await make(temporary);
    if (!existsSync(target)) renameSync(temporary, target);
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}
