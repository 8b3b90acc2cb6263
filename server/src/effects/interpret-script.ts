// Goes through the commands of a script in order and says where each runs and what it does: `cd` and variables are
// followed, as far as subshells let them out, and forgotten where a condition decides. Nothing is run.
import type { ShellCommand, ShellScript, ShellWord } from '../shell/shell.ts';
import { argumentsOf, resolveWord } from './arguments.ts';
import type { CommandContext, Effect } from './effect.ts';
import { effectOfCommand } from './effect-of-command.ts';
import { learnSettings } from './learn-settings.ts';
import { loopBefore, textBefore } from './loop-words.ts';
import { makeEffect } from './make-effect.ts';
import { joinPath } from './path-set.ts';

/** What earlier commands set in files, by name (CommandContext.setting); null is something unknown. */
export type Settings = ReadonlyMap<string, string | null>;

/** Where a script starts. */
export interface ScriptStart {
  readonly workingFolder: string;
  readonly folderUnknown: boolean;
  readonly user: string;
  readonly home: string;
  readonly searchPath: readonly string[];
  /** Value of an ENV or ARG; undefined where unset or unknown. */
  variable(name: string): string | undefined;
  /** What instructions before set for later commands. */
  readonly settings: Settings;
}

export interface InterpretedCommand {
  readonly command: ShellCommand;
  readonly context: CommandContext;
  readonly effect: Effect;
}

export interface InterpretedScript {
  readonly commands: readonly InterpretedCommand[];
  /** Those known at the start and those learnt. */
  readonly settings: Settings;
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
  readonly parent: number | null;
  frame: Frame;
  /** What a condition decided since, and in which list: forgotten when that list is left. */
  maybe: { readonly list: number; readonly names: Set<string>; folder: boolean } | null;
}

/** The commands of a script with where they run and what they do, in order. */
export function interpretScript(script: ShellScript, start: ScriptStart): InterpretedScript {
  const scopes: Scopes = { bottom: scopeAt(0, null, startFrame(start)), inner: [], begun: new Map() };
  const functions = new Set(script.commands.flatMap(({ guard }) => guard.function ?? []));
  let settings = start.settings;
  const commands = script.commands.map((command): InterpretedCommand => {
    const isFirst = !scopes.begun.has(command.list);
    const scope = enter(scopes, command, script);
    settle(scope, command);
    if (isFirst) {
      const loop = loopBefore(script, command, contextOf(scope.frame, start, settings));
      if (loop !== null) {
        const alternatives = new Map(scope.frame.alternatives).set(loop.name, loop.words);
        const variables = new Map(scope.frame.variables).set(loop.name, null);
        scope.frame = { ...scope.frame, alternatives, variables };
      }
    }
    const context = ownContext(scope.frame, command, start, settings);
    const effect = effectAt(script, command, context, functions);
    for (const [name, value] of learnSettings(effect, command, context)) {
      if (settings.get(name) !== value)
        settings = new Map(settings).set(name, command.guard.conditional ? null : value);
    }
    follow(scope, command, start, settings);
    return { command, context, effect };
  });
  return { commands, settings };
}

function startFrame({ workingFolder, folderUnknown }: ScriptStart): Frame {
  return { folder: workingFolder, folderUnknown, folderBefore: null, variables: new Map(), alternatives: null };
}

function scopeAt(depth: number, parent: number | null, frame: Frame): Scope {
  return { depth, parent, frame, maybe: null };
}

/** The scopes around the command at hand: the script's own, and the subshells inside it, innermost last. */
interface Scopes {
  readonly bottom: Scope;
  readonly inner: Scope[];
  /** The scope in which each list of commands began. */
  readonly begun: Map<number, Scope>;
}

function topOf({ bottom, inner }: Scopes): Scope {
  return inner.at(-1) ?? bottom;
}

/**
 * The scope that a command runs in. Subshells begin with a copy and leave nothing behind; members of a pipeline are
 * subshells of their own.
 */
function enter(scopes: Scopes, command: ShellCommand, script: ShellScript): Scope {
  const { inner, begun } = scopes;
  const { guard, list, parent, pipeline } = command;
  const depth = guard.subshell - (pipeline === null ? 0 : 1);
  let scope = begun.get(list);
  if (scope === undefined) {
    while (topOf(scopes).depth > depth) inner.pop();
    if (topOf(scopes).depth === depth && depth > 0 && isAnotherSubshell(script, command, topOf(scopes))) inner.pop();
    if (topOf(scopes).depth < depth) inner.push(scopeAt(depth, parent, topOf(scopes).frame));
    scope = topOf(scopes);
    begun.set(list, scope);
  } else while (inner.length > 0 && topOf(scopes) !== scope) inner.pop();
  if (pipeline === null) return scope;
  const member = scopeAt(guard.subshell, parent, scope.frame);
  inner.push(member);
  return member;
}

/** True where a list that begins at the depth of the scope on top is a subshell beside it and no part of it. */
function isAnotherSubshell(script: ShellScript, command: ShellCommand, top: Scope): boolean {
  if (command.parent !== null && top.parent !== null && command.parent !== top.parent) return true;
  const gap = textBefore(script, command);
  return gap.lastIndexOf('(') > gap.lastIndexOf(')');
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

function contextOf(frame: Frame, start: ScriptStart, settings: Settings): CommandContext {
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
    setting: (name) => settings.get(name) ?? undefined,
  };
}

/** `A=b command`: the assignments are in that command's environment alone, and do not count for its own words. */
function ownContext(frame: Frame, command: ShellCommand, start: ScriptStart, settings: Settings): CommandContext {
  const context = contextOf(frame, start, settings);
  const { assignments, words } = command;
  if (assignments.length === 0 || words.length === 0 || declares.has(command.name ?? '')) return context;
  const own = contextOf(assign(frame, assignments, context), start, settings);
  return { ...own, expansion: (name) => context.variable(name) };
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
function follow(scope: Scope, command: ShellCommand, start: ScriptStart, settings: Settings): void {
  const { assignments, words, name, guard } = command;
  // Why: a function's body changes nothing where it is defined, and where it is called its arguments are not known here.
  if (guard.function !== null || guard.background) return;
  const before = scope.frame;
  const context = contextOf(before, start, settings);
  if (assignments.length > 0 && (words.length === 0 || declares.has(name ?? ''))) {
    scope.frame = assign(before, assignments, context);
    if (guard.conditional) for (const each of assignments) doubt(scope, command).names.add(each.name);
  } else if (name === '.' || name === 'source') {
    scope.frame = activate(before, words, context);
    if (guard.conditional) doubt(scope, command).names.add('PATH').add('VIRTUAL_ENV');
  } else if (name === 'unset' || name === 'read') {
    const variables = new Map(before.variables);
    for (const word of words.slice(1)) if (word.value !== null) variables.set(word.value, null);
    scope.frame = { ...before, variables };
  } else if (name === 'cd' || name === 'pushd' || name === 'popd') {
    scope.frame = changeFolder(before, words, context, name);
    if (guard.conditional) doubt(scope, command).folder = true;
  }
}

/** `. /opt/venv/bin/activate` puts the environment at the head of PATH. */
function activate(frame: Frame, words: readonly ShellWord[], context: CommandContext): Frame {
  const text = argumentsOf(words.slice(1), context)[0]?.text ?? '';
  if (!text.endsWith('/bin/activate')) return frame;
  const environment = joinPath(context.workingFolder, text.slice(0, -'/bin/activate'.length));
  const path = [`${environment}/bin`, ...context.searchPath].join(':');
  return { ...frame, variables: new Map(frame.variables).set('VIRTUAL_ENV', environment).set('PATH', path) };
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
