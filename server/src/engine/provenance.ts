// BuildKit's provenance of a build, as buildx writes it with `--metadata-file` and BUILDX_METADATA_PROVENANCE=max: which
// Dockerfile lines made which layer, and which vertex of the progress belongs to which lines (SLSA provenance v0.2 and v1).
// It may hold build arguments, so nothing but places and numbers is taken from it.
import { countOf, listOf, recordOf, stringOf } from '../image/untrusted-json.ts';
import type { JsonRecord } from '../image/untrusted-json.ts';

/** Zero-based lines, both inclusive. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

export interface Provenance {
  /** Base images that were unpacked, other stages' too: how many layers each has, and the lines of the FROMs that name it. */
  readonly bases: readonly { readonly layers: number; readonly lines: readonly LineRange[] }[];
  /** Lines by place of the layer in the image of its stage; several where stages have a layer at the same place. */
  readonly layerLines: ReadonlyMap<number, readonly LineRange[]>;
  /** Lines by vertex digest of the progress. */
  readonly vertexLines: ReadonlyMap<string, LineRange>;
}

const stepLimit = 20_000;

/** The provenance in a metadata file; null where it is not there or tells no layers. */
export function parseProvenance(metadata: unknown): Provenance | null {
  const statement = findStatement(recordOf(metadata));
  if (!statement) return null;
  const { steps, digestMapping, buildkit } = statement;
  const source = recordOf(buildkit['source']);
  const locations = recordOf(source['locations']);
  const layers = recordOf(buildkit['layers']);

  const bases: Provenance['bases'][number][] = [];
  const written: { readonly place: number; readonly lines: LineRange; readonly merges: boolean }[] = [];
  for (const value of steps) {
    const step = recordOf(value);
    const id = stringOf(step['id'], 64);
    if (id === null) continue;
    const chain = longestChain(layers[`${id}:0`]);
    if (chain === 0) continue;
    const op = recordOf(recordOf(step['op'])['Op'] ?? step['op']);
    const lines = linesOf(locations[id]);
    if ('source' in op) bases.push({ layers: chain, lines });
    else if (lines[0] !== undefined) written.push({ place: chain - 1, lines: lines[0], merges: 'merge' in op });
  }
  // Why: COPY --link is a copy into an empty layer (chain of one) and a merge on the same line: the merge has the place.
  const merged = new Set(written.flatMap(({ merges, lines }) => (merges ? [lines.startLine] : [])));
  const layerLines = new Map<number, LineRange[]>();
  for (const { place, lines, merges } of written) {
    if (!merges && merged.has(lines.startLine)) continue;
    layerLines.set(place, [...(layerLines.get(place) ?? []), lines]);
  }

  const vertexLines = new Map<string, LineRange>();
  for (const [digest, id] of Object.entries(digestMapping).slice(0, stepLimit)) {
    const [lines] = linesOf(locations[stringOf(id, 64) ?? '']);
    if (lines) vertexLines.set(digest, lines);
  }
  return layerLines.size > 0 || bases.length > 0 ? { bases, layerLines, vertexLines } : null;
}

interface Statement {
  readonly steps: readonly unknown[];
  readonly digestMapping: JsonRecord;
  /** The part that only BuildKit writes. */
  readonly buildkit: JsonRecord;
}

function findStatement(metadata: JsonRecord): Statement | null {
  // Why: with several platforms there is one statement for each, under a key that ends in the platform.
  const key = Object.keys(metadata).find((name) => name.startsWith('buildx.build.provenance'));
  if (key === undefined) return null;
  const provenance = recordOf(metadata[key]);
  const v1 = recordOf(provenance['buildDefinition']);
  const config = recordOf(provenance['buildConfig'] ?? recordOf(v1['internalParameters'])['buildConfig']);
  const metadataOf = recordOf(provenance['metadata'] ?? recordOf(provenance['runDetails'])['metadata']);
  const buildkit = recordOf(
    metadataOf['https://mobyproject.org/buildkit@v1#metadata'] ?? metadataOf['buildkit_metadata'],
  );
  return {
    steps: listOf(config['llbDefinition'], stepLimit),
    digestMapping: recordOf(config['digestMapping']),
    buildkit,
  };
}

function longestChain(chains: unknown): number {
  return listOf(chains, 64).reduce<number>((longest, chain) => Math.max(longest, listOf(chain, 4096).length), 0);
}

/** The lines of a step's places in the Dockerfile itself (source 0); a base that several FROMs name has several. */
function linesOf(location: unknown): readonly LineRange[] {
  const places: LineRange[] = [];
  for (const value of listOf(recordOf(location)['locations'], 64)) {
    const place = recordOf(value);
    if ((countOf(place['sourceIndex']) ?? 0) !== 0) continue;
    let start = Infinity;
    let end = -1;
    for (const range of listOf(place['ranges'], 10_000)) {
      const first = countOf(recordOf(recordOf(range)['start'])['line']);
      const last = countOf(recordOf(recordOf(range)['end'])['line']);
      if (first === null || first === 0) continue;
      start = Math.min(start, first - 1);
      end = Math.max(end, (last ?? first) - 1);
    }
    if (end >= 0) places.push({ startLine: start, endLine: end });
  }
  return places;
}
