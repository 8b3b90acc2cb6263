// Base image sizes as text for people and as versioned JSON. It looks nothing up.
import type { BaseImageSizes, ImageSizes, TwinSizes } from '../features/base-image-sizes.ts';
import { formatBytes } from '../text/format-bytes.ts';

function figure(bytes: number | null, approximate: boolean): string {
  return bytes === null ? 'unknown' : `${approximate ? '≈' : ''}${formatBytes(bytes)}`;
}

function sourceLine(sizes: ImageSizes): string | null {
  if (sizes.source === null) return sizes.measuredBy === null ? null : `unpacked bytes measured by ${sizes.measuredBy}`;
  const of = sizes.neighbour === null ? '' : `, figures of ${sizes.neighbour}`;
  const when = sizes.approximate ? (sizes.observed ?? '').slice(0, 4) : sizes.observed;
  return `${sizes.source}, ${when ?? 'no date'}${of}${sizes.measuredBy === null ? '' : `; unpacked bytes measured by ${sizes.measuredBy}`}`;
}

const kinds: Readonly<Record<TwinSizes['kind'], string>> = {
  slim: 'slim',
  runtime: 'run time only',
  musl: 'musl',
  'shell-less': 'no shell',
};

/** Several lines for one image, ending in a line end. */
export function formatSizes({ image, twins }: BaseImageSizes): string {
  const lines = [
    `${image.reference}  (${image.platform}${image.os === null ? '' : `, ${image.os}`})`,
    `  download ${figure(image.downloadBytes, image.approximate)}   unpacked ${figure(image.fileBytes, image.approximate && image.measuredBy === null)}${image.layers === null ? '' : `   ${image.layers} layers`}`,
  ];
  const source = sourceLine(image);
  lines.push(source === null ? '  nobody measured this image for the catalogue' : `  source: ${source}`);
  if (twins.length > 0) lines.push('  leaner:');
  const width = Math.max(0, ...twins.map((twin) => twin.reference.length));
  for (const twin of twins) {
    const saved =
      twin.savedDownloadBytes === null
        ? ''
        : `, saves ${figure(twin.savedDownloadBytes, image.approximate || twin.approximate)}`;
    lines.push(
      `    ${twin.reference.padEnd(width)}  ${figure(twin.downloadBytes, twin.approximate)} to download${saved}  [${kinds[twin.kind]}]`,
      ...twin.caveats.map((caveat) => `    ${' '.repeat(width)}  ${caveat}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The JSON of `plimsoll size --format json`; keys are stable (docs/cli.md). */
export function sizesJson(
  entries: readonly ({ readonly reference: string; readonly error: string } | BaseImageSizes)[],
): unknown {
  return {
    version: 1,
    images: entries.map((entry) => ('error' in entry ? entry : { ...entry.image, twins: entry.twins })),
  };
}
