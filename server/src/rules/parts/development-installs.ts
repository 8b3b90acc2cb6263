// Installs from a manifest that bring its development dependencies into a layer that ships. It knows no manager's files: the
// rule that asks says how to read whether a manifest names any.
import type { Install, PackageManager } from '../../effects/effect.ts';
import { contains, isWithin, treeAt } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { remembered } from './remembered.ts';
import { shippingChain } from './stage-chain.ts';
import { startedCommands, textAt } from './started-program.ts';

export interface DevelopmentInstall {
  readonly facts: InstructionFacts;
  readonly command: CommandFacts;
  readonly install: Install;
  /** Text of the manifest as the context has it; null where it was not read. */
  readonly manifest: string | null;
}

const found: (facts: InstructionFacts) => readonly { readonly command: CommandFacts; readonly install: Install }[] =
  remembered(({ commands, syntax }) =>
    syntax.keyword !== 'RUN'
      ? []
      : commands.flatMap((command) =>
          command.effect.installs
            .filter(({ development }) => development === true)
            .map((install) => ({ command, install })),
        ),
  );

/** Words of a start that is for work on the code: `npm run dev`, `nodemon`, `rails server` in development, a test run. */
const forWork =
  /^(?:dev|develop|development|start:dev|dev:.+|watch|serve|storybook|test|tests|e2e|lint|nodemon|ts-node|ts-node-dev|tsx|vite|webpack|jest|vitest|mocha|cypress|playwright|phpunit|rspec|react-scripts|ng|next-dev|guard)$/;

function startsWork(snapshot: Snapshot): boolean {
  return startedCommands(snapshot).some(({ argv }) =>
    argv.some((word) => forWork.test(word.slice(word.lastIndexOf('/') + 1))),
  );
}

const environments = ['NODE_ENV', 'RAILS_ENV', 'RACK_ENV', 'APP_ENV', 'MIX_ENV', 'ENVIRONMENT'];

function isSetForWork({ context }: CommandFacts): boolean {
  return environments.some((name) => /^(?:dev|test|local)/i.test(context.variable(name) ?? ''));
}

/** What was installed goes away again in the same RUN: its folder, or its development part. */
function goesAway({ commands }: InstructionFacts, { command }: CommandFacts, { manager, into }: Install): boolean {
  const folder = into.prefix === null ? null : treeAt(into.prefix);
  return commands.some(({ command: later, effect }) => {
    if (later.index <= command.index) return false;
    if (effect.installs.some((each) => each.manager === manager && each.development === false)) return true;
    if (effect.removes.some((each) => each.manager === manager && each.packages.length === 0)) return true;
    return (
      folder !== null &&
      effect.deletes.some(
        ({ path }) =>
          contains(path, folder) || (isWithin(folder.path, path.path) && /node_modules|vendor/.test(path.path)),
      )
    );
  });
}

/** Those of the managers, in order; none where the image is made for work on the code. */
export function developmentInstalls(
  snapshot: Snapshot,
  managers: readonly PackageManager[],
): readonly DevelopmentInstall[] {
  const all: DevelopmentInstall[] = [];
  for (const facts of shippingChain(snapshot)) {
    for (const { command, install } of found(facts)) {
      if (!managers.includes(install.manager) || isSetForWork(command) || goesAway(facts, command, install)) continue;
      if (all.length === 0 && startsWork(snapshot)) return [];
      const named = install.manifests.find(({ role }) => role === 'manifest');
      all.push({
        facts,
        command,
        install,
        manifest: named === undefined ? null : (textAt(snapshot, named.path)?.text ?? null),
      });
    }
  }
  return all;
}
