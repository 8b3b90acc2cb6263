// Shell words as the arguments a program would get: variables that are known are put in, unquoted ones are split,
// braces and `~` are expanded. What is not known stays null; nothing is run and no file name is looked up.
import type { ShellCommand, ShellWord, ShellWordPart } from '../shell/shell.ts';
import type { CommandContext, PathPattern } from './effect.ts';
import { expandBraces } from './expand-braces.ts';
import { expandParameter } from './expand-parameter.ts';
import { globAt, isGlob, joinPath, unknownBelow } from './path-set.ts';

/** One argument of a command. */
export interface Argument {
  /** Null where an expansion that is not known decides. */
  readonly text: string | null;
  /** The text as far as it is known from its start: all of `text`, or `--index-url=` of `--index-url=$URL`. */
  readonly prefix: string;
  /** Unquoted `*`, `?` or `[` stand in it: it names files by a pattern. */
  readonly glob: boolean;
  /** An unquoted unknown expansion: it may be no argument or many. */
  readonly many: boolean;
  readonly word: ShellWord;
}

/** Code units that the expansions of one word may add. */
const longestExpansion = 16_384;

/** The arguments that words become, in order. */
export function argumentsOf(words: readonly ShellWord[], context: CommandContext): Argument[] {
  return words.flatMap((word) => argumentsOfWord(word, context));
}

/** The value of a word as one argument (no splitting), or null where it is not known. */
export function resolveWord(word: ShellWord, context: CommandContext): string | null {
  const fields = split(word, context, false);
  return fields[0]?.text ?? null;
}

/**
 * The arguments that one word becomes: one, none (`$EMPTY`), or several (`$PACKAGES`). A variable of a loop over words
 * that are known stands for all of them.
 */
export function argumentsOfWord(word: ShellWord, context: CommandContext): readonly Argument[] {
  if (context.alternatives !== undefined && word.value === null) {
    for (const part of word.parts) {
      const values = part.kind === 'variable' ? context.alternatives.get(part.name) : undefined;
      if (part.kind !== 'variable' || values === undefined) continue;
      return values.flatMap((value) => argumentsOfWord(word, withVariable(context, part.name, value)));
    }
  }
  if (word.value !== null && word.parts.every((part) => part.kind === 'literal' && part.quoted)) {
    return [{ text: word.value, prefix: word.value, glob: false, many: false, word }];
  }
  return split(word, context, true).flatMap((field) => {
    const argument = { text: field.text, prefix: field.prefix, glob: field.glob, many: field.many, word };
    if (!field.braces || field.text === null) return [argument];
    return expandBraces(field.text).map((text) => ({ ...argument, text, prefix: text }));
  });
}

/** The paths that an argument names; `kind` says whether what lies below a named path is meant too. */
export function pathsOf(argument: Argument, context: CommandContext, kind: 'file' | 'tree'): PathPattern {
  if (argument.text === null) {
    const known = argument.prefix.slice(0, argument.prefix.lastIndexOf('/') + 1);
    if (known === '') return unknownBelow(argument.prefix === '' ? '/' : context.workingFolder);
    return unknownBelow(joinPath(context.workingFolder, known));
  }
  return pathsNamed(argument.text, context, kind, argument.glob);
}

/** The paths that a text names from the working folder. */
export function pathsNamed(text: string, context: CommandContext, kind: 'file' | 'tree', glob = false): PathPattern {
  if (context.folderUnknown === true && !text.startsWith('/')) return unknownBelow(context.workingFolder);
  const path = joinPath(context.workingFolder, text);
  return glob && isGlob(path) ? globAt(path) : { kind, path };
}

/** The context with one variable at one value. */
function withVariable(context: CommandContext, name: string, value: string): CommandContext {
  const alternatives = new Map(context.alternatives);
  alternatives.delete(name);
  const lookUp = (each: string): string | undefined =>
    each === name ? value : context.expansion === undefined ? context.variable(each) : context.expansion(each);
  return { ...context, alternatives, expansion: lookUp };
}

interface Field {
  text: string | null;
  prefix: string;
  glob: boolean;
  braces: boolean;
  many: boolean;
}

function split(word: ShellWord, context: CommandContext, fields: boolean): Field[] {
  const done: Field[] = [];
  // Why a bound: `A=$A$A` doubles, and forty such commands fill any memory. What is written out may be as long as it is.
  const most = word.raw.length + longestExpansion;
  let taken = 0;
  let begun = false;
  const field = (): Field => {
    const last = done.at(-1);
    if (begun && last !== undefined) return last;
    begun = true;
    const fresh: Field = { text: '', prefix: '', glob: false, braces: false, many: false };
    done.push(fresh);
    return fresh;
  };
  const append = (text: string): void => {
    const at = field();
    if (at.text === null) return;
    taken += text.length;
    if (taken > most) {
      at.text = null;
      return;
    }
    at.text += text;
    at.prefix += text;
  };
  const forget = (many: boolean): void => {
    const at = field();
    at.text = null;
    at.many ||= many && fields && word.parts.every((part) => part.kind !== 'literal');
  };
  const expanded = (value: string, quoted: boolean): void => {
    if (quoted || !fields) {
      append(value);
      return;
    }
    const pieces = value.split(/[ \t\n]+/);
    pieces.forEach((piece, at) => {
      if (at > 0) begun = false;
      if (piece === '') return;
      append(piece);
      field().glob ||= isGlob(piece);
    });
  };
  word.parts.forEach((part, index) => {
    switch (part.kind) {
      case 'literal':
        append(part.quoted || index > 0 ? part.value : expandTilde(part.value, context));
        if (!part.quoted) markSpecial(field(), part.value);
        break;
      case 'variable': {
        const value = expandParameter(part, context);
        if (value === null) forget(!part.quoted);
        else expanded(value, part.quoted);
        break;
      }
      case 'substitution': {
        const value = valueOfSubstitution(part, context);
        if (value === null) forget(!part.quoted);
        else expanded(value, part.quoted);
        break;
      }
      case 'other':
        if (/[$`()]/.test(part.raw)) forget(true);
        else {
          append(part.raw);
          markSpecial(field(), part.raw);
        }
    }
  });
  return done;
}

function markSpecial(field: Field, text: string): void {
  field.glob ||= isGlob(text);
  field.braces ||= text.includes('{');
}

function expandTilde(text: string, context: CommandContext): string {
  if (text === '~' || text.startsWith('~/')) return context.home + text.slice(1);
  return text === '~root' || text.startsWith('~root/') ? `/root${text.slice('~root'.length)}` : text;
}

/** The output of a substitution that says where it runs; null for all that would have to be run. */
function valueOfSubstitution(
  part: Extract<ShellWordPart, { kind: 'substitution' }>,
  context: CommandContext,
): string | null {
  const [only, ...more] = part.script.commands;
  if (only === undefined || more.length > 0 || only.redirections.length > 0) return null;
  if (only.name === 'pwd' && only.words.length === 1 && context.folderUnknown !== true) return context.workingFolder;
  if (only.name === 'mktemp') return temporaryPath(only, context);
  const printed = only.name === 'echo' && only.words.length === 2 ? only.words[1] : undefined;
  return printed === undefined ? null : resolveWord(printed, context);
}

/**
 * A path that stands for the one that `mktemp` makes up: the place of the command in its text tells it from others. What
 * is removed or written below it is then known not to be anything else.
 */
function temporaryPath({ words, span }: ShellCommand, context: CommandContext): string | null {
  const name = `tmp.${String(span.from)}`;
  const folder = context.variable('TMPDIR') ?? '/tmp';
  const [option, ...more] = words.slice(1).map(({ value }) => value);
  if (more.length > 0 || (option !== undefined && option !== '-d' && option !== '--directory')) return null;
  return joinPath(folder, name);
}
