// What `plimsoll split` prints of a verification for people: how far the rewrite was proven, what both images weigh, and each step of
// the ladder with what it found. It checks nothing.
import type { Verification } from '../operations/verify/verification.ts';
import { formatBytes } from '../text/format-bytes.ts';

const headlines: Readonly<Record<Verification['label'], string>> = {
  static: 'Static: only the text was checked',
  checked: 'Checked: both images were built and compared; their runs show too little to compare',
  verified: 'Verified: both images were built and behave the same',
  failed: 'Withdrawn: the rewritten image is worse than the original',
};

/** The ladder. `earlier`: when it was climbed (milliseconds since the epoch), where that was not now. Ends in a line end. */
export function verificationText(
  { label, checks, before, after, repairs }: Verification,
  earlier: number | null = null,
): string {
  const lines = [`${headlines[label]}${sizes(before, after)}`];
  if (earlier !== null) {
    const when = new Date(earlier).toISOString().slice(0, 16).replace('T', ' ');
    lines.push(`  built and compared ${when} UTC; --verify does it again`);
  }
  for (const { level, what, outcome, seconds, findings, notes } of checks) {
    lines.push(`  ${level} ${what.padEnd(20)} ${outcome.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s`);
    lines.push(...findings.map((finding) => `      ${finding}`), ...notes.map((note) => `      (${note})`));
  }
  lines.push(...repairs.map((line) => `  added after a first try failed: ${line}`));
  return `${lines.join('\n')}\n`;
}

function sizes(before: number | null, after: number | null): string {
  if (before === null || after === null || before === 0) return '';
  const percent = Math.round((1 - after / before) * 100);
  return `; ${formatBytes(before)} before, ${formatBytes(after)} after (${String(percent)} % less, measured)`;
}
