// A built image of an engine as evidence for a plan: the layers by the line that wrote them, and the files of the whole, read
// once and kept. It builds nothing; an image that does not fit the text is a Failure, never a guess.
import { type EngineCaller, inspectImage } from '../engine/container.ts';
import { findEngine } from '../engine/find-engine.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../image/build-outcome.ts';
import type { LayerContents } from '../image/contents.ts';
import { entryType } from '../image/layer-index.ts';
import { listOf, recordOf, stringOf, type JsonRecord } from '../image/untrusted-json.ts';
import type { Evidence, ObservedWrites } from '../planner/evidence.ts';
import { attributeLayers } from './attribute-layers.ts';
import { keepEvidence, readEvidence, type SeenImage } from './keep-evidence.ts';
import { readImage } from './read-image.ts';
import { readTree } from './verify/read-tree.ts';

export interface EvidenceRequest {
  /** Reference or id of an image that the engine holds. */
  readonly image: string;
  /** What the plan calls it. */
  readonly name: string;
  /** Program of the engine; null finds one. */
  readonly engine: string | null;
  readonly platform: string | null;
  /** Folder of an OCI layout that may hold this very image, so that its layers need not come from the engine; null for none. */
  readonly layout: string | null;
}

/** What is kept of an image that was read before, by its id; null where that is nothing. It asks no engine. */
export async function keptEvidence(
  host: Host,
  snapshot: Snapshot,
  imageId: string,
  name: string,
): Promise<Evidence | null> {
  const seen = await readEvidence(host, imageId, snapshot);
  return seen === null ? null : evidenceOf(seen, snapshot, name);
}

/** Reads it. A Failure where there is no engine, no such image, or its layers are not those of this text. */
export async function gatherEvidence(
  host: Host,
  snapshot: Snapshot,
  request: EvidenceRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<Evidence | Failure> {
  const { image, name } = request;
  const engine = await findEngine(host, request.engine, signal);
  if (isFailure(engine)) return engine;
  const caller: EngineCaller = { host, engine, signal };
  const inspected = await inspectImage(caller, image);
  // Why what was asked for first: engines have several ids for one image, and who knows one of them finds it by that again.
  const id = image.startsWith('sha256:') ? image : (stringOf(inspected?.['Id']) ?? '');
  const kept = await keptEvidence(host, snapshot, id, name);
  if (kept !== null) return kept;
  const seen = await readSeen(caller, snapshot, request, inspected, tell);
  if (signal.aborted) return failureOf('cancelled', 'Reading the image was cancelled.');
  if (isFailure(seen)) return seen;
  await keepEvidence(host, id, snapshot, seen);
  return evidenceOf(seen, snapshot, name);
}

function evidenceOf(seen: SeenImage, { config }: Snapshot, name: string): Evidence {
  const libraryPath = (config.environment.get('LD_LIBRARY_PATH') ?? '').split(':').filter((each) => each !== '');
  return { ...seen, image: name, libraryPath };
}

async function readSeen(
  caller: EngineCaller,
  snapshot: Snapshot,
  { image, name, platform, layout }: EvidenceRequest,
  inspected: JsonRecord | null,
  tell: (progress: BuildProgress) => void,
): Promise<SeenImage | Failure> {
  const { host, engine, signal } = caller;
  const place = { kind: 'engine', engine, image, name, platform } as const;
  let contents = await readImage(host, { ...place, layout }, tell, signal);
  // Why: the layout is completed by every build, also by one that was never measured.
  if (layout !== null && !isFailure(contents) && !isOfImage(contents.config.diffIds, inspected))
    contents = await readImage(host, { ...place, layout: null }, tell, signal);
  if (isFailure(contents)) return contents;
  const { dockerfile, target } = snapshot;
  const { layers, config } = contents;
  const attributed = attributeLayers(config, layers.length, { dockerfile, target: target.stage }, null);
  if (attributed.baseLayers === null || attributed.attribution === 'guessed' || attributed.attribution === 'none')
    return failureOf(
      'unreadable',
      `The layers of ${image} are not those of this Dockerfile; build it as it stands and name that image.`,
    );
  tell({ kind: 'step', message: `Reading the files of ${name}`, done: null, total: null });
  const files = await treeOf(caller, image);
  if (files === null) return failureOf('unreadable', `${engine.label} does not give the files of ${image}.`);
  return { wrote: writesByInstruction(layers, attributed.instructions), tree: files };
}

/** Null where the engine does not give them, or the reading was cancelled. */
async function treeOf(caller: EngineCaller, image: string): Promise<SeenImage['tree'] | null> {
  try {
    return (await readTree(caller, image))?.tree ?? null;
  } catch (error) {
    if (caller.signal.aborted) return null;
    throw error;
  }
}

function isOfImage(diffIds: readonly string[], inspected: JsonRecord | null): boolean {
  const layers = listOf(recordOf(inspected?.['RootFS'])['Layers'], diffIds.length + 1);
  return layers.length === diffIds.length && layers.every((layer, place) => layer === diffIds[place]);
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
