// A clean-up that misses what it is meant for: another path than the tool's, one with a pattern in quotes, another user's
// home, or one that stands in front of the command that fills the place. It looks like care, and the bytes stay.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import { removeCommand } from '../rewrite/remove-command.ts';
import { editsConflict } from '../text/edit.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import { vainCleanUps, type VainCleanUp } from './parts/vain-clean-ups.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function messageOf({ kind, place }: VainCleanUp): string {
  switch (kind) {
    case 'wrong-path':
      return `nothing lies here: what the RUN leaves is in ${place}`;
    case 'quoted':
      return 'no shell expands the pattern in quotes: nothing is removed';
    case 'too-early':
      return `the clean-up comes too early: ${place} is filled after it`;
  }
}

function* checkCleanUps(facts: InstructionFacts): Generator<LocalFinding> {
  for (const vain of vainCleanUps(facts)) yield { span: vain.span, message: messageOf(vain) };
}

function fixCleanUp(snapshot: Snapshot, facts: InstructionFacts, vain: VainCleanUp): Fix | null {
  const { script, syntax } = facts;
  const { command } = vain.command;
  if (script === null || !command.exact) return null;
  switch (vain.kind) {
    case 'wrong-path':
    case 'quoted': {
      if (vain.right === null || vain.word === null) return null;
      return {
        id: 'right-path',
        title: `Remove ${vain.right}`,
        applicability: vain.kind === 'quoted' ? 'safe' : 'unsafe',
        edits: editsAt(snapshot, facts, [{ span: vain.word.span, newText: vain.right }]),
        preferred: true,
      };
    }
    case 'too-early': {
      const removed = removeCommand(syntax, script, command);
      const text = syntax.text.slice(command.span.from, command.span.to);
      const appended = /[\r\n]/.test(text) ? null : appendToRun(syntax, script, text);
      if (removed === null || appended === null) return null;
      const edits = editsAt(snapshot, facts, [...removed, appended]);
      if (editsConflict(edits)) return null;
      return { id: 'clean-last', title: 'Clean up last', applicability: 'safe', edits, preferred: true };
    }
  }
}

function fixFinding(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined) return [];
  const vain = vainCleanUps(facts).find((each) => each.command === command && messageOf(each) === finding.message);
  const fix = vain === undefined ? null : fixCleanUp(snapshot, facts, vain);
  return fix === null ? [] : [fix];
}

export const cleanUpCleansNothing: Rule = {
  meta: {
    id: 'clean-up-cleans-nothing',
    summary: 'A clean-up misses what it is meant for: the bytes stay in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/cache/optimize/#use-cache-mounts'],
  },
  checkInstruction: checkCleanUps,
  fix: fixFinding,
};
