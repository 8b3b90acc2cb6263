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

/** The lenses of a file: none where there is no FROM. */
export function lensesOf(snapshot: Snapshot, diagnostics: readonly Diagnostic[]): readonly Lens[] {
  const from = snapshot.target.stage.from;
  if (from === null) return [];
  const { measured } = snapshot;
  const range = from.range;
  const lenses: Lens[] = [
    { range, title: measured === null ? 'Build and measure' : 'Build and measure again', action: 'build-and-measure' },
  ];
  if (measured !== null)
    lenses.unshift({ range, title: `${formatBytes(measured.totalFileBytes)}: show layers`, action: 'show-layers' });
  if (diagnostics.some(({ finding }) => finding?.curedBySplit === true))
    lenses.push({ range, title: 'Convert to multi-stage', action: 'convert-to-multi-stage' });
  return lenses;
}
