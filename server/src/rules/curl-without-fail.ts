// A server that says "404 not found" has answered: without --fail curl saves the page and ends well. The RUN succeeds, and the
// file in the layer is a page of HTML by the name of a program. Told where the answer is saved and nothing would notice.
import { has } from '../effects/options.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { baseName, calledBy } from './parts/called.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import { comparesSums, isProvenLater, savingCurls } from './parts/saved-downloads.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** Whoever unpacks or installs one, here or in a later line, fails on a page of HTML. */
const archives = /\.(?:t[gbx]z|tar(?:\.\w{1,4})?|gz|xz|bz2|zst|zip|deb|rpm|whl|jar)$/;

function* checkCurls(facts: InstructionFacts): Generator<LocalFinding> {
  for (const { command, parsed, files } of savingCurls(facts)) {
    if (has(parsed, '-f', '--fail', '--fail-with-body', '--fail-early') || comparesSums(facts)) continue;
    const [word] = calledBy(command).words;
    const path = files.find((each) => !archives.test(each) && !isProvenLater(facts, command, each));
    if (word === undefined || path === undefined) continue;
    yield {
      span: word.span,
      message: `without --fail, an error page is saved as ${baseName(path)} and this RUN succeeds`,
    };
  }
}

function addFail(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command?.command.exact !== true) return null;
  const [name, next] = calledBy(command).words;
  if (name === undefined) return null;
  // Why: `-sSL` becomes `-fsSL`, as people write it.
  const isCluster = next !== undefined && /^-[a-z]+$/i.test(next.raw);
  const at = isCluster ? next.span.from + 1 : 0;
  const edit = isCluster ? { span: { from: at, to: at }, newText: 'f' } : insertWord(name.span, '-f');
  return {
    id: 'fail',
    title: 'Let curl fail when the server does (-f)',
    applicability: 'safe',
    edits: editsAt(snapshot, facts, [edit]),
    preferred: true,
  };
}

export const curlWithoutFail: Rule = {
  meta: {
    id: 'curl-without-fail',
    summary: 'curl saves an error page as if it were the file',
    group: 'correctness',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://curl.se/docs/manpage.html#-f'],
  },
  checkInstruction: checkCurls,
  fix: (snapshot, finding) => [addFail(snapshot, finding)].filter((fix) => fix !== null),
};
