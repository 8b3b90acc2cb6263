// `cd` holds to the end of its RUN; the next instruction starts in the working folder again. WORKDIR says once where things
// happen. Many people prefer `cd` within one RUN that builds and cleans up, so this is off unless asked for.
import { isMetadata } from './parts/instructions.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { removeCommand } from '../rewrite/remove-command.ts';
import { stageOf } from './parts/base-family.ts';
import { calledBy, programOf, runCommands } from './parts/called.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import { actingFacts, instructionOf } from './parts/triggers.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function* checkFolder(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of runCommands(facts)) {
    const word = calledBy(command).words[0];
    if (word === undefined || programOf(command) !== 'cd') continue;
    yield { span: word.span, message: 'cd is forgotten when this RUN ends; WORKDIR holds for what follows' };
    return;
  }
}

/** The instruction behind it that a working folder matters to; null where there is none, undefined for the end of the file's stage. */
function nextActing(snapshot: Snapshot, facts: InstructionFacts): InstructionFacts | null {
  const stage = stageOf(snapshot, facts);
  const index = stage?.instructions.findIndex((each) => actingFacts(each) === facts) ?? -1;
  return stage?.instructions.slice(index + 1).find(({ syntax }) => !isMetadata(syntax) || keepsFolder(syntax)) ?? null;
}

/** CMD and ENTRYPOINT start in the working folder too. */
function keepsFolder({ keyword }: InstructionFacts['syntax']): boolean {
  return keyword === 'CMD' || keyword === 'ENTRYPOINT' || keyword === 'HEALTHCHECK';
}

/** Where a `cd` opens the RUN and the folder it leaves is one that WORKDIR named: WORKDIR there, and back behind it. */
function useWorkdir(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const instruction = facts === undefined ? undefined : instructionOf(snapshot, facts);
  if (facts?.script == null || command === undefined || instruction?.keyword !== 'RUN') return null;
  const { args } = calledBy(command);
  const folder = args.length === 2 ? (args[1]?.text ?? null) : null;
  const first = facts.commands[0] === command && command.command.list === 0;
  if (!first || folder === null || !/^\/[\w./-]*$/.test(folder) || command.command.redirections.length > 0) return null;
  const { shell } = facts.syntax;
  const second = facts.commands[1]?.command;
  if (shell?.kind !== 'line' || second?.joinedBy !== '&&' || facts.syntax.text.includes('OLDPWD')) return null;
  const shorter = removeCommand(facts.syntax, facts.script, command.command);
  if (shorter === null) return null;
  const next = nextActing(snapshot, facts);
  const stage = stageOf(snapshot, facts);
  const before = stage?.instructions.slice(0, stage.instructions.indexOf(facts)) ?? [];
  const named = before.findLast(({ syntax }) => syntax.keyword === 'WORKDIR')?.syntax.words[0]?.raw;
  const movesOn = next?.syntax.keyword === 'WORKDIR' && next.syntax.words[0]?.value.startsWith('/') === true;
  if (!movesOn && named?.startsWith('/') !== true) return null;
  const { lineEnd } = snapshot.dockerfile;
  const { start, end } = instruction.range;
  const back = movesOn ? [] : [{ range: { start: end, end }, newText: `${lineEnd}WORKDIR ${named ?? ''}` }];
  return {
    id: 'workdir',
    title: `Say it with WORKDIR ${folder}`,
    // Why: WORKDIR makes the folder where it is missing, and what is built on the stage sees it.
    applicability: 'unsafe',
    edits: [
      { range: { start, end: start }, newText: `WORKDIR ${folder}${lineEnd}` },
      ...editsAt(snapshot, facts, shorter),
      ...back,
    ],
    preferred: true,
  };
}

export const cdInRun: Rule = {
  meta: {
    id: 'cd-in-run',
    summary: 'cd in a RUN where WORKDIR would hold for the instructions that follow',
    group: 'correctness',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3003', 'trivy:DS-0013'],
    references: ['https://docs.docker.com/build/building/best-practices/#workdir'],
  },
  checkInstruction: checkFolder,
  fix: (snapshot, finding) => [useWorkdir(snapshot, finding)].filter((fix) => fix !== null),
};
