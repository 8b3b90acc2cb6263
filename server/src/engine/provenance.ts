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
  /** Layers of the base image: what stands below is the FROM's. */
  readonly baseLayers: number;
  /** Lines by place of the layer in the image, base layers left out. */
  readonly layerLines: ReadonlyMap<number, LineRange>;
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

  const layerLines = new Map<number, LineRange>();
  const isMerge = new Set<number>();
  let baseLayers = 0;
  for (const value of steps) {
    const step = recordOf(value);
    const id = stringOf(step['id'], 64);
    if (id === null) continue;
    const chain = longestChain(layers[`${id}:0`]);
    if (chain === 0) continue;
    const op = recordOf(recordOf(step['op'])['Op'] ?? step['op']);
    if ('source' in op) {
      baseLayers = Math.max(baseLayers, chain);
      continue;
    }
    const lines = linesOf(locations[id]);
    // Why: COPY --link is a copy into an empty layer (chain of one) and a merge on the same line: the merge has the place.
    if (!lines || (layerLines.has(chain - 1) && isMerge.has(chain - 1))) continue;
    if ('merge' in op) isMerge.add(chain - 1);
    layerLines.set(chain - 1, lines);
  }
  for (const place of layerLines.keys()) if (place < baseLayers) layerLines.delete(place);

  const vertexLines = new Map<string, LineRange>();
  for (const [digest, id] of Object.entries(digestMapping).slice(0, stepLimit)) {
    const lines = linesOf(locations[stringOf(id, 64) ?? '']);
    if (lines) vertexLines.set(digest, lines);
  }
  return layerLines.size > 0 || baseLayers > 0 ? { baseLayers, layerLines, vertexLines } : null;
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

/** The lines of a step's first place in the Dockerfile itself (source 0). */
function linesOf(location: unknown): LineRange | null {
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
    if (end >= 0) return { startLine: start, endLine: end };
  }
  return null;
}
