// How a build is told on a terminal: its progress line by line, its end, and a failure with the output that explains it.
import type { BuildProgress, BuildResult, Failure } from '../image/build-outcome.ts';
import { formatMeasured } from './measure-text.ts';

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

/** The message, then the lines that explain it; each with its line end. */
export function formatFailure({ message, lines }: Failure): string {
  const output = lines.map((line) => `    ${line}\n`).join('');
  return `plimsoll: ${message}\n${output}`;
}
