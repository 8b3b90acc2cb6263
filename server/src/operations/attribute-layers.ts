// Which layer came from which instruction, and where the base ends: from the build's provenance (exact), else from the
// aligned history, else by likeness, and it says which. It reads no layer and runs nothing.
import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts';
import type { Provenance } from '../engine/provenance.ts';
import type { ImageConfig } from '../image/config.ts';
import type { Attribution } from '../image/measured-image.ts';
import { alignHistory } from './align-history.ts';
import { chainInstructions, linesOf, stageChain } from './stage-chain.ts';

export interface AttributedLayers {
  readonly attribution: Attribution;
  /** Layers of the base; null where no boundary is known. */
  readonly baseLayers: number | null;
  /** `Instruction.index` by place of the layer. */
  readonly instructions: readonly (number | null)[];
  readonly notes: readonly string[];
}

/** The text an image was built from. */
export interface BuiltText {
  readonly dockerfile: Dockerfile;
  readonly target: Stage;
}

/** Attributes `layerCount` layers. Without a text only what the history tells of the base is known. */
export function attributeLayers(
  config: ImageConfig,
  layerCount: number,
  built: BuiltText | null,
  provenance: Provenance | null,
): AttributedLayers {
  const none = { instructions: Array.from({ length: layerCount }, () => null), notes: [] };
  if (!built) return { ...none, attribution: 'none', baseLayers: baseByComment(config, layerCount) };
  return (
    (provenance && fromProvenance(provenance, layerCount, built)) ??
    fromHistory(config, layerCount, built) ?? { ...none, attribution: 'guessed', baseLayers: null }
  );
}

function fromProvenance(provenance: Provenance, layerCount: number, built: BuiltText): AttributedLayers | null {
  const { dockerfile, target } = built;
  const byLine = instructionByLine(dockerfile);
  const from = stageChain(dockerfile, target)[0]?.from ?? null;
  const baseLayers =
    from === null
      ? 0
      : (provenance.bases.find(({ lines }) => lines.some(({ startLine }) => byLine(startLine) === from))?.layers ?? 0);
  const chain = new Set(chainInstructions(dockerfile, target));
  const instructions = Array.from({ length: layerCount }, (_, place) => {
    if (place < baseLayers) return null;
    // Why: a stage that only gives files may have a layer at the same place.
    const candidates = (provenance.layerLines.get(place) ?? []).map(({ startLine }) => byLine(startLine));
    return candidates.find((instruction) => instruction !== undefined && chain.has(instruction))?.index ?? null;
  });
  // Why: provenance of another build, or a chain we misread, must not be called exact.
  if (baseLayers > layerCount || instructions.slice(baseLayers).includes(null)) return null;
  return { attribution: 'exact', baseLayers, instructions, notes: [] };
}

/** The instruction that covers a zero-based line. */
export function instructionByLine(dockerfile: Dockerfile): (line: number) => Instruction | undefined {
  const places = dockerfile.instructions.map((instruction) => ({ instruction, ...linesOf(dockerfile, instruction) }));
  return (line) => places.find(({ startLine, endLine }) => startLine <= line && line <= endLine)?.instruction;
}

function fromHistory(config: ImageConfig, layerCount: number, built: BuiltText): AttributedLayers | null {
  const { history } = config;
  const chain = chainInstructions(built.dockerfile, built.target);
  if (chain.length === 0) return { ...nothingOwn(layerCount), attribution: 'aligned' };
  const alignment = alignHistory(history, chain);
  if (!alignment) return null;
  const isLayer = history.map(({ emptyLayer }) => !emptyLayer);
  const own = isLayer.slice(alignment.baseEntries).filter(Boolean).length;
  const baseLayers = layerCount - own;
  if (baseLayers < 0) return null;

  const instructions: (number | null)[] = Array.from({ length: layerCount }, () => null);
  let layer = baseLayers;
  for (let entry = alignment.baseEntries; entry < history.length; entry++) {
    if (isLayer[entry] !== true) continue;
    const place = alignment.places[entry] ?? null;
    instructions[layer++] = place === null ? null : (chain[place]?.index ?? null);
  }
  const attribution = isLayer.filter(Boolean).length === layerCount ? alignment.kind : 'guessed';
  const squashed = squashedInto(chain, history.length - alignment.baseEntries, isLayer, alignment.baseEntries);
  if (!squashed) return { attribution, baseLayers, instructions, notes: [] };
  return {
    attribution: 'guessed',
    baseLayers,
    instructions: instructions.map(() => null),
    notes: ['The image was built without a layer per instruction: one layer holds all of them.'],
  };
}

/** Buildah and `--squash` put everything into the layer of the last entry, whatever that is (one layer, several writers). */
function squashedInto(
  chain: readonly Instruction[],
  entries: number,
  isLayer: readonly boolean[],
  baseEntries: number,
): boolean {
  const writers = chain.filter(({ keyword }) => keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD').length;
  const own = isLayer.slice(baseEntries);
  return (
    writers > 0 &&
    entries > 1 &&
    own.filter(Boolean).length === 1 &&
    own.at(-1) === true &&
    (writers > 1 || !endsInWriter(chain))
  );
}

function endsInWriter(chain: readonly Instruction[]): boolean {
  const last = chain.at(-1)?.keyword;
  return last === 'RUN' || last === 'COPY' || last === 'ADD';
}

function nothingOwn(layerCount: number): Omit<AttributedLayers, 'attribution'> {
  return { baseLayers: layerCount, instructions: Array.from({ length: layerCount }, () => null), notes: [] };
}

/** Podman and Buildah write `FROM name` beside the first own entry (or the last, without layers). */
function baseByComment(config: ImageConfig, layerCount: number): number | null {
  const first = config.history.findIndex(({ comment }) => comment.startsWith('FROM '));
  if (first < 0) return null;
  const own = config.history.slice(first).filter(({ emptyLayer }) => !emptyLayer).length;
  return own <= layerCount ? layerCount - own : null;
}
