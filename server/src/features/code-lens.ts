// The quiet line above the stage that ships: build and measure it, see its layers, take its build mass off. At most three
// entries in a file. It knows no editor command.
import type { Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { Range } from '../text/range.ts';
import type { Diagnostic } from './diagnostics.ts';

export interface Lens {
  readonly range: Range;
  readonly title: string;
  readonly action: 'build-and-measure' | 'show-layers' | 'convert-to-multi-stage';
}

/** What is known of the rewrite that would be offered. */
export interface VerifiedRewrite {
  readonly label: 'static' | 'checked' | 'verified' | 'failed';
  /** Unpacked bytes of both images; null where the engine does not tell. */
  readonly before: number | null;
  readonly after: number | null;
}

/** The lenses of a file: none where there is no FROM. `verified`: null where the rewrite was not verified as it stands. */
export function lensesOf(
  snapshot: Snapshot,
  diagnostics: readonly Diagnostic[],
  verified: VerifiedRewrite | null,
): readonly Lens[] {
  const from = snapshot.target.stage.from;
  if (from === null) return [];
  const { measured } = snapshot;
  const range = from.range;
  const lenses: Lens[] = [
    { range, title: measured === null ? 'Build and measure' : 'Build and measure again', action: 'build-and-measure' },
  ];
  if (measured !== null)
    lenses.unshift({ range, title: `${formatBytes(measured.totalFileBytes)}: show layers`, action: 'show-layers' });
  if (verified !== null) lenses.push({ range, title: verifiedTitle(verified), action: 'convert-to-multi-stage' });
  else if (diagnostics.some(({ finding }) => finding?.curedBySplit === true))
    lenses.push({ range, title: 'Convert to multi-stage', action: 'convert-to-multi-stage' });
  return lenses;
}

function verifiedTitle({ label, before, after }: VerifiedRewrite): string {
  if (label === 'failed') return 'Multi-stage rewrite withdrawn: see why';
  const sizes = before === null || after === null ? '' : `, ${formatBytes(before)} → ${formatBytes(after)}`;
  return `Convert to multi-stage (${label}${sizes})`;
}
