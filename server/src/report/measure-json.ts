// The JSON of `plimsoll measure` and `plimsoll build`: versioned, stable keys, bytes as numbers (docs/cli.md).
import type { BuildResult, Failure } from '../image/build-outcome.ts';
import type { MeasuredImage } from '../image/measured-image.ts';

/** `{"version":1,"image":{…}}` */
export function measureJson(image: MeasuredImage): unknown {
  return { version: 1, image };
}

/** `{"version":1,"dockerfile","target","imageId","buildSeconds","measureSeconds","image":{…}}` */
export function buildJson({ dockerfile, target, imageId, buildSeconds, measureSeconds, image }: BuildResult): unknown {
  return { version: 1, dockerfile, target, imageId, buildSeconds, measureSeconds, image };
}

/** `{"version":1,"failure":{"kind","message","lines","line"}}`; `line` is zero-based or null. */
export function failureJson({ failure, message, lines, dockerfileLine }: Failure): unknown {
  return { version: 1, failure: { kind: failure, message, lines, line: dockerfileLine } };
}
