// A server that has moved a file answers with its new address; without --location curl saves that answer, or nothing. Most
// addresses do not move, so this is off unless asked for.
import { has } from '../effects/options.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { calledBy } from './parts/called.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import { savingCurls } from './parts/saved-downloads.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function* checkCurls(facts: InstructionFacts): Generator<LocalFinding> {
  for (const { command, parsed } of savingCurls(facts)) {
    const [word] = calledBy(command).words;
    if (word === undefined || has(parsed, '-L', '--location', '--location-trusted')) continue;
    yield { span: word.span, message: 'without --location, the answer that a file has moved is saved in its place' };
  }
}

function follow(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const name = command === undefined ? undefined : calledBy(command).words[0];
  if (facts === undefined || name === undefined || command?.command.exact !== true) return null;
  return {
    id: 'location',
    title: 'Follow to where the file has moved (-L)',
    applicability: 'safe',
    edits: editsAt(snapshot, facts, [insertWord(name.span, '-L')]),
    preferred: true,
  };
}

export const curlWithoutLocation: Rule = {
  meta: {
    id: 'curl-without-location',
    summary: 'curl does not follow a file that has moved',
    group: 'correctness',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://curl.se/docs/manpage.html#-L'],
  },
  checkInstruction: checkCurls,
  fix: (snapshot, finding) => [follow(snapshot, finding)].filter((fix) => fix !== null),
};
