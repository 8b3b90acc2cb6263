// Packages of the distribution that a RUN installs by name and does not take out again before its layer ends. It judges no
// package.
import type { PackageManager, PackageWord } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { runCommands } from './called.ts';
import { remembered } from './remembered.ts';

export interface KeptPackage {
  readonly manager: PackageManager;
  readonly name: string;
  readonly word: PackageWord['word'];
  readonly command: CommandFacts;
}

const systemManagers: ReadonlySet<PackageManager> = new Set([
  ...(['apt', 'apk', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper'] as const),
]);

/** The name stands in the command itself, not in a variable that hands a list on. */
function isWritten({ name, word }: PackageWord): boolean {
  return word.value !== null && word.value.startsWith(name);
}

/** A later command of the RUN takes packages out: this one, its group, a list that is not known, or all that nothing needs. */
function isRemovedAgain(
  commands: readonly CommandFacts[],
  from: number,
  name: string,
  group: string | undefined,
): boolean {
  return commands
    .slice(from + 1)
    .some(({ effect, command }) =>
      effect.removes.some(
        ({ packages }) =>
          packages.length === 0 ||
          packages.some((each) => each.name === name || each.name === group) ||
          command.words.some(({ value }) => value === null),
      ),
    );
}

const none: readonly KeptPackage[] = [];

/** In the order they are named. Installations into another root are left out. */
export const keptPackages: (facts: InstructionFacts) => readonly KeptPackage[] = remembered((facts) => {
  const commands = runCommands(facts);
  if (!commands.some(({ effect }) => effect.installs.length > 0)) return none;
  return commands.flatMap((command, index) =>
    command.effect.installs
      .filter(({ manager, into }) => systemManagers.has(manager) && into.kind === 'system')
      .flatMap(({ manager, packages, group }) =>
        packages
          .filter((each) => isWritten(each) && !isRemovedAgain(commands, index, each.name, group))
          .map(({ name, word }) => ({ manager, name, word, command })),
      ),
  );
});
