// The thresholds of a `.dive-ci` file: three figures under `rules:`. Of YAML it reads as much as such files use: a key and a
// plain or quoted value a line, and comments.
// Source: dive's README, "CI Integration"; what is not named there keeps dive's own default.
import { parseBytes } from '../text/parse-bytes.ts';

/** Null stands for `disabled`. */
export interface DiveThresholds {
  readonly lowestEfficiency: number | null;
  readonly highestWastedBytes: number | null;
  readonly highestUserWastedPercent: number | null;
}

const keys = ['lowestEfficiency', 'highestWastedBytes', 'highestUserWastedPercent'] as const;

/** The thresholds, or one sentence on the line that is none. */
export function readDiveCi(text: string): DiveThresholds | { readonly error: string } {
  const thresholds: { [key in (typeof keys)[number]]: number | null } = {
    lowestEfficiency: 0.9,
    highestWastedBytes: null,
    highestUserWastedPercent: 0.1,
  };
  for (const line of text.split(/\r?\n/)) {
    const plain = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (plain === '' || plain === 'rules:' || plain === '---') continue;
    const colon = plain.indexOf(':');
    const name = plain.slice(0, Math.max(0, colon)).trim().replaceAll('-', '').toLowerCase();
    const key = keys.find((known) => known.toLowerCase() === name);
    if (key === undefined) return { error: `"${plain.slice(0, 80)}" is no threshold of dive` };
    const value = plain
      .slice(colon + 1)
      .trim()
      .replaceAll(/["']/g, '');
    const figure = value === 'disabled' ? null : key === 'highestWastedBytes' ? parseBytes(value) : shareOf(value);
    if (figure === null && value !== 'disabled') return { error: `${key} is no figure: "${value.slice(0, 80)}"` };
    thresholds[key] = figure;
  }
  return thresholds;
}

function shareOf(text: string): number | null {
  const figure = Number(text);
  return text !== '' && Number.isFinite(figure) && figure >= 0 ? figure : null;
}
