// What each line weighs and how long it took, at its end: measured where a build was measured, muted and dated where the text changed
// since; estimates only where they are asked for. It measures and estimates nothing itself.
import type { Estimate } from '../estimate/estimate.ts';
import type { MeasuredFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { Range } from '../text/range.ts';

export interface SizeHint {
  /** Offset behind the instruction. */
  readonly at: number;
  /** `+287 MB · 41 s · cached` */
  readonly label: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly kind: 'measured' | 'stale' | 'estimated';
}

/** Estimates by `Instruction.index`; null where none are wanted. */
export type Estimates = (instruction: number) => Estimate | null;

/** Hints of the instructions that end within `range`, in document order. */
export function sizeHints(snapshot: Snapshot, range: Range, estimates: Estimates | null): readonly SizeHint[] {
  const hints: SizeHint[] = [];
  for (const { index, range: place, keyword } of snapshot.dockerfile.instructions) {
    if (place.end < range.start || place.end > range.end) continue;
    if (keyword === 'FROM') {
      const base = baseHint(snapshot, index, place.end);
      if (base !== null) hints.push(base);
      continue;
    }
    const figure = snapshot.measured?.instructions.get(index);
    if (figure !== undefined && snapshot.measured !== null) {
      if (figure.fileBytes > 0 || writesLayers.has(keyword))
        hints.push(measuredHint(place.end, figure, snapshot.measured));
      continue;
    }
    const estimate = estimates?.(index) ?? null;
    if (estimate?.fileBytes !== undefined && estimate.fileBytes !== null && estimate.fileBytes > 0)
      hints.push(estimatedHint(place.end, estimate.fileBytes, estimate));
  }
  return hints;
}

const writesLayers = new Set(['RUN', 'COPY', 'ADD']);

type Figure = MeasuredFacts['instructions'] extends ReadonlyMap<number, infer F> ? F : never;

function measuredHint(at: number, { fileBytes, seconds, cached, current }: Figure, measured: MeasuredFacts): SizeHint {
  const size = `+${formatBytes(fileBytes)}`;
  const label = [size, ...timeParts(seconds, cached)].join(' · ');
  const day = new Date(measured.measured).toISOString().slice(0, 10);
  const time = seconds === null ? '' : ` in ${secondsText(seconds)}`;
  const cache = cached === true ? ', taken from the build cache' : '';
  const facts = `**${formatBytes(fileBytes)}** of files written${time}${cache}, measured in ${code(measured.image)} on ${day}.`;
  return current
    ? { at, label, tooltip: facts, kind: 'measured' }
    : {
        at,
        label: `≈ ${size} on ${day}`,
        tooltip: `${facts}\n\nThis line, or one that it rests on, was changed since: build and measure again.`,
        kind: 'stale',
      };
}

function secondsText(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/** Times that nobody would wait for are left unsaid. */
function timeParts(seconds: number | null, cached: boolean | null): readonly string[] {
  const time = seconds === null || seconds < 0.5 ? [] : [secondsText(seconds)];
  return cached === true ? [...time, 'cached'] : time;
}

/** The base of the image that was measured stands at the FROM its chain begins with. */
function baseHint(snapshot: Snapshot, index: number, at: number): SizeHint | null {
  const bytes = snapshot.measured?.baseFileBytes ?? null;
  if (bytes === null || snapshot.measured === null) return null;
  const { stages, target } = snapshot;
  let stage: (typeof stages)[number] | undefined = target;
  for (let step = 0; step < stages.length && stage?.stage.base.kind === 'stage'; step++)
    stage = stages[stage.stage.base.stage];
  if (stage?.stage.from?.index !== index) return null;
  return {
    at,
    label: `base ${formatBytes(bytes)}`,
    tooltip: `**${formatBytes(bytes)}** of files come with the base, measured in ${code(snapshot.measured.image)}.`,
    kind: 'measured',
  };
}

function estimatedHint(at: number, bytes: number, { parts, unknown }: Estimate): SizeHint {
  const list = parts.slice(0, 8).map(({ what, bytes: part }) => `- ${code(what)} ${formatBytes(part)}`);
  const more =
    unknown.length === 0 ? '' : `\n\nNot counted, size unknown: ${unknown.slice(0, 8).map(code).join(', ')}.`;
  return {
    at,
    label: `est. ${formatBytes(bytes)}`,
    tooltip: `Estimated from the text, not measured.\n\n${list.join('\n')}${more}`,
    kind: 'estimated',
  };
}

function code(text: string): string {
  return `\`${text.replace(/[`\r\n]/g, ' ')}\``;
}
