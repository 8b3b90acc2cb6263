// A second command called as a first one is: `sudo` in front of it where the first needs it, as a user who is not root does.
import type { CommandFacts } from '../../facts/snapshot.ts';
import type { Applicability } from '../rule.ts';
import { calledBy } from './called.ts';

function needsWrappers({ context }: CommandFacts): boolean {
  return !/^(?:root|0)(?::|$)/.test(context.user);
}

/** `text` with the wrappers in front of it that `command` has, where another user than root runs it. */
export function asCalled(command: CommandFacts, text: string): string {
  const wrappers = needsWrappers(command) ? calledBy(command).wrappers : [];
  return [...wrappers.map(({ raw }) => raw), text].join(' ');
}

/** A command that a wrapper has to raise to root is not added unseen. */
export function addedAs(command: CommandFacts): Applicability {
  return needsWrappers(command) && calledBy(command).wrappers.length > 0 ? 'unsafe' : 'safe';
}
