// How a build is told on a terminal: its progress line by line, its end, and a failure with the output that explains it.
import type { BuildProgress, BuildResult, Failure } from '../image/build-outcome.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { formatMeasured } from './measure-text.ts';

interface TrendFigures {
  readonly builds: number;
  readonly sinceLast: { readonly fileBytes: number };
  readonly sinceLightest: { readonly fileBytes: number };
}

/** One line of progress with its line end. */
export function formatProgress(progress: BuildProgress): string {
  if (progress.kind === 'log') return `    ${progress.line}\n`;
  const { message, done, total } = progress;
  const steps = done === null || total === null ? '' : `${String(done + 1)}/${String(total)} `;
  return `  ${steps}${message}\n`;
}

export function formatBuild(result: BuildResult, columns: number): string {
  const seconds = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} s`;
  const times = `  built in ${seconds(result.buildSeconds)}, layers read in ${seconds(result.measureSeconds)}\n`;
  return `${formatMeasured(result.image, columns)}${times}`;
}

/** One line: what the newest build is against the last and the lightest before it. */
export function formatTrend({ builds, sinceLast, sinceLightest }: TrendFigures): string {
  const against = (bytes: number, what: string): string =>
    bytes === 0 ? `as heavy as ${what}` : `${formatBytes(Math.abs(bytes))} ${bytes > 0 ? 'more' : 'less'} than ${what}`;
  const earlier = builds === 2 ? '' : `, ${against(sinceLightest.fileBytes, `the lightest of ${String(builds - 1)}`)}`;
  return `  ${against(sinceLast.fileBytes, 'the last build')}${earlier}\n`;
}

/** The message, then the lines that explain it; each with its line end. */
export function formatFailure({ message, lines }: Failure): string {
  const output = lines.map((line) => `    ${line}\n`).join('');
  return `plimsoll: ${message}\n${output}`;
}
