// Two stages of one name: whatever names it below means the later one, in FROM and in COPY --from, and the first can only be
// reached by number. Names are compared without regard to case, as BuildKit does.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { lineOf } from './parts/places.ts';
import type { FileFinding, Rule } from './rule.ts';

function* checkNames(snapshot: Snapshot): Generator<FileFinding> {
  if (snapshot.stages.length < 2) return;
  const first = new Map<string, InstructionFacts>();
  for (const { stage, instructions } of snapshot.stages) {
    const facts = instructions[0];
    const word = facts?.syntax.from?.name ?? null;
    if (stage.name === null || word === null || facts === undefined) continue;
    const key = stage.name.toLowerCase();
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, facts);
      continue;
    }
    const line = String(lineOf(snapshot, other) ?? 0);
    yield { facts, span: word.span, message: `the stage of line ${line} is called ${stage.name} too` };
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
