// Two stages of one name: whatever names it below means the later one, in FROM and in COPY --from, and the first can only be
// reached by number. Names are compared without regard to case, as BuildKit does.
import type { Snapshot } from '../facts/snapshot.ts';
import { lineOf } from './parts/places.ts';
import type { FileFinding, Rule } from './rule.ts';

function* checkNames(snapshot: Snapshot): Generator<FileFinding> {
  if (snapshot.stages.length < 2) return;
  const first = new Map<string, number>();
  for (const { stage, instructions } of snapshot.stages) {
    const facts = instructions[0];
    const word = facts?.syntax.from?.name ?? null;
    if (stage.name === null || word === null || facts === undefined) continue;
    const key = stage.name.toLowerCase();
    const line = first.get(key);
    if (line !== undefined)
      yield { facts, span: word.span, message: `the stage of line ${String(line)} is called ${stage.name} too` };
    else first.set(key, lineOf(snapshot, facts) ?? 0);
  }
}

export const duplicateStageName: Rule = {
  meta: {
    id: 'duplicate-stage-name',
    summary: 'Two stages have the same name',
    group: 'stages',
    severity: 'warning',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3024', 'buildkit:DuplicateStageName', 'trivy:DS-0012', 'checkov:CKV_DOCKER_11'],
    references: ['https://docs.docker.com/reference/build-checks/duplicate-stage-name/'],
  },
  checkFile: checkNames,
};
