// The first WORKDIR of a stage is relative: it goes on from whatever folder the base image works in. With the next base
// that folder is another, and nothing says so. Only the first counts: with it absolute, those below lead somewhere known.
import type { Snapshot } from '../facts/snapshot.ts';
import { ofKeyword } from './parts/of-keyword.ts';
import { inheritsWorkdir, isAbsolute } from './parts/working-folder.ts';
import type { FileFinding, Rule } from './rule.ts';

function* checkWorkdir(snapshot: Snapshot): Generator<FileFinding> {
  for (const stage of snapshot.stages) {
    const [facts] = ofKeyword(stage, 'WORKDIR');
    const word = facts?.syntax.words[0];
    if (facts === undefined || word === undefined || isAbsolute(word) || inheritsWorkdir(snapshot, stage)) continue;
    yield { facts, span: word.span, message: `${word.value} goes on from the folder that the base image works in` };
  }
}

export const workdirBelowBaseFolder: Rule = {
  meta: {
    id: 'workdir-below-base-folder',
    summary: "The first WORKDIR of a stage goes on from the base image's folder",
    group: 'correctness',
    severity: 'info',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:WorkdirRelativePath'],
    references: ['https://docs.docker.com/reference/build-checks/workdir-relative-path/'],
  },
  checkFile: checkWorkdir,
};
