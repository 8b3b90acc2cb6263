// The score that dive publishes, computed as dive does, for those who have thresholds in a `.dive-ci` file. It is not our
// measure of waste: a folder that a later layer removes counts for nothing in it, and the copy to keep counts as wasted.
// Source: dive's README ("CI Integration") and how its efficiency is documented there.
import { entryType } from '../image/layer-index.ts';
import type { LayerIndex } from '../image/layer-index.ts';

export interface DiveScore {
  /** 0 to 1; 1 is nothing wasted. */
  readonly efficiency: number;
  readonly wastedBytes: number;
  /** Wasted bytes by the bytes of all layers but the lowest; may pass 1, and NaN where there is only one layer. */
  readonly userWastedPercent: number;
}

interface Place {
  readonly parent: Place | null;
  readonly children: Map<string, Place>;
  /** Of a file. */
  own: number;
  /** Of all that is in it. */
  held: number;
}

interface Sightings {
  times: number;
  all: number;
  least: number;
}

/** `indexes` bottom first. Time and memory grow with the number of entries. */
export function scoreAsDive(indexes: readonly LayerIndex[]): DiveScore {
  const root = placeBelow(null);
  const sightings = new Map<string, Sightings>();
  let [userBytes, layer] = [0, 0];
  const see = (path: string, bytes: number): void => {
    const known = sightings.get(path);
    if (known === undefined) sightings.set(path, { times: 1, all: bytes, least: bytes });
    else [known.times, known.all, known.least] = [known.times + 1, known.all + bytes, Math.min(known.least, bytes)];
  };
  for (const index of indexes) {
    const paths = pathsOf(index);
    const parents = new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
    paths.forEach((path, entry) => {
      const type = index.types[entry];
      const bytes = index.sizes[entry] ?? 0;
      if (layer > 0) userBytes += bytes;
      // Why: dive passes over opaque marks, and looks at leaves of a layer only.
      if (type === entryType.opaque || (type === entryType.directory && parents.has(path))) return;
      if (type !== entryType.whiteout) {
        see(path, bytes);
        return;
      }
      const removed = find(root, path);
      see(path, removed !== null && removed.children.size > 0 ? removed.held : 0);
    });
    paths.forEach((path, entry) => {
      if (index.types[entry] === entryType.whiteout) remove(find(root, path), path);
    });
    paths.forEach((path, entry) => {
      const type = index.types[entry];
      if (type !== entryType.whiteout && type !== entryType.opaque) put(root, path, index.sizes[entry] ?? 0);
    });
    layer++;
  }
  let [all, least, wastedBytes] = [0, 0, 0];
  for (const seen of sightings.values()) {
    all += seen.all;
    least += seen.least;
    if (seen.times > 1) wastedBytes += seen.all;
  }
  return { efficiency: all === 0 ? 1 : least / all, wastedBytes, userWastedPercent: wastedBytes / userBytes };
}

function pathsOf({ names, ends, count }: LayerIndex): readonly string[] {
  const text = Buffer.from(names.buffer, names.byteOffset, names.byteLength);
  return Array.from({ length: count }, (_, i) =>
    text.toString('latin1', i === 0 ? 0 : (ends[i - 1] ?? 0), ends[i] ?? 0),
  );
}

function placeBelow(parent: Place | null): Place {
  return { parent, children: new Map(), own: 0, held: 0 };
}

function find(root: Place, path: string): Place | null {
  let at: Place | undefined = root;
  for (const name of path.split('/')) at = at?.children.get(name);
  return at ?? null;
}

function put(root: Place, path: string, bytes: number): void {
  let at = root;
  for (const name of path.split('/')) {
    let next = at.children.get(name);
    if (next === undefined) at.children.set(name, (next = placeBelow(at)));
    at = next;
  }
  hold(at, bytes - at.own);
  at.own = bytes;
}

function remove(place: Place | null, path: string): void {
  if (place?.parent == null) return;
  hold(place, -place.held);
  place.parent.children.delete(path.slice(path.lastIndexOf('/') + 1));
}

function hold(place: Place, bytes: number): void {
  for (let at: Place | null = place; at !== null; at = at.parent) at.held += bytes;
}
