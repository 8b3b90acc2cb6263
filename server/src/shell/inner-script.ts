// Finds the script that a command hands to another shell: `sh -c '…'`, `eval '…'`, a heredoc given to a shell, and the
// command of `xargs`. It looks at words alone; the walk over commands parses what it finds.
import { settleJoiners } from '../text/joiner.ts';
import type { ShellRedirection, ShellWord } from './shell.ts';

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);
const wrappers: ReadonlySet<string> = new Set(['sudo', 'env', 'exec', 'time', 'nice', 'nohup', 'command', 'builtin']);

/** What another shell is given to run. */
export type InnerScript =
  | {
      readonly kind: 'word';
      readonly word: ShellWord;
      readonly options: ReadonlySet<string>;
      readonly subshell: boolean;
    }
  | { readonly kind: 'heredoc'; readonly redirection: ShellRedirection; readonly options: ReadonlySet<string> }
  | { readonly kind: 'argv'; readonly words: readonly ShellWord[] };

function baseName(word: ShellWord | undefined): string {
  const value = word?.value ?? '';
  return value.slice(value.lastIndexOf('/') + 1);
}

/** Where the shell stands: first, or behind wrappers such as `sudo -E env A=1`. -1 where there is none. */
function shellAt(words: readonly ShellWord[]): number {
  if (shells.has(baseName(words[0]))) return 0;
  if (!wrappers.has(baseName(words[0]))) return -1;
  const at = words.findIndex((word) => shells.has(baseName(word)));
  const between = words.slice(1, at);
  const passes = between.every(
    (word) => /^-|=/.test(word.raw) || wrappers.has(baseName(word)) || /^\d+$/.test(word.raw),
  );
  return passes ? at : -1;
}

interface ShellCall {
  readonly options: ReadonlySet<string>;
  /** `-c` was given. */
  readonly hasCommand: boolean;
  readonly reads: boolean;
  readonly operand: ShellWord | null;
}

function readShellCall(words: readonly ShellWord[]): ShellCall {
  const options = new Set<string>();
  let hasCommand = false;
  let reads = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const value = word?.value ?? '';
    if (word === undefined) break;
    if (value === '--') return { options, hasCommand, reads, operand: words[i + 1] ?? null };
    if (value.startsWith('--')) continue;
    if (!/^[-+][a-z]+$/i.test(value)) return { options, hasCommand, reads, operand: word };
    if (value.startsWith('+')) {
      if (value.endsWith('o') || value.endsWith('O')) i++;
      continue;
    }
    for (const letter of value.slice(1)) {
      if (letter === 'c') hasCommand = true;
      else if (letter === 's') reads = true;
      else if (letter === 'o' || letter === 'O') options.add(words[++i]?.value ?? '');
      else options.add(letter);
    }
  }
  return { options, hasCommand, reads, operand: null };
}

const xargsTakesValue: ReadonlySet<string> = new Set(['-I', '-n', '-P', '-L', '-d', '-s', '-E', '-a', '--arg-file']);

function xargsCommand(words: readonly ShellWord[]): readonly ShellWord[] {
  let at = 1;
  while (at < words.length) {
    const raw = words[at]?.raw ?? '';
    if (!raw.startsWith('-')) break;
    at += xargsTakesValue.has(raw) ? 2 : 1;
  }
  return words.slice(at);
}

/** The inner script of a command, or null. Only what is written out is found; variables are not followed. */
export function findInnerScript(
  words: readonly ShellWord[],
  redirections: readonly ShellRedirection[],
): InnerScript | null {
  const name = baseName(words[0]);
  if (name === 'eval') {
    const word = words[1];
    return word !== undefined && words.length === 2
      ? { kind: 'word', word, options: new Set(), subshell: false }
      : null;
  }
  if (name === 'xargs') {
    const inner = xargsCommand(words);
    return inner.length === 0 ? null : { kind: 'argv', words: inner };
  }
  const at = shellAt(words);
  if (at < 0) return null;
  const call = readShellCall(words.slice(at + 1));
  if (call.hasCommand) {
    return call.operand === null ? null : { kind: 'word', word: call.operand, options: call.options, subshell: true };
  }
  if (call.operand !== null && !call.reads) return null;
  const redirection = redirections.findLast((one) => one.body !== null && (one.descriptor ?? 0) === 0);
  return redirection === undefined ? null : { kind: 'heredoc', redirection, options: call.options };
}

/** Text for an inner shell. */
export interface InnerText {
  readonly text: string;
  /** Where it begins inside the word. */
  readonly offset: number;
  /** Each character stands in the word as it is; otherwise only the whole word can be pointed at. */
  readonly exact: boolean;
}

/** The text of a word as the inner shell gets it; null where an expansion decides it. `written`: with its filling. */
export function innerText(word: ShellWord, written: string): InnerText | null {
  if (word.parts.some((part) => part.kind === 'substitution' || part.kind === 'other')) return null;
  const quote = written[0];
  const isQuoted = (quote === "'" || quote === '"') && written.length >= 2 && written.endsWith(quote);
  const inside = isQuoted ? written.slice(1, -1) : written;
  const plain = isQuoted
    ? !inside.includes(quote) && (quote === "'" || !inside.includes('\\'))
    : !/["'\\$]/.test(written);
  if (plain) return { text: settleJoiners(inside), offset: isQuoted ? 1 : 0, exact: true };
  return word.value === null ? null : { text: word.value, offset: 0, exact: false };
}
