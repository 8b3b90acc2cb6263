// Shell text as a ShellScript, by unbash. It never throws; the same text at the same place gives the same object while
// it is remembered. Shells that are not POSIX-like (cmd, PowerShell) come out as whatever unbash makes of them.
import { boundedCache, detachText } from '../text/bounded-cache.ts';
import type { Span } from '../text/range.ts';
import type { ShellScript } from './shell.ts';
import { walkWhole } from './walk-commands.ts';

const cache = boundedCache<ShellScript>(150_000);

/** Parses shell text that stands at `span` of its instruction; `text.length === span.to - span.from`. */
export function parseShell(source: { readonly text: string; readonly span: Span }): ShellScript {
  const { span } = source;
  const key = `${span.from}:${source.text}`;
  const remembered = cache.get(key);
  if (remembered !== undefined) return remembered;
  const text = detachText(source.text);
  const scope = {
    text,
    place: (pos: number, end: number): Span => ({ from: span.from + pos, to: span.from + end }),
    exact: true,
  };
  let script: ShellScript;
  try {
    script = walkWhole(text, span, scope);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'this shell text could not be read';
    script = { text, span, commands: [], errors: [{ message, span }], options: new Set() };
  }
  cache.set(`${span.from}:${text}`, script);
  return script;
}
