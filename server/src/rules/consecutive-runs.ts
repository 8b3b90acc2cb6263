// Each RUN is a layer. Joining two of them saves bytes only where the second takes away or changes what the first wrote,
// which other rules tell; for the rest it is a matter of taste and of the build cache. So this is off unless asked for.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { isWithin } from '../effects/path-set.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import { removeInstruction } from './parts/instructions.ts';
import { editsAt, factsOf, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { actingFacts, instructionOf } from './parts/triggers.ts';
import { stageOf } from './parts/base-family.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** More commands than these in one RUN are taken for a step of its own, meant as such. */
const mostCommands = 2;

/** What two RUNs must have in common to be told: their flags, in any order. Null for other instructions and for longer RUNs. */
const kindOf: (facts: InstructionFacts) => string | null = remembered(({ syntax, commands }) => {
  if (syntax.keyword !== 'RUN') return null;
  const count = commands.reduce((sum, { command }) => sum + (command.parent === null ? 1 : 0), 0);
  if (count > mostCommands) return null;
  return syntax.flags
    .map(({ span }) => syntax.text.slice(span.from, span.to))
    .sort()
    .join(' ');
});

/** Each RUN of a stage that follows one of its kind, with that one. */
const pairsIn = remembered((instructions: readonly InstructionFacts[]) =>
  instructions.flatMap((facts, at) => {
    const above = instructions[at - 1];
    const kind = kindOf(facts);
    return above !== undefined && kind !== null && kind === kindOf(above) ? [{ above, facts }] : [];
  }),
);

function* checkStages(snapshot: Snapshot): Generator<FileFinding> {
  for (const { instructions } of snapshot.stages)
    for (const { above, facts } of pairsIn(instructions))
      yield {
        facts,
        span: facts.syntax.keywordSpan,
        message: `another RUN after that of line ${String(lineOf(snapshot, above) ?? 0)}: one layer could hold both`,
      };
}

/** What the second script does must not depend on what the first leaves in its shell. */
function leaksState({ commands }: InstructionFacts): boolean {
  return commands.some(
    ({ command }) =>
      command.assignments.length > 0 ||
      /^(?:cd|pushd|popd|export|set|unset|shift|trap|umask|exec|exit|alias|source|\.)$/.test(command.name ?? ''),
  );
}

/** A comment above speaks of this RUN, and may silence rules for it: joined, it would speak of nothing. */
function isCommented(snapshot: Snapshot, facts: InstructionFacts): boolean {
  const { pieces } = snapshot.dockerfile;
  const index = instructionOf(snapshot, facts)?.index;
  const at = pieces.findIndex(({ instruction }) => instruction !== null && instruction === index);
  return pieces.slice(0, Math.max(0, at)).findLast(({ kind }) => kind !== 'blank')?.kind === 'comment';
}

/** It installs, fills caches, removes or configures: what comes of it in one layer with others is not for this rule to say. */
function actsOnSystem({ commands }: InstructionFacts): boolean {
  return commands.some(
    ({ effect: { installs, removes, caches, deletes, role, writes } }) =>
      installs.length + removes.length + caches.length + deletes.length > 0 ||
      role === 'clean' ||
      role === 'fetch' ||
      writes.some(({ path }) => isWithin('/etc', path.path)),
  );
}

function join(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const all = facts === undefined ? [] : (stageOf(snapshot, facts)?.instructions ?? []).map(actingFacts);
  const above = facts === undefined ? undefined : all[all.indexOf(facts) - 1];
  if (facts?.script == null || above?.script == null || above.syntax.keyword !== 'RUN') return null;
  const { shell, innerComments, text } = facts.syntax;
  if (shell?.kind !== 'line' || innerComments.length > 0 || facts.syntax.heredocs.length > 0) return null;
  if (isCommented(snapshot, facts) || actsOnSystem(above) || actsOnSystem(facts)) return null;
  if (leaksState(above) || facts.script.errors.length > 0) return null;
  const script = text.slice(facts.syntax.argumentSpan.from, facts.syntax.argumentSpan.to);
  // Why: only a chain of `&&` means the same behind another `&&`.
  const main = facts.commands.filter(({ command }) => command.parent === null);
  const isChain = main.every(
    ({ command }) => command.list === 0 && (command.joinedBy === 'start' || command.joinedBy === '&&'),
  );
  if (!isChain || /[\r\n#]/.test(script) || /^[!({]/.test(script)) return null;
  const edit = appendToRun(above.syntax, above.script, script);
  const removed = removeInstruction(snapshot, facts);
  if (edit === null || removed === null) return null;
  return {
    id: 'join',
    title: 'Join it with the RUN above',
    // Why: a change of either runs both again.
    applicability: 'unsafe',
    edits: [...editsAt(snapshot, above, [edit]), removed],
    preferred: true,
  };
}

export const consecutiveRuns: Rule = {
  meta: {
    id: 'consecutive-runs',
    summary: 'Short RUN instructions follow each other where one could do',
    group: 'layer-size',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3059'],
    references: ['https://docs.docker.com/build/building/best-practices/#run'],
  },
  checkFile: checkStages,
  fix: (snapshot, finding) => [join(snapshot, finding)].filter((fix) => fix !== null),
};
