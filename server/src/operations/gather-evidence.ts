// A built image of an engine as evidence for a plan: the layers by the line that wrote them, and the files of the whole. It
// builds nothing; an image that does not fit the text is a Failure, never a guess.
import type { EngineCaller } from '../engine/container.ts';
import { findEngine } from '../engine/find-engine.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../image/build-outcome.ts';
import type { LayerContents } from '../image/contents.ts';
import { entryType } from '../image/layer-index.ts';
import type { Evidence, ObservedWrites } from '../planner/evidence.ts';
import { attributeLayers } from './attribute-layers.ts';
import { readImage } from './read-image.ts';
import { readTree } from './verify/read-tree.ts';

export interface EvidenceRequest {
  /** Reference or id of an image that the engine holds. */
  readonly image: string;
  /** Program of the engine; null finds one. */
  readonly engine: string | null;
  readonly platform: string | null;
}

/** Reads it. A Failure where there is no engine, no such image, or its layers are not those of this text. */
export async function gatherEvidence(
  host: Host,
  snapshot: Snapshot,
  { image, engine: program, platform }: EvidenceRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<Evidence | Failure> {
  const engine = await findEngine(host, program, signal);
  if (isFailure(engine)) return engine;
  const place = { kind: 'engine', engine, image, name: image, platform, layout: null } as const;
  const contents = await readImage(host, place, tell, signal);
  if (isFailure(contents)) return contents;
  const { dockerfile, target } = snapshot;
  const { layers, config } = contents;
  const attributed = attributeLayers(config, layers.length, { dockerfile, target: target.stage }, null);
  if (attributed.baseLayers === null || attributed.attribution === 'guessed' || attributed.attribution === 'none')
    return failureOf(
      'unreadable',
      `The layers of ${image} are not those of this Dockerfile; build it as it stands and name that image.`,
    );
  const caller: EngineCaller = { host, engine, signal };
  const files = await readTree(caller, image);
  if (files === null) return failureOf('unreadable', `${engine.label} does not give the files of ${image}.`);
  return {
    image,
    wrote: writesByInstruction(layers, attributed.instructions),
    tree: files.tree,
    libraryPath: (snapshot.config.environment.get('LD_LIBRARY_PATH') ?? '').split(':').filter((each) => each !== ''),
  };
}

function writesByInstruction(
  layers: readonly LayerContents[],
  instructions: readonly (number | null)[],
): ReadonlyMap<number, ObservedWrites> {
  const wrote = new Map<number, ObservedWrites>();
  const folders = new Set<string>();
  for (const [place, { index }] of layers.entries()) {
    const names = Buffer.from(index.names.buffer, index.names.byteOffset, index.names.byteLength);
    const files: string[] = [];
    const newFolders = new Set<string>();
    for (let entry = 0; entry < index.count; entry++) {
      const type = index.types[entry];
      if (type === entryType.whiteout || type === entryType.opaque) continue;
      const from = entry === 0 ? 0 : (index.ends[entry - 1] ?? 0);
      const path = `/${names.toString('utf8', from, index.ends[entry] ?? from)}`;
      if (type !== entryType.directory) files.push(path);
      else if (!folders.has(path)) newFolders.add(path);
    }
    for (const folder of newFolders) folders.add(folder);
    const instruction = instructions[place] ?? null;
    if (instruction !== null) wrote.set(instruction, { files, newFolders });
  }
  return wrote;
}
