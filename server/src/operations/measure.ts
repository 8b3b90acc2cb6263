// Measures an image that exists: in an engine, in an archive, in an OCI layout folder, in a registry. With the Dockerfile
// at hand its layers are brought to lines by the image's history. Everything that fails is a Failure.
import { findEngine } from '../engine/find-engine.ts';
import type { Host } from '../host/host.ts';
import { isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../image/build-outcome.ts';
import type { MeasuredImage } from '../image/measured-image.ts';
import type { BuiltText } from './attribute-layers.ts';
import { measureApart } from './measure-image.ts';
import type { ImagePlace } from './read-image.ts';

export interface MeasureRequest {
  /** `archive:FILE`, `oci:FOLDER` (absolute paths), `registry:REFERENCE`, or a reference or id in an engine. */
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
  const place = await findPlace(host, request, signal);
  if (isFailure(place)) return place;
  const { built } = request;
  const text = built && { text: built.dockerfile.text, target: String(built.target.index) };
  return measureApart(host, { place, built: text, provenance: null, steps: [] }, tell, signal);
}

/** Where a request's image is. */
export async function findPlace(
  host: Host,
  { image, engine, platform }: Omit<MeasureRequest, 'built'>,
  signal: AbortSignal,
): Promise<ImagePlace | Failure> {
  const medium = /^(archive|oci):(.*)$/s.exec(image);
  if (medium) {
    const [, kind, path = ''] = medium;
    return { kind: kind === 'archive' ? 'archive' : 'oci', path, name: image, platform };
  }
  const reference = /^registry:(.*)$/s.exec(image)?.[1];
  if (reference !== undefined) return { kind: 'registry', reference, name: image, platform };
  const found = await findEngine(host, engine, signal);
  return isFailure(found) ? found : { kind: 'engine', engine: found, image, name: image, platform, layout: null };
}
