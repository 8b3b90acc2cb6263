// Goes through the commands of a script in order and says where each runs and what it does: `cd` and variables are
// followed, as far as subshells let them out, and forgotten where a condition decides. Nothing is run.
import type { ShellCommand, ShellScript, ShellWord } from '../shell/shell.ts';
import { argumentsOf, resolveWord } from './arguments.ts';
import type { CommandContext, Effect } from './effect.ts';
import { effectOfCommand } from './effect-of-command.ts';
import { readInstallPrefix } from './install-prefix.ts';
import { loopBefore } from './loop-words.ts';
import { makeEffect } from './make-effect.ts';
import { joinPath } from './path-set.ts';

/** Where a script starts. */
export interface ScriptStart {
  readonly workingFolder: string;
  readonly folderUnknown: boolean;
  readonly user: string;
  readonly home: string;
  readonly searchPath: readonly string[];
  /** Value of an ENV or ARG; undefined where unset or unknown. */
  variable(name: string): string | undefined;
  /** Install prefixes by build folder, from instructions before. */
  readonly installPrefixes: ReadonlyMap<string, string>;
}

export interface InterpretedCommand {
  readonly command: ShellCommand;
  readonly context: CommandContext;
  readonly effect: Effect;
}

export interface InterpretedScript {
  readonly commands: readonly InterpretedCommand[];
  /** Those known at the start and those learnt. */
  readonly installPrefixes: ReadonlyMap<string, string>;
}

/** What `cd`, assignments and loops made of the start. Values: null is unknown. */
interface Frame {
  readonly folder: string;
  readonly folderUnknown: boolean;
  readonly folderBefore: string | null;
  readonly variables: ReadonlyMap<string, string | null>;
  readonly alternatives: ReadonlyMap<string, readonly string[]> | null;
}

interface Scope {
  readonly depth: number;
  readonly list: number;
  readonly parent: number | null;
  frame: Frame;
  /** What a condition decided since, and in which list: forgotten when that list is left. */
  maybe: { readonly list: number; readonly names: Set<string>; folder: boolean } | null;
}

/** The commands of a script with where they run and what they do, in order. */
export function interpretScript(script: ShellScript, start: ScriptStart): InterpretedScript {
  const scopes: Scope[] = [scopeAt(0, 0, null, startFrame(start))];
  const seen = new Set<number>();
  const functions = new Set(script.commands.flatMap(({ guard }) => guard.function ?? []));
  let prefixes: ReadonlyMap<string, string> = start.installPrefixes;
  const commands = script.commands.map((command): InterpretedCommand => {
    const scope = enter(scopes, command, seen);
    settle(scope, command);
    if (!seen.has(command.list)) {
      seen.add(command.list);
      const loop = loopBefore(script, command, contextOf(scope.frame, start, prefixes));
      if (loop !== null) {
        const alternatives = new Map(scope.frame.alternatives).set(loop.name, loop.words);
        const variables = new Map(scope.frame.variables).set(loop.name, null);
        scope.frame = { ...scope.frame, alternatives, variables };
      }
    }
    const context = contextOf(ownFrame(scope.frame, command, start, prefixes), start, prefixes);
    const effect = effectAt(script, command, context, functions);
    const prefix = readInstallPrefix(effect, command.words, context);
    if (prefix !== null) prefixes = new Map(prefixes).set(prefix.folder, prefix.prefix);
    follow(scope, command, start, prefixes);
    return { command, context, effect };
  });
  return { commands, installPrefixes: prefixes };
}

function startFrame({ workingFolder, folderUnknown }: ScriptStart): Frame {
  return { folder: workingFolder, folderUnknown, folderBefore: null, variables: new Map(), alternatives: null };
}

function scopeAt(depth: number, list: number, parent: number | null, frame: Frame): Scope {
  return { depth, list, parent, frame, maybe: null };
}

/** The scope that a command runs in: subshells begin with a copy, and end with nothing kept. */
function enter(scopes: Scope[], command: ShellCommand, seen: ReadonlySet<number>): Scope {
  const { guard, list, parent, joinedBy } = command;
  while (scopes.length > 1 && (scopes.at(-1)?.depth ?? 0) > guard.subshell) scopes.pop();
  let top = scopes.at(-1) ?? scopes[0];
  if (top === undefined) throw new Error('there is always a scope');
  if (top.depth === guard.subshell && top.depth > 0) {
    const isSibling = parent !== top.parent || (joinedBy === 'start' && !seen.has(list) && !guard.conditional);
    // Why: the members of a pipeline are subshells of their own in the same list.
    if ((isSibling && !guard.loop) || joinedBy === '|') {
      scopes.pop();
      top = scopes.at(-1) ?? top;
    }
  }
  if (top.depth >= guard.subshell) return top;
  const inner = scopeAt(guard.subshell, list, parent, top.frame);
  scopes.push(inner);
  return inner;
}

/** Forgets what a condition decided once the script is past it. */
function settle(scope: Scope, { list, guard, parent }: ShellCommand): void {
  const { maybe } = scope;
  if (maybe === null || parent !== null || (guard.conditional && list === maybe.list)) return;
  const variables = new Map(scope.frame.variables);
  for (const name of maybe.names) variables.set(name, null);
  const { folder, folderBefore } = scope.frame;
  scope.frame = {
    ...scope.frame,
    variables,
    ...(maybe.folder ? { folder: commonFolder(folder, folderBefore ?? folder), folderUnknown: true } : {}),
  };
  scope.maybe = null;
}

function commonFolder(a: string, b: string): string {
  const left = a.split('/');
  const right = b.split('/');
  const shared = left.filter((_, at) => left.slice(0, at + 1).join('/') === right.slice(0, at + 1).join('/'));
  return shared.join('/') || '/';
}

function contextOf(frame: Frame, start: ScriptStart, prefixes: ReadonlyMap<string, string>): CommandContext {
  const { folder, folderUnknown, variables, alternatives } = frame;
  const home = variables.get('HOME') ?? start.home;
  const path = variables.get('PATH');
  return {
    workingFolder: folder,
    ...(folderUnknown ? { folderUnknown } : {}),
    user: start.user,
    home,
    searchPath:
      path === undefined ? start.searchPath : path === null ? [] : path.split(':').filter((each) => each !== ''),
    variable: (name) => (variables.has(name) ? (variables.get(name) ?? undefined) : start.variable(name)),
    ...(alternatives === null ? {} : { alternatives }),
    installPrefix: (at) => prefixes.get(at),
  };
}

/** `A=b command`: the assignments hold for that command alone. */
function ownFrame(
  frame: Frame,
  { assignments, words }: ShellCommand,
  start: ScriptStart,
  prefixes: ReadonlyMap<string, string>,
): Frame {
  if (assignments.length === 0 || words.length === 0) return frame;
  return assign(frame, assignments, contextOf(frame, start, prefixes));
}

function assign(frame: Frame, assignments: ShellCommand['assignments'], context: CommandContext): Frame {
  const variables = new Map(frame.variables);
  for (const { name, value } of assignments) {
    const current: CommandContext = { ...context, variable: (each) => variables.get(each) ?? context.variable(each) };
    variables.set(name, value === null ? '' : valueFor(name, value, current));
  }
  return { ...frame, variables };
}

/** The value of an assignment; of PATH, what stands before a `$PATH` that is not known. */
function valueFor(name: string, word: ShellWord, context: CommandContext): string | null {
  const value = resolveWord(word, context);
  if (value !== null || name !== 'PATH') return value;
  const known = word.parts.map((part) => (part.kind === 'literal' ? part.value : `\0${part.kind}`)).join('');
  const own = known.split('\0')[0] ?? '';
  return own === '' && word.parts[0]?.kind !== 'variable' ? null : [own, ...context.searchPath].join(':');
}

const declares = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

/** What the command leaves for the ones after it. */
function follow(scope: Scope, command: ShellCommand, start: ScriptStart, prefixes: ReadonlyMap<string, string>): void {
  const { assignments, words, name, guard } = command;
  // Why: a function's body changes nothing where it is defined, and where it is called its arguments are not known here.
  if (guard.function !== null || guard.background) return;
  const before = scope.frame;
  const context = contextOf(before, start, prefixes);
  if (assignments.length > 0 && (words.length === 0 || declares.has(name ?? ''))) {
    scope.frame = assign(before, assignments, context);
    if (guard.conditional) for (const each of assignments) doubt(scope, command).names.add(each.name);
  } else if (name === 'unset' || name === 'read') {
    const variables = new Map(before.variables);
    for (const word of words.slice(1)) if (word.value !== null) variables.set(word.value, null);
    scope.frame = { ...before, variables };
  } else if (name === 'cd' || name === 'pushd' || name === 'popd') {
    scope.frame = changeFolder(before, words, context, name);
    if (guard.conditional) doubt(scope, command).folder = true;
  }
}

function doubt(scope: Scope, { list }: ShellCommand): NonNullable<Scope['maybe']> {
  return (scope.maybe ??= { list, names: new Set(), folder: false });
}

function changeFolder(frame: Frame, words: readonly ShellWord[], context: CommandContext, name: string): Frame {
  const argument = argumentsOf(words.slice(1), context).filter((each) => !/^-[LPe@]+$/.test(each.prefix))[0];
  const folderBefore = frame.folder;
  if (name === 'popd' || argument?.text === '-') {
    return frame.folderBefore === null
      ? { ...frame, folder: '/', folderUnknown: true, folderBefore }
      : { ...frame, folder: frame.folderBefore, folderBefore };
  }
  if (argument === undefined) return { ...frame, folder: context.home, folderUnknown: false, folderBefore };
  const isAbsolute = argument.prefix.startsWith('/');
  if (argument.text === null || argument.glob) {
    const known = argument.prefix.slice(0, argument.prefix.lastIndexOf('/') + 1);
    const folder = isAbsolute || argument.prefix !== '' ? joinPath(frame.folder, known === '' ? '.' : known) : '/';
    return { ...frame, folder, folderUnknown: true, folderBefore };
  }
  const folder = joinPath(frame.folder, argument.text);
  // Why: `cd ..` out of an unknown folder may lead above the deepest known one.
  if (frame.folderUnknown && !isAbsolute && argument.text.includes('..'))
    return { ...frame, folder: '/', folderBefore };
  return isAbsolute
    ? { ...frame, folder, folderUnknown: false, folderBefore }
    : { ...frame, folder: frame.folderUnknown ? frame.folder : folder, folderBefore };
}

function effectAt(
  script: ShellScript,
  command: ShellCommand,
  context: CommandContext,
  functions: ReadonlySet<string>,
): Effect {
  // Why: what a function of the script does is told by the commands of its body.
  if (command.name !== null && functions.has(command.name)) return makeEffect({ tool: command.name });
  const parent = command.parent === null ? undefined : script.commands[command.parent];
  if (parent?.name !== 'xargs' || command.joinedBy !== 'start') return effectOfCommand(command, context);
  return effectOfCommand({ ...command, words: [...command.words, standardInput(command)] }, context);
}

/** The arguments that xargs reads from its input: not known, and any number. */
function standardInput({ span }: ShellCommand): ShellWord {
  const at = { from: span.to, to: span.to };
  return { raw: '', span: at, value: null, parts: [{ kind: 'other', raw: '$(…)' }] };
}
