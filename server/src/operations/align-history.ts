// Brings an image's history to the instructions of a Dockerfile's stage chain. Builders write one entry per instruction, so
// they are aligned from the end; where that does not fit, the likeliest common order is taken and called a guess.
import type { Instruction } from '../dockerfile/dockerfile.ts';
import type { HistoryEntry } from '../image/config.ts';
import { collapse, readHistoryCommand } from '../image/history.ts';
import type { HistoryCommand } from '../image/history.ts';

export interface Alignment {
  readonly kind: 'aligned' | 'guessed';
  /** Entries at the head that belong to the base. */
  readonly baseEntries: number;
  /** Per history entry: place in the chain, or null. */
  readonly places: readonly (number | null)[];
}

/** More than this many comparisons are not made: the guess is given up. */
const comparisonLimit = 4_000_000;

/** Aligns; null where nothing fits. */
export function alignHistory(history: readonly HistoryEntry[], chain: readonly Instruction[]): Alignment | null {
  const entries = history.map(readHistoryCommand).map(prepare);
  const lines = chain.map(prepareInstruction);
  const baseEntries = history.length - chain.length;
  if (baseEntries >= 0 && fitsAtEnd(entries.slice(baseEntries), lines)) {
    const places = history.map((_, entry) => (entry < baseEntries ? null : entry - baseEntries));
    return { kind: 'aligned', baseEntries, places };
  }
  return guess(entries, lines);
}

interface Prepared {
  readonly keyword: string | null;
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

function prepare({ keyword, text }: HistoryCommand): Prepared {
  return { keyword, text, words: wordsOf(text) };
}

function prepareInstruction({ keyword, syntax }: Instruction): Prepared {
  const text = collapse(syntax.argumentText);
  // Why: what a heredoc runs stands in the history too, its body in place of the operator.
  const whole = syntax.heredocs.length > 0 ? syntax.text.slice(syntax.keywordText.length) : text;
  return { keyword, text, words: wordsOf(whole) };
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/[^\p{L}\p{N}_.-]+/u).filter(Boolean));
}

/** From 0 (nothing in common) to 1. */
function likeness(entry: Prepared, line: Prepared): number {
  if (entry.text === line.text || (line.text !== '' && entry.text.endsWith(line.text))) return 1;
  if (entry.words.size === 0 && line.words.size === 0) return 1;
  let common = 0;
  for (const word of entry.words) if (line.words.has(word)) common++;
  return (2 * common) / (entry.words.size + line.words.size);
}

/** Every keyword must be the same, and RUN lines on the whole alike: COPY and ENV are rewritten by builders, RUN is not. */
function fitsAtEnd(entries: readonly Prepared[], lines: readonly Prepared[]): boolean {
  let runs = 0;
  let alike = 0;
  for (const [place, line] of lines.entries()) {
    const entry = entries[place];
    if (entry?.keyword !== line.keyword) return false;
    if (line.keyword !== 'RUN') continue;
    runs++;
    alike += likeness(entry, line);
  }
  return lines.length > 0 && (runs === 0 || alike / runs >= 0.6);
}

/** The common order with the most likeness (a longest common subsequence with weights), from the end. */
function guess(entries: readonly Prepared[], lines: readonly Prepared[]): Alignment | null {
  const columns = lines.length + 1;
  if (entries.length === 0 || lines.length === 0 || (entries.length + 1) * columns > comparisonLimit) return null;
  const best = new Float64Array((entries.length + 1) * columns);
  const gain = (entry: Prepared, line: Prepared): number => {
    if (entry.keyword !== line.keyword || entry.keyword === null) return 0;
    const alike = likeness(entry, line);
    return alike >= 0.3 ? 0.1 + alike : 0;
  };
  for (let e = entries.length - 1; e >= 0; e--) {
    for (let l = lines.length - 1; l >= 0; l--) {
      const entry = entries[e];
      const line = lines[l];
      const matched = entry && line ? gain(entry, line) : 0;
      best[e * columns + l] = Math.max(
        best[(e + 1) * columns + l] ?? 0,
        best[e * columns + l + 1] ?? 0,
        matched > 0 ? matched + (best[(e + 1) * columns + l + 1] ?? 0) : 0,
      );
    }
  }
  const places: (number | null)[] = entries.map(() => null);
  let first = -1;
  for (let e = 0, l = 0; e < entries.length && l < lines.length;) {
    const entry = entries[e];
    const line = lines[l];
    const here = best[e * columns + l] ?? 0;
    const matched = entry && line ? gain(entry, line) : 0;
    if (matched > 0 && here === matched + (best[(e + 1) * columns + l + 1] ?? 0)) {
      places[e] = l;
      if (first < 0) first = e;
      e++;
      l++;
    } else if (here === (best[(e + 1) * columns + l] ?? 0)) e++;
    else l++;
  }
  return first < 0 ? null : { kind: 'guessed', baseEntries: first, places };
}
