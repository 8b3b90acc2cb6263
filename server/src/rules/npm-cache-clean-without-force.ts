// Since npm 5 `npm cache clean` refuses to work without --force and ends with an error: a chain of `&&` stops there, and
// where its failure is ignored the cache stays. Left alone with an npm that is known to be older.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { instructionsWhere } from './parts/instructions-where.ts';
import { commandOf, editsAt, factsOf, headSpan } from './parts/places.ts';
import { shippedBase } from './parts/shipped-base.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';
import { remembered } from './parts/remembered.ts';

const cleaning: (facts: InstructionFacts) => readonly CommandFacts[] = remembered(({ commands, syntax }) =>
  syntax.keyword !== 'RUN'
    ? []
    : commands.filter(
        ({ effect, command }) =>
          effect.tool === 'npm' &&
          effect.verb === 'cache' &&
          command.words.some(({ value }) => value === 'clean' || value === 'clear' || value === 'rm') &&
          !command.words.some(
            ({ value, parts }) => value === '--force' || value === '-f' || parts.some(({ kind }) => kind !== 'literal'),
          ),
      ),
);

/** node 7 and before had npm 4 at most. */
function hasOldNpm(snapshot: Snapshot): boolean {
  const reference = shippedBase(snapshot)?.reference;
  return reference?.repository.endsWith('/node') === true && /^[0-7](?:\.|-|$)/.test(reference.tag ?? '');
}

const cleaningInstructions = instructionsWhere((facts) => cleaning(facts).length > 0);

function* checkClean(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of cleaningInstructions(snapshot))
    for (const command of cleaning(facts)) {
      if (hasOldNpm(snapshot)) return;
      yield { facts, span: headSpan(command), message: 'npm refuses to clean its cache without --force, and fails' };
    }
}

function fixClean(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const word = command?.command.words.find(({ value }) => value === 'clean' || value === 'clear' || value === 'rm');
  if (facts === undefined || command === undefined || word === undefined || !command.command.exact) return [];
  return [
    {
      id: 'force',
      title: 'Add --force',
      applicability: 'safe',
      edits: editsAt(snapshot, facts, [insertWord(word.span, '--force')]),
      preferred: true,
    },
  ];
}

export const npmCacheCleanWithoutForce: Rule = {
  meta: {
    id: 'npm-cache-clean-without-force',
    summary: 'npm cache clean without --force fails and cleans nothing',
    group: 'correctness',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.npmjs.com/cli/v11/commands/npm-cache'],
  },
  checkFile: checkClean,
  fix: fixClean,
};
