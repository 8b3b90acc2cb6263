// The commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK: shell text is parsed and interpreted, an exec form is one command
// with its words, and text for another interpreter is one unknown command of it.
import type { InstructionSyntax, JsonForm } from '../dockerfile/dockerfile.ts';
import type { InterpretedScript } from '../effects/interpret-script.ts';
import { interpretScript } from '../effects/interpret-script.ts';
import { parseShell } from '../shell/parse-shell.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/shell.ts';
import type { Span } from '../text/range.ts';
import { isPosixShell, startOf } from './stage-state.ts';
import type { Core } from './stage-state.ts';

export interface InstructionCommands extends InterpretedScript {
  readonly script: ShellScript | null;
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
  const { shell, json } = syntax;
  if (shell === null) return json === null ? none(core) : execCommands(core, syntax, json);
  const interpreter = shell.shebang === null ? null : interpreterOf(shell.shebang);
  if (interpreter !== null && !isPosixShell(interpreter)) return oneUnknown(core, interpreter, shell.span);
  if (interpreter === null && !isPosixShell(core.shell)) return oneUnknown(core, core.shell, shell.span);
  const script = parseShell(shell);
  return { script, ...interpretScript(script, startOf(core)) };
}

function none(core: Core): InstructionCommands {
  return { script: null, commands: [], settings: core.settings };
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
function oneUnknown(core: Core, interpreter: readonly string[], span: Span): InstructionCommands {
  const text = { from: span.from, to: span.from };
  const script = literalWord('-', text);
  const words = [...interpreter.map((word) => literalWord(word, text)), script];
  const command = commandOf(words, span, false);
  const interpreted = interpretScript(
    { text: '', span, commands: [command], errors: [], options: new Set() },
    startOf(core),
  );
  return { script: null, ...interpreted };
}

function execCommands(core: Core, syntax: InstructionSyntax, json: JsonForm): InstructionCommands {
  const words = json.values.map((value, at) => literalWord(value, json.spans[at] ?? json.span));
  const outer = commandOf(words, json.span, true);
  const inner = scriptWord(syntax, json);
  if (inner === null) return { script: null, ...interpretScript(scriptOf([outer], json.span), startOf(core)) };
  // Why: `["sh", "-c", "…"]` is a script after all; its commands follow the shell that is given them.
  const nested = inner.script.commands.map((command): ShellCommand => ({
    ...command,
    index: command.index + 1,
    parent: command.parent === null ? 0 : command.parent + 1,
    list: command.list + 1,
    guard: { ...command.guard, subshell: command.guard.subshell + 1 },
    exact: command.exact && inner.exact,
  }));
  return { script: null, ...interpretScript(scriptOf([outer, ...nested], json.span), startOf(core)) };
}

function scriptOf(commands: readonly ShellCommand[], span: Span): ShellScript {
  return { text: '', span, commands, errors: [], options: new Set() };
}

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
