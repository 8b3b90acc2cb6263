// Pipes of a RUN whose failures go unseen: no `pipefail` is in force, from SHELL, from a `#!` line or from a `set` above. It
// knows the shells that have the option, and judges no command.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import type { ShellCommand, ShellWord } from '../../shell/shell.ts';
import type { Fix } from '../rule.ts';
import { hasBusyboxBase } from './base-family.ts';
import { baseName } from './called.ts';
import { insertBefore } from './instructions.ts';
import { editsAt } from './places.ts';
import { remembered } from './remembered.ts';

/** Shells that know `pipefail`; what `/bin/sh` is, its name does not tell. */
const able = /^(?:ba|[azk]|mk)sh$/;

/** `-o pipefail`, `-eo pipefail`, in this order of words. */
function asksForPipefail(words: readonly (string | null)[]): boolean {
  return words.some((word, at) => word === 'pipefail' && /^-[a-zA-Z]*o$/.test(words[at - 1] ?? ''));
}

/** The shell in force guards its pipes. */
function isGuarded({ before, syntax }: InstructionFacts): boolean {
  const shebang = syntax.shell?.shebang ?? null;
  const [program = '', ...options] = shebang === null ? before.shell : shebang.replace(/^#!/, '').trim().split(/\s+/);
  return (shebang !== null || able.test(baseName(program))) && asksForPipefail(options);
}

/** The command stands in a `$(…)` of the other one. */
function isSubstitutedIn(parent: ShellCommand, command: ShellCommand): boolean {
  const words: readonly (ShellWord | null)[] = [...parent.words, ...parent.assignments.map(({ value }) => value)];
  return words.some((word) =>
    word?.parts.some((part) => part.kind === 'substitution' && part.script.commands.includes(command)),
  );
}

/** The command is run by the RUN's own shell, not by one that is given a script (`sh -c '…'`). */
function isOwn(command: ShellCommand, all: readonly ShellCommand[]): boolean {
  for (let at = command; at.parent !== null;) {
    const parent = all[at.parent];
    if (parent === undefined || !isSubstitutedIn(parent, at)) return false;
    at = parent;
  }
  return true;
}

/** The members of each pipe whose failures go unseen, in order. */
export const unguardedPipes: (facts: InstructionFacts) => readonly (readonly ShellCommand[])[] = remembered((facts) => {
  const { script, syntax } = facts;
  if (syntax.keyword !== 'RUN' || script === null || !script.commands.some(({ pipeline }) => pipeline !== null))
    return [];
  if (isGuarded(facts)) return [];
  const pipes = new Map<number, ShellCommand[]>();
  let guarded = false;
  for (const command of script.commands) {
    if (command.name === 'set') {
      const values = command.words.map(({ value }) => value);
      guarded = asksForPipefail(values) || (guarded && !values.includes('pipefail'));
    }
    if (command.pipeline === null || guarded || !isOwn(command, script.commands)) continue;
    const members = pipes.get(command.pipeline);
    if (members === undefined) pipes.set(command.pipeline, [command]);
    else members.push(command);
  }
  return [...pipes.values()].filter(({ length }) => length > 1);
});

/** The shell in force with `pipefail`, as SHELL has it. */
function shellWithPipefail(shell: readonly string[], hasBusybox: boolean): readonly string[] {
  const [program = '/bin/sh', ...options] = shell;
  const name = baseName(program);
  const fit = able.test(name) ? program : hasBusybox ? '/bin/ash' : '/bin/bash';
  const last = options.at(-1) ?? '-c';
  const kept = options.slice(0, -1);
  if (/^-[a-zA-Z]+c$/.test(last)) kept.push(last.slice(0, -1));
  return [fit, ...kept, '-o', 'pipefail', '-c'];
}

/** Puts a SHELL with `pipefail` above, or `set -o pipefail` below the `#!` line of a script. Null where neither helps. */
export function pipefailFix(snapshot: Snapshot, facts: InstructionFacts): Fix | null {
  const { shell } = facts.syntax;
  if (shell === null) return null;
  const naming = {
    id: 'pipefail',
    // Why: a pipe that went through with a failing member until now fails from here on.
    applicability: 'unsafe',
    preferred: true,
  } as const;
  if (shell.shebang !== null) {
    if (!/\b(?:bash|zsh|ksh|ash)\b/.test(shell.shebang)) return null;
    const feed = facts.syntax.text.indexOf('\n', shell.span.from);
    if (feed < 0) return null;
    const lineEnd = facts.syntax.text[feed - 1] === '\r' ? '\r\n' : '\n';
    const span = { from: feed + 1, to: feed + 1 };
    const edits = editsAt(snapshot, facts, [{ span, newText: `set -o pipefail${lineEnd}` }]);
    return { ...naming, title: 'Let the script fail with its pipes (set -o pipefail)', edits };
  }
  const words = shellWithPipefail(facts.before.shell, hasBusyboxBase(snapshot, facts));
  const line = insertBefore(snapshot, facts, [`SHELL [${words.map((word) => JSON.stringify(word)).join(', ')}]`]);
  return line === null
    ? null
    : { ...naming, title: 'Let RUN fail with its pipes (SHELL with pipefail)', edits: [line] };
}
