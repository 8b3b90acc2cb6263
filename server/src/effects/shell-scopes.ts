// The scopes of a script: subshells and pipeline members, which begin with a copy of the frame around them and leave
// nothing behind, and what conditions leave in doubt.
import type { ShellCommand, ShellScript } from '../shell/shell.ts';
import { textBefore } from './loop-words.ts';
import type { Frame } from './shell-frame.ts';

export interface Scope {
  readonly depth: number;
  readonly parent: number | null;
  frame: Frame;
  /** What a condition decided since, and in which list: forgotten when that list is left. */
  maybe: { readonly list: number; readonly names: Set<string>; folder: boolean } | null;
}

/** The scope of a script's own commands. */
export function bottomScope(frame: Frame): Scopes {
  return { bottom: scopeAt(0, null, frame), inner: [], begun: new Map() };
}

function scopeAt(depth: number, parent: number | null, frame: Frame): Scope {
  return { depth, parent, frame, maybe: null };
}

/** The scopes around the command at hand: the script's own, and the subshells inside it, innermost last. */
export interface Scopes {
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
export function enter(scopes: Scopes, command: ShellCommand, script: ShellScript): Scope {
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
export function settle(scope: Scope, { list, guard, parent }: ShellCommand): void {
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

/** Notes that a condition decides what the command changes. */
export function doubt(scope: Scope, { list }: ShellCommand): NonNullable<Scope['maybe']> {
  return (scope.maybe ??= { list, names: new Set(), folder: false });
}
