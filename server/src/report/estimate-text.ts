// Estimated bytes of a Dockerfile's lines, as text for people and as versioned JSON. It estimates nothing itself.
import type { Estimate } from '../estimate/estimate.ts';
import type { ImageSizes } from '../features/base-image-sizes.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { lineAt, type LineIndex } from '../text/line-index.ts';
import type { Range } from '../text/range.ts';
import { jsonRange } from './check-json.ts';

export type EstimatedFile =
  | {
      readonly path: string;
      readonly lines: LineIndex;
      readonly base: ImageSizes | null;
      readonly instructions: readonly { readonly range: Range; readonly text: string; readonly estimate: Estimate }[];
    }
  | { readonly path: string; readonly error: string };

function amount(bytes: number | null): string {
  return (bytes === null ? 'unknown' : `≈ ${formatBytes(bytes)}`).padStart(10);
}

function firstLine(text: string): string {
  const folded = text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/[\\`]$/, '')
        .trimEnd(),
    )
    .join(' ');
  return folded.length > 60 ? `${folded.slice(0, 59)}…` : folded;
}

function details({ parts, unknown, cacheBytes }: Estimate): readonly string[] {
  const biggest = parts.slice(0, 4).map(({ what, bytes, source }) => `${what} ${formatBytes(bytes)} (${source})`);
  return [
    ...biggest,
    ...(parts.length > 4 ? [`${parts.length - 4} more`] : []),
    ...(cacheBytes > 0 ? [`caches ${formatBytes(cacheBytes)}`] : []),
    ...(unknown.length > 0 ? [`not known: ${unknown.slice(0, 6).join(', ')}${unknown.length > 6 ? ' …' : ''}`] : []),
  ];
}

/** A line per instruction with what its figure is made of. Ends in a line end. */
export function estimateText(files: readonly EstimatedFile[]): string {
  const out: string[] = [];
  for (const file of files) {
    out.push(file.path);
    if ('error' in file) {
      out.push(`  could not be read: ${file.error}`);
      continue;
    }
    const { base } = file;
    out.push(
      `  ${amount(base?.fileBytes ?? null)}  base${base === null ? '' : ` ${base.reference}${base.downloadBytes === null ? '' : `, ${base.approximate ? '≈ ' : ''}${formatBytes(base.downloadBytes)} to download`}`}`,
    );
    for (const { range, text, estimate } of file.instructions) {
      out.push(`  ${amount(estimate.fileBytes)}  line ${lineAt(file.lines, range.start) + 1}: ${firstLine(text)}`);
      for (const detail of details(estimate)) out.push(`              ${detail}`);
    }
  }
  return `${out.join('\n')}\n`;
}

/** The JSON of `plimsoll estimate --format json`; unknown figures are null. */
export function estimateJson(files: readonly EstimatedFile[]): unknown {
  return {
    version: 1,
    files: files.map((file) =>
      'error' in file
        ? file
        : {
            path: file.path,
            base: file.base,
            instructions: file.instructions.map(({ range, estimate }) => ({
              range: jsonRange(file.lines, range),
              ...estimate,
            })),
          },
    ),
  };
}
