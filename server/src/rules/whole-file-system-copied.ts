// `COPY --from=build / /` puts every file of another stage over this one: its packages, caches, tools and secrets, and of
// each file that both have a second copy. Naming the paths carries what is needed.
import type { InstructionFacts } from '../facts/snapshot.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkCopies({ syntax, copy }: InstructionFacts): Generator<LocalFinding> {
  if (syntax.keyword !== 'COPY' || copy?.from == null || copy.target !== '/') return;
  const at = copy.sources.findIndex(({ expanded }) => expanded === '/' || expanded === '/*');
  const word = syntax.words[at];
  if (at < 0 || word === undefined) return;
  yield {
    span: { from: word.span.from, to: syntax.words.at(-1)?.span.to ?? word.span.to },
    message: `all of ${copy.from} is copied over this stage, its tools, caches and databases too`,
  };
}

export const wholeFileSystemCopied: Rule = {
  meta: {
    id: 'whole-file-system-copied',
    summary: 'The whole file system of another stage or image is copied',
    group: 'stages',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3067'],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  checkInstruction: checkCopies,
};
