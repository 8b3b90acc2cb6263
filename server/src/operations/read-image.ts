// An image read from wherever it is: an engine, an archive, an OCI layout folder, a registry. Everything that fails is a Failure;
// what the layers mean is not asked here.
import type { Engine } from '../engine/engine.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../image/build-outcome.ts';
import type { ImageContents, ImageWish } from '../image/contents.ts';
import { readArchiveFile } from '../sources/archive.ts';
import type { ReadImage } from '../sources/archive.ts';
import { readEngineImage } from '../sources/engine.ts';
import { openLayerCache } from '../sources/layer-cache.ts';
import { readOciLayout } from '../sources/oci-layout.ts';
import { pruneLayers } from './kept-files.ts';
import { readFromRegistry } from './read-registry-image.ts';

/** Where an image is; plain data. `name` is what people call it. */
export type ImagePlace =
  | { readonly kind: 'archive' | 'oci'; readonly path: string; readonly name: string; readonly platform: string | null }
  | {
      readonly kind: 'registry';
      /** As a FROM names it. */
      readonly reference: string;
      readonly name: string;
      readonly platform: string | null;
    }
  | {
      readonly kind: 'engine';
      readonly engine: Engine;
      /** Reference or id. */
      readonly image: string;
      readonly name: string;
      readonly platform: string | null;
      /** An OCI layout that holds this very image, kept from build to build; null where there is none. */
      readonly layout: string | null;
    };

/** Reads it. */
export async function readImage(
  host: Host,
  place: ImagePlace,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<ImageContents | Failure> {
  if (place.kind === 'engine') return readFromEngine(host, place, tell, signal);
  if (place.kind === 'registry') return readFromRegistry(host, place, tell, signal);
  const { kind, name, path, platform } = place;
  tell({ kind: 'step', message: `Reading ${path}`, done: null, total: null });
  const wish = { reference: null, platform };
  return kind === 'archive' ? readArchive(host, name, path, wish, signal) : readLayout(host, name, path, wish, signal);
}

async function readFromEngine(
  host: Host,
  { engine, image, name, platform, layout }: Extract<ImagePlace, { kind: 'engine' }>,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<ImageContents | Failure> {
  tell({ kind: 'step', message: `Reading the layers of ${name} from ${engine.label}`, done: null, total: null });
  if (layout !== null) {
    const kept = await readKeptLayout(host, layout, platform, signal);
    if (kept !== null) return { name, medium: 'engine', engine: engine.label, ...kept };
  }
  const isId = image.startsWith('sha256:');
  const read = await readEngineImage(host, engine, image, { reference: isId ? null : image, platform }, signal);
  return isFailure(read) ? read : { name, medium: 'engine', engine: engine.label, ...read };
}

/** Layers that were read for an earlier build are not read again. Null where the folder cannot be read: the engine can. */
async function readKeptLayout(
  host: Host,
  layout: string,
  platform: string | null,
  signal: AbortSignal,
): Promise<ReadImage | null> {
  try {
    const read = await readOciLayout(host, layout, { reference: null, platform }, signal, openLayerCache(host));
    if ('why' in read) return null;
    await pruneLayers(host);
    return read;
  } catch {
    return null;
  }
}

async function readArchive(
  host: Host,
  name: string,
  path: string,
  wish: ImageWish,
  signal: AbortSignal,
): Promise<ImageContents | Failure> {
  const file = await host.openFile(path);
  if (isUnavailable(file)) return failureOf('unreadable', `The archive ${path} cannot be read: ${file.why}.`);
  try {
    const read = await readArchiveFile(file, wish, signal);
    if ('why' in read) return failureOf('unreadable', `The archive ${path} cannot be read: ${read.why}.`);
    return { name, medium: 'archive', engine: null, ...read };
  } catch (error) {
    return readFault(path, error, signal);
  } finally {
    await file.close();
  }
}

async function readLayout(
  host: Host,
  name: string,
  path: string,
  wish: ImageWish,
  signal: AbortSignal,
): Promise<ImageContents | Failure> {
  try {
    const read = await readOciLayout(host, path, wish, signal);
    if ('why' in read) return failureOf('unreadable', `The OCI layout ${path} cannot be read: ${read.why}.`);
    return { name, medium: 'oci-layout', engine: null, ...read };
  } catch (error) {
    return readFault(path, error, signal);
  }
}

function readFault(path: string, error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return failureOf('cancelled', 'Reading the image was cancelled; nothing was measured.');
  return failureOf('unreadable', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
}
