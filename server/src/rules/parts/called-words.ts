// How a command calls its tool: what stands in front of the tool's name, and the arguments behind it. It knows no tool and
// judges nothing.
import { argumentsOf, type Argument } from '../../effects/arguments.ts';
import { knownNames } from '../../effects/tool-name.ts';
import type { CommandFacts } from '../../facts/snapshot.ts';

/** Place of the word that names the tool, behind `sudo` and its kin; -1 where no word says it plainly. */
export function toolPlace({ command, effect }: CommandFacts): number {
  return command.words.findIndex(({ value }) => value !== null && knownNames(value).includes(effect.tool));
}

/** What the tool is given, variables put in as far as they are known; none where the tool's word is not plain. */
export function argumentsOfCall(facts: CommandFacts): readonly Argument[] {
  const place = toolPlace(facts);
  return place < 0 ? [] : argumentsOf(facts.command.words.slice(place + 1), facts.context);
}

/** Another command called as this one is: `sudo` in front of it where the tool has it. */
export function asCalled(facts: CommandFacts, text: string): string {
  const front = facts.command.words.slice(0, Math.max(0, toolPlace(facts))).map(({ raw }) => raw);
  return [...front, text].join(' ');
}
