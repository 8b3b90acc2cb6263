// Where the engine, its data and the stand-in bases are kept between runs: a folder outside the checkout, named here and nowhere
// else. It knows names and atomic installation, not what is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';

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

function entriesByAge(folder: string): readonly { readonly file: string; readonly ageMs: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, ageMs: Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) }))
    .sort((a, b) => a.ageMs - b.ageMs);
}

/**
 * Removes what no run needs any more: half-made folders and run folders that a killed run left, all but the two newest engines and sets of stand-ins, and the data folders of engines that are gone.
 */
export function removeOutdated(): void {
  const cache = cacheFolder();
  const halfMade = /^(?:debian|empty|store)-|\.making-/;
  const remove = (file: string): void => rmSync(file, { recursive: true, force: true });
  for (const folder of [cache, ...['engine', 'podman', 'stand-ins'].map((name) => path.join(cache, name))]) {
    for (const { file, ageMs } of entriesByAge(folder))
      if (halfMade.test(path.basename(file)) && ageMs > 3 * 3_600_000) remove(file);
  }
  for (const { file, ageMs } of entriesByAge('/tmp')) {
    if (/^plimsoll-(?:host-|context-|secrets-)?\w{6}$/.test(path.basename(file)) && ageMs > 24 * 3_600_000)
      remove(file);
  }
  for (const folder of ['engine', 'podman', 'stand-ins']) {
    const whole = entriesByAge(path.join(cache, folder)).filter(({ file }) => !halfMade.test(path.basename(file)));
    for (const { file } of whole.slice(2)) remove(file);
  }
  const engines = entriesByAge(path.join(cache, 'engine')).map(({ file }) => path.basename(file));
  for (const { file } of entriesByAge(path.join(cache, 'engine-data'))) {
    if (!engines.some((key) => path.basename(file).startsWith(`${key}-`))) remove(file);
  }
}
