// Where the scripts keep what is slow to make again (an editor, stand-in bases), outside the checkout. It knows no user of it.
import { homedir } from 'node:os';
import path from 'node:path';

/** The cache folder: `$PLIMSOLL_CACHE`, else `$XDG_CACHE_HOME/plimsoll`, else `~/.cache/plimsoll`. Absolute; may not exist yet. */
export function cacheFolder(): string {
  const { PLIMSOLL_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  if (own !== undefined && own !== '') return path.resolve(own);
  const caches = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache');
  return path.join(caches, 'plimsoll');
}
