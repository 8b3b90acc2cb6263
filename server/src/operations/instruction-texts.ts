// What people read of a layer or an instruction on one line: the command that the history names, the instruction as it is
// written. It knows no bytes.
import type { Instruction } from '../dockerfile/dockerfile.ts';
import type { ImageConfig } from '../image/config.ts';
import { collapse, formatHistoryCommand, readHistoryCommand } from '../image/history.ts';

const textLimit = 200;

/** Commands of the entries that wrote a layer, counted from the top; none where the history tells more. */
export function commandsByLayer(config: ImageConfig, layerCount: number): readonly string[] {
  const entries = config.history.filter(({ emptyLayer }) => !emptyLayer);
  if (entries.length > layerCount) return [];
  const missing = Array.from({ length: layerCount - entries.length }, () => '');
  return [...missing, ...entries.map((entry) => formatHistoryCommand(readHistoryCommand(entry)))];
}

/** Continuations folded; at most 200 characters. */
export function textOf({ syntax }: Instruction): string {
  const flags = syntax.flags.map(({ name, value }) => (value === null ? `--${name}` : `--${name}=${value}`));
  const text = collapse([syntax.keywordText, ...flags, syntax.argumentText].join(' '));
  return text.length > textLimit ? `${text.slice(0, textLimit - 1)}…` : text;
}
