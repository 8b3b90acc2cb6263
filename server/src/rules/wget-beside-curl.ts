// Both wget and curl download in one stage: two programs, their libraries and their certificates for one job, and two
// sets of options to know. Off unless asked for; packages that both install are counted by the rules for packages.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { calledBy, programOf, runCommands } from './parts/called.ts';
import { inStageWhere } from './parts/instructions-where.ts';
import { remembered } from './parts/remembered.ts';
import { actingFacts } from './parts/triggers.ts';
import type { FileFinding, Rule } from './rule.ts';

type Downloader = 'wget' | 'curl';

interface Use {
  readonly name: Downloader;
  readonly command: CommandFacts;
}

/** The first call of each in an instruction. */
const usesOf: (facts: InstructionFacts) => readonly Use[] = remembered((facts) => {
  const uses = new Map<Downloader, Use>();
  for (const command of runCommands(facts)) {
    const name = programOf(command);
    if ((name === 'wget' || name === 'curl') && !uses.has(name)) uses.set(name, { name, command });
  }
  return [...uses.values()];
});

const downloading = inStageWhere((facts) => facts.syntax.keyword === 'RUN' && usesOf(facts).length > 0);

function* checkStages(snapshot: Snapshot): Generator<FileFinding> {
  for (const stage of snapshot.stages) {
    const seen: Use[] = [];
    for (const each of downloading(stage)) {
      const facts = actingFacts(each);
      seen.push(...usesOf(facts));
      const [first] = seen;
      const other = seen.find(({ name }) => name !== first?.name);
      if (first === undefined || other === undefined) continue;
      const word = calledBy(other.command).words[0] ?? null;
      const message = `${other.name} downloads here, ${first.name} above: one of the two is enough`;
      if (word !== null) yield { facts, span: word.span, message };
      break;
    }
  }
}

export const wgetBesideCurl: Rule = {
  meta: {
    id: 'wget-beside-curl',
    summary: 'wget and curl are both used in one stage',
    group: 'dependencies',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL4001', 'trivy:DS-0014'],
    references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
  },
  checkFile: checkStages,
};
