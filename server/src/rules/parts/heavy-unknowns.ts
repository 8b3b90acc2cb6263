// Heavy folders and files at the top of a context of which only people know whether the image reads them: data, weights,
// archives, dumps. They are named with their bytes in what is written for an ignore file, as comments to decide on.
import type { Snapshot } from '../../facts/snapshot.ts';
import { formatBytes } from '../../text/format-bytes.ts';
import { contextSources } from './context-sources.ts';
import { namedInBuild } from './named-in-build.ts';
import { needlessIn } from './needless-files.ts';

/** Bytes below this are left to be. */
const heavy = 50_000_000;

/** Comment lines, heaviest first, each with its bytes; empty where there is none. */
export function heavyUnknowns(snapshot: Snapshot): readonly string[] {
  const listing = snapshot.context?.listing ?? null;
  if (listing === null) return [];
  const known = new Set(needlessIn(snapshot).map(({ name }) => name));
  const asked = new Set(contextSources(snapshot).map(({ path }) => path.split('/')[0] ?? path));
  const named = namedInBuild(snapshot);
  return listing.topLevel
    .filter(({ name, fileBytes }) => fileBytes >= heavy && !known.has(name) && !asked.has(name) && !named.has(name))
    .flatMap(({ name, fileBytes }) => [
      `# ${formatBytes(fileBytes)}; without the # where the image does not read it:`,
      `# ${name}`,
    ]);
}
