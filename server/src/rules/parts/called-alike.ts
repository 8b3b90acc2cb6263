// A second command called as a first one is: `sudo` in front of it where the first has it, as a user who is not root has to.
import type { CommandFacts } from '../../facts/snapshot.ts';
import { calledBy } from './called.ts';

/** `text` with the wrappers in front of it that `command` has. */
export function asCalled(command: CommandFacts, text: string): string {
  return [...calledBy(command).wrappers.map(({ raw }) => raw), text].join(' ');
}
