// The words that a `for` loop goes through, read from the text right before the first command of its body. Only words
// written out, or in variables that are known, are had; everything else is unknown.
import type { ShellCommand, ShellScript } from '../shell/shell.ts';
import type { CommandContext } from './effect.ts';
import { expandBraces } from './expand-braces.ts';
import { isGlob } from './path-set.ts';

export interface Loop {
  readonly name: string;
  readonly words: readonly string[];
}

/** The text between a command and the one before it: operators, keywords and what a loop goes through. */
export function textBefore(script: ShellScript, { exact, index, span }: ShellCommand): string {
  if (!exact) return '';
  const previous = script.commands[index - 1];
  const from = previous?.exact === true && previous.span.to <= span.from ? previous.span.to : script.span.from;
  return script.text.slice(from - script.span.from, span.from - script.span.from);
}

/** The loop whose body begins with `first`; null where none does, or where its words are not known. */
export function loopBefore(script: ShellScript, first: ShellCommand, context: CommandContext): Loop | null {
  if (!first.guard.loop) return null;
  const gap = textBefore(script, first);
  const header = / in ([^;\n]*)[;\n]\s*do\s+$/.exec(gap);
  const name = /(?:^|[\s;&|({])for\s+(\w+)\s*$/.exec(gap.slice(0, header?.index ?? 0))?.[1];
  if (name === undefined || header?.[1] === undefined) return null;
  const words: string[] = [];
  for (const written of header[1].split(/\s+/)) {
    if (written === '') continue;
    const variable = /^\$(?:\{(\w+)\}|(\w+))$/.exec(written);
    const text = variable === null ? written : context.variable(variable[1] ?? variable[2] ?? '');
    if (text === undefined || /["'`$\\()]/.test(text)) return null;
    for (const word of text.split(/\s+/).flatMap((each) => [...expandBraces(each)])) {
      if (isGlob(word)) return null;
      if (word !== '') words.push(word);
    }
  }
  return words.length === 0 || words.length > 64 ? null : { name, words };
}
