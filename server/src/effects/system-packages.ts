// What all managers of system packages have in common: where the packages' files go. They are replayed by installing
// the same packages again, never copied, so their places are registries.
import type { PathPattern, Write } from './effect.ts';
import { unknownBelow } from './path-set.ts';

const places = ['/usr', '/etc', '/lib', '/bin', '/sbin', '/var/lib', '/opt'];

/** Writes of an installation: the manager's own databases, and unknown files where packages put theirs. */
export function systemWrites(databases: readonly PathPattern[]): readonly Write[] {
  const files = places.map((place): Write => ({ path: unknownBelow(place), persistence: 'registry' }));
  return [
    ...databases.map((path): Write => ({ path, persistence: 'registry' })),
    ...files,
    { path: unknownBelow('/var/log'), persistence: 'cache' },
  ];
}
