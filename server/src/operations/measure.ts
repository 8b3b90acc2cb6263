// Measures an image that exists: in an engine, in an archive, in an OCI layout folder. With the Dockerfile at hand its
// layers are brought to lines by the image's history. Everything that fails is a Failure.
import type { Engine } from '../engine/engine.ts';
import { findEngine } from '../engine/find-engine.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../image/build-outcome.ts';
import type { ImageContents, ImageWish } from '../image/contents.ts';
import type { MeasuredImage } from '../image/measured-image.ts';
import { readArchiveFile } from '../sources/archive.ts';
import { readEngineImage } from '../sources/engine.ts';
import { readOciLayout } from '../sources/oci-layout.ts';
import { assembleMeasured } from './assemble-measured.ts';
import { attributeLayers } from './attribute-layers.ts';
import type { BuiltText } from './attribute-layers.ts';

export interface MeasureRequest {
  /** `archive:FILE`, `oci:FOLDER` (absolute paths), or a reference or id in an engine. */
  readonly image: string;
  /** Program of the engine; null finds one. */
  readonly engine: string | null;
  /** `linux/arm64`; null takes the one that is there. */
  readonly platform: string | null;
  /** The text it was built from; null where it is not known. */
  readonly built: BuiltText | null;
}

/** Measures; the result is plain data. */
export async function measure(
  host: Host,
  request: MeasureRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<MeasuredImage | Failure> {
  const contents = await readContents(host, request, tell, signal);
  if (isFailure(contents)) return contents;
  const attributed = attributeLayers(contents.config, contents.layers.length, request.built, null);
  return assembleMeasured(contents, attributed, request.built, new Map());
}

async function readContents(
  host: Host,
  { image, engine, platform }: MeasureRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<ImageContents | Failure> {
  const medium = /^(archive|oci):(.*)$/s.exec(image);
  if (medium) {
    const [, kind, path = ''] = medium;
    tell({ kind: 'step', message: `Reading ${path}`, done: null, total: null });
    const wish = { reference: null, platform };
    return kind === 'archive'
      ? readArchive(host, image, path, wish, signal)
      : readLayout(host, image, path, wish, signal);
  }
  const found = await findEngine(host, engine, signal);
  return isFailure(found) ? found : readFromEngine(host, found, image, image, platform, tell, signal);
}

/** The contents of an engine's image; `name` is what people call it. */
export async function readFromEngine(
  host: Host,
  engine: Engine,
  image: string,
  name: string,
  platform: string | null,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<ImageContents | Failure> {
  tell({ kind: 'step', message: `Reading the layers of ${name} from ${engine.label}`, done: null, total: null });
  const isId = image.startsWith('sha256:');
  const read = await readEngineImage(host, engine, image, { reference: isId ? null : image, platform }, signal);
  return isFailure(read) ? read : { name, medium: 'engine', engine: engine.label, ...read };
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
