// How long what lies at a path is of use, as far as the path alone tells (Filesystem Hierarchy Standard, XDG base
// directories). A tool that knows better says so itself.
import type { ShellWord } from '../shell/shell.ts';
import type { PathPattern, Persistence, Write } from './effect.ts';
import { isWithin } from './path-set.ts';

const temporary = ['/tmp', '/var/tmp', '/run', '/dev/shm'];
const caches = ['/var/cache', '/var/lib/apt/lists', '/var/log', '/root/.cache', '/usr/local/share/.cache'];
const registries = [
  '/etc/passwd',
  '/etc/group',
  '/etc/shadow',
  '/etc/gshadow',
  '/etc/ld.so.cache',
  '/var/lib/dpkg',
  '/var/lib/rpm',
  '/usr/lib/sysimage/rpm',
  '/lib/apk/db',
  '/etc/alternatives',
];

/** What a path is likely to be of use for. */
export function persistenceOf(path: string): Persistence {
  if (temporary.some((folder) => isWithin(folder, path))) return 'temporary';
  if (caches.some((folder) => isWithin(folder, path)) || path.includes('/.cache/')) return 'cache';
  return registries.some((folder) => isWithin(folder, path)) ? 'registry' : 'artifact';
}

/** A write with the persistence that its path tells. */
export function writeTo(path: PathPattern, word?: ShellWord): Write {
  const persistence = persistenceOf(path.path);
  return word === undefined ? { path, persistence } : { path, persistence, word };
}

/** Devices and kernel files: no layer holds them. */
export function isSpecialFile(path: PathPattern): boolean {
  return ['/dev', '/proc', '/sys'].some((folder) => isWithin(folder, path.path)) && !isWithin('/dev/shm', path.path);
}
