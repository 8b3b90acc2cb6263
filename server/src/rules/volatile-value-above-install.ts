// Every RUN below an ARG or ENV has its value in its cache key, whether it reads it or not. With a commit, a date or a build
// number above them, packages are installed anew for each build. Moved below the installs, the same value costs nothing.
// LABEL is left alone: it is no part of any key.
import { variableNames } from '../dockerfile/expand-variables.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { ofKeyword } from './parts/of-keyword.ts';
import { removeInstruction } from './parts/instructions.ts';
import { perStage } from './parts/per-stage.ts';
import { factsOf, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Names of values that are another with each build. */
const volatile =
  /^(?:(?:git|vcs|scm|ci|source|src|app|build|image|github|gitlab|bitbucket|drone|circle|travis|heroku|slug)_)*(?:commit|sha1?|git_?sha|git_?commit|git_?hash|git_?rev|revision|rev|vcs_?ref|commit_?(?:sha|hash|ref|id|short_sha|date|time)|short_sha|build_?(?:date|time|timestamp|number|num|id|tag|stamp)|run_?(?:id|number)|pipeline_?(?:id|iid)|timestamp|datetime|created)$/i;

/** A default that pins one commit or one file's checksum: it changes when the file does. */
const pinned = /^["']?(?!0+["']?$)[\da-f]{7,128}["']?$/i;

const isVolatile = remembered(({ syntax }: InstructionFacts): string | null => {
  if (syntax.keyword !== 'ARG' && syntax.keyword !== 'ENV') return null;
  const pair = syntax.pairs.find(
    ({ name, value }) =>
      volatile.test(name) &&
      (syntax.keyword === 'ARG' ? value === null || !pinned.test(value) : value?.includes('$') === true),
  );
  return pair?.name ?? null;
});

const installs = remembered(
  ({ syntax, commands }: InstructionFacts): boolean =>
    syntax.keyword === 'RUN' && commands.some(({ effect }) => effect.installs.length > 0),
);

/** The text of the instruction names one of the variables. */
function names({ syntax }: InstructionFacts, variables: ReadonlySet<string>): boolean {
  for (const name of variables) if (syntax.text.includes(name)) return true;
  return false;
}

interface Held {
  readonly facts: InstructionFacts;
  readonly name: string;
  /** The first install that its value holds up. */
  readonly install: InstructionFacts;
}

/** What the instruction declares, and what is made of it further down. */
function carriers(stage: StageFacts, from: number, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const { syntax } of stage.instructions.slice(from + 1))
    if (syntax.keyword === 'ENV' || syntax.keyword === 'ARG')
      for (const pair of syntax.pairs)
        if (pair.value !== null && variableNames(pair.value, syntax.escape).some((each) => found.has(each)))
          found.add(pair.name);
  return found;
}

function* heldInstalls(stage: StageFacts): Generator<Held> {
  for (const keyword of ['ARG', 'ENV'] as const)
    for (const facts of ofKeyword(stage, keyword)) {
      const name = isVolatile(facts);
      if (name === null) continue;
      const at = stage.instructions.indexOf(facts);
      const variables = carriers(stage, at, name);
      const below = stage.instructions.slice(at + 1);
      const firstUse = below.findIndex(
        (each) =>
          each.syntax.keyword !== 'ENV' &&
          each.syntax.keyword !== 'ARG' &&
          each.syntax.keyword !== 'LABEL' &&
          names(each, variables),
      );
      const install = below.slice(0, firstUse < 0 ? undefined : firstUse).find(installs);
      // Why: an ENV made of an ARG above is held up by that one, which is told.
      const isMade =
        keyword === 'ENV' &&
        stage.instructions.slice(0, at).some((each) => each.syntax.keyword === 'ARG' && isVolatile(each) !== null);
      if (install !== undefined && !isMade) yield { facts, name, install };
    }
}

const heldIn = perStage((stage): readonly Held[] => [...heldInstalls(stage)]);

function* checkValues(snapshot: Snapshot): Generator<FileFinding> {
  for (const stage of snapshot.stages)
    for (const { facts, name, install } of heldIn(stage, snapshot)) {
      const pair = facts.syntax.pairs.find((each) => each.name === name);
      const line = String(lineOf(snapshot, install) ?? 0);
      const message = `${name} changes with each build, and everything below is built anew with it, also the packages of line ${line}`;
      yield { facts, span: pair?.nameSpan ?? facts.syntax.keywordSpan, message };
    }
}

/** Moves the instruction down to its first use, or to the end of the stage where nothing but labels use it. */
function moveDown(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const place = facts === undefined ? undefined : instructionOf(snapshot, facts);
  const stage = snapshot.stages[place?.stage ?? -1];
  if (facts === undefined || place === undefined || stage === undefined || facts.syntax.innerComments.length > 0)
    return [];
  const name = isVolatile(facts);
  const at = stage.instructions.indexOf(facts);
  if (name === null || at < 0 || facts.syntax.pairs.length > 1) return [];
  const below = stage.instructions.slice(at + 1);
  const use = below.find((each) => names(each, new Set([name])));
  const lastInstall = below.findLastIndex(installs);
  const target = use ?? below[lastInstall + 1];
  const targetPlace = target === undefined ? undefined : instructionOf(snapshot, target);
  if (targetPlace === undefined || below.findIndex(installs) >= below.indexOf(target as InstructionFacts)) return [];
  const removed = removeInstruction(snapshot, facts);
  if (removed === null) return [];
  const { start } = targetPlace.range;
  const newText = facts.syntax.text + snapshot.dockerfile.lineEnd;
  return [
    {
      id: 'move-down',
      title: `Move it to where ${name} is used`,
      // Why: a program between may read it without naming it.
      applicability: 'unsafe',
      edits: [removed, { range: { start, end: start }, newText }],
      preferred: true,
    },
  ];
}

export const volatileValueAboveInstall: Rule = {
  meta: {
    id: 'volatile-value-above-install',
    summary: 'A value that changes with each build stands above the installs and empties their cache',
    group: 'cache',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.docker.com/build/cache/invalidation/',
      'https://docs.docker.com/reference/dockerfile/#impact-on-build-caching',
    ],
  },
  checkFile: checkValues,
  fix: moveDown,
};
