// Files of the build context that the commands of a Dockerfile name, as the listing knows them: entry scripts, requirements
// and the like, which may have been named only after the context was read.
import type { ContextListing, Snapshot } from '../facts/snapshot.ts';
import { namedInBuild } from '../rules/parts/named-in-build.ts';

/** Bytes above which a file is no text that rules read. */
const biggest = 500_000;
const most = 50;

const byName = new WeakMap<ContextListing, ReadonlyMap<string, readonly string[]>>();

function pathsByName(listing: ContextListing): ReadonlyMap<string, readonly string[]> {
  let known = byName.get(listing);
  if (known === undefined) {
    const made = new Map<string, string[]>();
    for (const { path, fileBytes } of listing.entries) {
      if (fileBytes > biggest) continue;
      const name = path.slice(path.lastIndexOf('/') + 1);
      const paths = made.get(name);
      if (paths === undefined) made.set(name, [path]);
      else if (paths.length < 4) paths.push(path);
    }
    byName.set(listing, (known = made));
  }
  return known;
}

/** Context-relative paths, bounded in number. */
export function namedFiles(snapshot: Snapshot): readonly string[] {
  const listing = snapshot.context?.listing ?? null;
  if (listing === null) return [];
  const names = pathsByName(listing);
  const found: string[] = [];
  for (const name of namedInBuild(snapshot)) {
    if (found.length >= most) break;
    if (name.includes('.')) found.push(...(names.get(name) ?? []));
  }
  return found;
}
