// A relative WORKDIR goes on from the one above, or from the base image's: where it leads can only be told by reading
// everything before it. Off by default, since it works; the case that breaks when a base changes has a rule of its own.
import { joinPath } from '../effects/path-set.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import { isAbsolute, workdirsAbove } from './parts/working-folder.ts';
import type { Finding, Fix, Rule } from './rule.ts';

/** The folder in force, where an absolute WORKDIR of this file leads to it. */
function folderInForce(snapshot: Snapshot, facts: InstructionFacts): string | null {
  const stage = snapshot.stages[instructionOf(snapshot, facts)?.stage ?? -1];
  if (stage === undefined || !stage.instructions.includes(facts)) return null;
  const above = workdirsAbove(snapshot, stage, facts).flatMap(({ syntax }) => syntax.words[0]?.raw ?? []);
  const isKnown = above.some((raw) => /^["']?\//.test(raw)) && above.every((raw) => !/[$\\]/.test(raw));
  return isKnown ? facts.before.workingFolder : null;
}

function absoluteFolder(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const word = facts?.syntax.words[0];
  if (facts === undefined || word === undefined || !/^[\w.@+][\w./@+-]*$/.test(word.raw)) return [];
  const folder = folderInForce(snapshot, facts);
  if (folder === null) return [];
  const path = joinPath(folder, word.raw);
  const edits = editsAt(snapshot, facts, [{ span: word.span, newText: path }]);
  return [{ id: 'absolute', title: `Write ${path}`, applicability: 'safe', edits, preferred: true }];
}

export const relativeWorkdir: Rule = {
  meta: {
    id: 'relative-workdir',
    summary: 'WORKDIR is not told from the root',
    group: 'correctness',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3000', 'trivy:DS-0009', 'checkov:CKV_DOCKER_10'],
    references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  },
  *checkInstruction({ syntax }) {
    const word = syntax.keyword === 'WORKDIR' ? syntax.words[0] : undefined;
    if (word !== undefined && word.value.trim() !== '' && !isAbsolute(word))
      yield { span: word.span, message: `where ${word.value} leads depends on the WORKDIR above` };
  },
  fix: absoluteFolder,
};
