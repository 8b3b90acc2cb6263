// Goes through the commands of a script in order and says where each runs and what it does: `cd` and variables are
// followed, as far as subshells let them out, and forgotten where a condition decides. Nothing is run.
import type { ShellCommand, ShellScript, ShellWord } from '../shell/shell.ts';
import type { CommandContext, Effect } from './effect.ts';
import { effectOfCommand } from './effect-of-command.ts';
import { learnSettings } from './learn-settings.ts';
import { loopBefore } from './loop-words.ts';
import { makeEffect } from './make-effect.ts';
import { activate, assign, changeFolder, contextOf, startFrame } from './shell-frame.ts';
import type { Frame, ScriptStart, Settings } from './shell-frame.ts';
import { bottomScope, doubt, enter, settle } from './shell-scopes.ts';
import type { Scope } from './shell-scopes.ts';

export interface InterpretedCommand {
  readonly command: ShellCommand;
  readonly effect: Effect;
  /** The command's context where the script starts there; any start that answers alike where it was asked will do. */
  readonly bind: (start: ScriptStart) => CommandContext;
}

export interface InterpretedScript {
  readonly commands: readonly InterpretedCommand[];
  /** What its commands set for later ones. */
  readonly learnt: Settings;
}

/** The commands of a script with where they run and what they do, in order. */
export function interpretScript(script: ShellScript, start: ScriptStart): InterpretedScript {
  const scopes = bottomScope(startFrame(start));
  const functions = new Set(script.commands.flatMap(({ guard }) => guard.function ?? []));
  let learnt: Settings = new Map();
  const commands = script.commands.map((command): InterpretedCommand => {
    const isFirst = !scopes.begun.has(command.list);
    const scope = enter(scopes, command, script);
    settle(scope, command);
    if (scope.frame.learnt !== learnt) scope.frame = { ...scope.frame, learnt };
    if (isFirst) scope.frame = withLoop(scope.frame, script, command, start);
    const bind = binderOf(scope.frame, command, start);
    const context = bind(start);
    const effect = effectAt(script, command, context, functions);
    for (const [name, value] of learnSettings(effect, command, context)) {
      learnt = new Map(learnt).set(name, command.guard.conditional ? null : value);
    }
    follow(scope, command, contextOf(scope.frame, start));
    return { command, effect, bind };
  });
  return { commands, learnt };
}

function withLoop(frame: Frame, script: ShellScript, command: ShellCommand, start: ScriptStart): Frame {
  if (!command.guard.loop) return frame;
  const loop = loopBefore(script, command, contextOf(frame, start));
  if (loop === null) return frame;
  const alternatives = new Map(frame.alternatives).set(loop.name, loop.words);
  return { ...frame, alternatives, variables: new Map(frame.variables).set(loop.name, null) };
}

const declares = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

/** `A=b command`: the assignments are in that command's environment alone, and do not count for its own words. */
function binderOf(frame: Frame, command: ShellCommand, start: ScriptStart): InterpretedCommand['bind'] {
  const { assignments, words, name } = command;
  if (assignments.length === 0 || words.length === 0 || declares.has(name ?? '')) return (at) => contextOf(frame, at);
  const own = assign(frame, assignments, contextOf(frame, start));
  return (at) => {
    const around = contextOf(frame, at);
    return { ...contextOf(own, at), expansion: (each) => around.variable(each) };
  };
}

/** What the command leaves for the ones after it. */
function follow(scope: Scope, command: ShellCommand, context: CommandContext): void {
  const { assignments, words, name, guard } = command;
  // Why: a function's body changes nothing where it is defined, and where it is called its arguments are not known here.
  if (guard.function !== null || guard.background) return;
  const before = scope.frame;
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
