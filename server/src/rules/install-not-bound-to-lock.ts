// `npm install` takes the lock file as a start and may write another one: two builds of one commit may hold two versions.
// `npm ci`, `--frozen-lockfile` and their kin take what the lock says, or fail. Reported where a lock file lies in the
// context.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { remembered } from './parts/remembered.ts';
import { contextPaths } from './parts/python-installs.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { actingFacts } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const bound: Readonly<Record<string, RegExp>> = {
  npm: /^--(?:frozen-lockfile|no-package-lock|no-save)/,
  yarn: /^--(?:frozen-lockfile|immutable|pure-lockfile|no-lockfile)/,
  bun: /^--(?:frozen-lockfile|production|no-save)/,
};

/** Installs of a manifest that may take other versions than the lock's, with the lock's paths in the image. */
const loose: (
  facts: InstructionFacts,
) => readonly { readonly command: CommandFacts; readonly locks: readonly string[] }[] = remembered(
  ({ commands, syntax }) =>
    syntax.keyword !== 'RUN'
      ? []
      : commands.flatMap((command) => {
          const { effect } = command;
          const [install] = effect.installs;
          const flags = Object.hasOwn(bound, effect.tool) ? bound[effect.tool] : undefined;
          if (install === undefined || flags === undefined || install.open || install.packages.length > 0) return [];
          if (
            !/^(?:install|i)$/.test(effect.verb ?? '') ||
            command.command.words.some(({ value }) => flags.test(value ?? ''))
          )
            return [];
          const locks = install.manifests.filter(({ role }) => role === 'lock').map(({ path }) => path);
          return locks.length === 0 ? [] : [{ command, locks }];
        }),
);

function* checkLocks(snapshot: Snapshot): Generator<FileFinding> {
  const listing = snapshot.context?.listing ?? null;
  if (listing === null) return;
  for (const stage of snapshot.stages) {
    if (!stage.reachesFinalStage) continue;
    const copies: InstructionFacts[] = [];
    for (const each of stage.instructions) {
      if (each.copy?.kind === 'context') copies.push(each);
      const facts = actingFacts(each);
      for (const { command, locks } of loose(facts)) {
        const places = locks.flatMap((path) =>
          contextPaths(path, {
            copies: copies.slice(-50),
            mounts: facts.mounts,
            workingFolder: facts.before.workingFolder,
          }),
        );
        const lock = listing.entries.find(({ path }) => places.includes(path));
        if (lock === undefined) continue;
        yield {
          facts,
          span: headSpan(command),
          message: `${lock.path} is not binding here: another build may take other versions`,
        };
      }
    }
  }
}

function fixLocks(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command?.command.exact !== true) return [];
  const { tool } = command.effect;
  const verb = verbWord(command);
  // Why unsafe: where the lock file is not up to date, the build now says so and stops.
  const applicability = 'unsafe';
  if (tool === 'npm' && verb !== undefined)
    return [
      {
        id: 'npm-ci',
        title: 'Install what the lock file says (npm ci)',
        applicability,
        edits: editsAt(snapshot, facts, [{ span: verb.span, newText: 'ci' }]),
        preferred: true,
      },
    ];
  const after = verb?.span ?? command.command.words[0]?.span;
  if (after === undefined) return [];
  return [
    {
      id: 'frozen-lockfile',
      title: 'Install what the lock file says (--frozen-lockfile)',
      applicability,
      edits: editsAt(snapshot, facts, [insertWord(after, '--frozen-lockfile')]),
      preferred: true,
    },
  ];
}

export const installNotBoundToLock: Rule = {
  meta: {
    id: 'install-not-bound-to-lock',
    summary: 'An install may take other versions than the lock file beside it says',
    group: 'correctness',
    severity: 'info',
    needs: 'context',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.npmjs.com/cli/v11/commands/npm-ci'],
  },
  checkFile: checkLocks,
  fix: fixLocks,
};
