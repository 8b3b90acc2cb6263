// The commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK: shell text is parsed and interpreted, an exec form is one command
// with its words, and text for another interpreter is one unknown command of it.
import type { InstructionSyntax, JsonForm } from '../dockerfile/dockerfile.ts';
import type { InterpretedScript } from '../effects/interpret-script.ts';
import { interpretScript } from '../effects/interpret-script.ts';
import type { ScriptStart, Settings } from '../effects/shell-frame.ts';
import { parseShell } from '../shell/parse-shell.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/shell.ts';
import type { Span } from '../text/range.ts';
import type { CommandFacts } from './snapshot.ts';
import { isPosixShell, startOf } from './stage-state.ts';
import type { Core } from './stage-state.ts';

export interface InstructionCommands {
  readonly script: ShellScript | null;
  readonly commands: readonly CommandFacts[];
  /** What the commands set for later ones. */
  readonly learnt: Settings;
}

const plainGuard: ShellCommand['guard'] = {
  conditional: false,
  loop: false,
  subshell: 0,
  function: null,
  background: false,
  mayFail: false,
};

/** The script and commands of an instruction in a state. */
export function commandsOf(core: Core, syntax: InstructionSyntax): InstructionCommands {
  if (syntax.shell === null && syntax.json === null) return { script: null, commands: [], learnt: new Map() };
  const start = startOf(core);
  const { script, interpreted } = interpretOnce(syntax, core.shell, start, () => scriptOf(core, syntax));
  const commands = interpreted.commands.map(({ command, effect, bind }) => ({ command, context: bind(start), effect }));
  return { script, commands, learnt: interpreted.learnt };
}

interface Source {
  readonly script: ShellScript;
  /** The instruction's own text is that script, as it stands. */
  readonly isShown: boolean;
}

function scriptOf(core: Core, syntax: InstructionSyntax): Source {
  const { shell, json } = syntax;
  if (shell === null) return { script: json === null ? noScript : execScript(syntax, json), isShown: false };
  const interpreter = shell.shebang === null ? null : interpreterOf(shell.shebang);
  const reads = interpreter ?? core.shell;
  if (!isPosixShell(reads)) return { script: oneUnknown(reads, shell.span), isShown: false };
  return { script: parseShell(shell), isShown: true };
}

interface Remembered {
  readonly script: ShellScript | null;
  readonly interpreted: InterpretedScript;
  readonly shell: readonly string[];
  readonly start: ScriptStart;
  readonly variables: ReadonlyMap<string, string | undefined>;
  readonly settings: ReadonlyMap<string, string | undefined>;
  /** Joined by `:`; null where the text did not ask for it. */
  readonly searchPath: string | null;
}

const remembered = new WeakMap<InstructionSyntax, Remembered[]>();
/** Interpretations kept of one text. */
const most = 4;

/**
 * The interpretation of an instruction's text. What it was found from is noted, so that it holds for every start that
 * answers the same: a change to a variable that the text does not ask for costs nothing.
 */
function interpretOnce(
  syntax: InstructionSyntax,
  shell: readonly string[],
  start: ScriptStart,
  read: () => Source,
): Pick<Remembered, 'script' | 'interpreted'> {
  let known = remembered.get(syntax);
  if (known === undefined) remembered.set(syntax, (known = []));
  const found = known.find((each) => holdsFor(each, shell, start));
  if (found !== undefined) return found;
  const variables = new Map<string, string | undefined>();
  const settings = new Map<string, string | undefined>();
  let searchPath: string | null = null;
  const { script, isShown } = read();
  const interpreted = interpretScript(script, {
    ...start,
    variable: (name) => noted(variables, name, start.variable(name)),
    setting: (name) => noted(settings, name, start.setting(name)),
    searchPath() {
      const folders = start.searchPath();
      searchPath = folders.join(':');
      return folders;
    },
  });
  const fresh = { script: isShown ? script : null, interpreted, shell, start, variables, settings, searchPath };
  known.unshift(fresh);
  if (known.length > most) known.pop();
  return fresh;
}

function noted(notes: Map<string, string | undefined>, name: string, value: string | undefined): string | undefined {
  notes.set(name, value);
  return value;
}

function holdsFor(each: Remembered, shell: readonly string[], start: ScriptStart): boolean {
  const { start: before } = each;
  if (each.shell !== shell && each.shell.join('\0') !== shell.join('\0')) return false;
  if (before.workingFolder !== start.workingFolder || before.folderUnknown !== start.folderUnknown) return false;
  if (before.user !== start.user || before.home !== start.home) return false;
  if (each.searchPath !== null && each.searchPath !== start.searchPath().join(':')) return false;
  for (const [name, value] of each.variables) if (start.variable(name) !== value) return false;
  for (const [name, value] of each.settings) if (start.setting(name) !== value) return false;
  return true;
}

/** `#!/usr/bin/env -S python3 -u` → `python3 -u`. */
function interpreterOf(shebang: string): readonly string[] {
  const words = shebang.replace(/^#!/, '').trim().split(/\s+/);
  if (!/(?:^|\/)env$/.test(words[0] ?? '')) return words;
  const named = words.slice(1).findIndex((word) => !word.startsWith('-') && !word.includes('='));
  return named < 0 ? words : words.slice(named + 1);
}

function literalWord(text: string, span: Span): ShellWord {
  return { raw: text, span, value: text, parts: [{ kind: 'literal', value: text, quoted: true }] };
}

function commandOf(words: readonly ShellWord[], span: Span, exact: boolean): ShellCommand {
  return {
    index: 0,
    span,
    words,
    name: words[0]?.value ?? null,
    assignments: [],
    redirections: [],
    joinedBy: 'start',
    joinSpan: { from: span.from, to: span.from },
    guard: plainGuard,
    list: 0,
    pipeline: null,
    parent: null,
    exact,
  };
}

/** Text that another interpreter reads: what it does is not known. */
function oneUnknown(interpreter: readonly string[], span: Span): ShellScript {
  const text = { from: span.from, to: span.from };
  const words = [...interpreter, '-'].map((word) => literalWord(word, text));
  return scriptWith([commandOf(words, span, false)], span);
}

function execScript(syntax: InstructionSyntax, json: JsonForm): ShellScript {
  const words = json.values.map((value, at) => literalWord(value, json.spans[at] ?? json.span));
  // Why not exact: its words stand as strings of JSON, where a word of shell text would be out of place.
  const outer = commandOf(words, json.span, false);
  const inner = scriptWord(syntax, json);
  // Why: `["sh", "-c", "…"]` is a script after all; its commands follow the shell that is given them.
  const nested = (inner?.script.commands ?? []).map((command): ShellCommand => ({
    ...command,
    index: command.index + 1,
    parent: command.parent === null ? 0 : command.parent + 1,
    list: command.list + 1,
    guard: { ...command.guard, subshell: command.guard.subshell + 1 },
    exact: command.exact && inner?.exact === true,
  }));
  return scriptWith([outer, ...nested], json.span);
}

function scriptWith(commands: readonly ShellCommand[], span: Span): ShellScript {
  return { text: '', span, commands, errors: [], options: new Set() };
}

const noScript = scriptWith([], { from: 0, to: 0 });

/** The script that an exec form gives to a shell with `-c`. */
function scriptWord(syntax: InstructionSyntax, json: JsonForm): { script: ShellScript; exact: boolean } | null {
  const [program] = json.values;
  const flag = json.values.findIndex((value) => /^-[a-z]*c$/i.test(value));
  const text = json.values[flag + 1];
  const span = json.spans[flag + 1];
  if (program === undefined || !isPosixShell([program]) || flag < 1 || text === undefined || span === undefined)
    return null;
  const written = syntax.text.slice(span.from + 1, span.to - 1);
  const exact = written === text;
  const inner = { from: span.from + 1, to: span.from + 1 + text.length };
  if (exact) return { script: parseShell({ text, span: inner }), exact };
  const parsed = parseShell({ text, span: inner });
  return { script: { ...parsed, commands: parsed.commands.map((command) => at(command, span)) }, exact };
}

/** The command with all its spans at one place: its text is written with escapes, so nothing finer is true. */
function at(command: ShellCommand, span: Span): ShellCommand {
  const place = (word: ShellWord): ShellWord => ({ ...word, span });
  return {
    ...command,
    span,
    joinSpan: { from: span.from, to: span.from },
    words: command.words.map(place),
    assignments: command.assignments.map((each) => ({
      ...each,
      span,
      value: each.value === null ? null : place(each.value),
    })),
    redirections: command.redirections.map((each) => ({
      ...each,
      span,
      target: each.target === null ? null : place(each.target),
    })),
    exact: false,
  };
}
