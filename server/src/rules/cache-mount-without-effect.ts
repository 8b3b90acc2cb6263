// A cache mount keeps a tool's downloads from one build to the next, if the tool writes them there, may write there, and
// leaves them there. Each of these can be undone by another word of the same RUN, and then the mount only looks like a cache.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { CacheMount } from '../dockerfile/mounts.ts';
import type { SpanEdit } from '../rewrite/gaps.ts';
import { removeCommand } from '../rewrite/remove-command.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import { stageOf } from './parts/base-family.ts';
import { switchesHookOff } from './parts/docker-clean.ts';
import { insertBefore } from './parts/instructions.ts';
import { instructionsWhere } from './parts/instructions-where.ts';
import { contradictionsIn, keepsArchivesOf, type Contradiction } from './parts/mount-contradictions.ts';
import { editsAt, factsOf, headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { stageChain } from './parts/stage-chain.ts';
import { actingFacts } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';
import type { Span } from '../text/range.ts';

const found: (facts: InstructionFacts) => readonly Contradiction[] = remembered((facts) =>
  facts.mounts.length === 0 ? [] : contradictionsIn(facts),
);

function placeOf(one: Contradiction): Span {
  switch (one.kind) {
    case 'no-cache':
      return one.word ?? headSpan(one.command);
    case 'emptied':
      return one.command.command.span;
    default:
      return one.mount.flag.span;
  }
}

function messageOf(facts: InstructionFacts, one: Contradiction): string {
  const { target } = one.mount;
  switch (one.kind) {
    case 'no-cache':
      return `${one.command.effect.tool} is told to keep no cache, so nothing enters the mount at ${target}`;
    case 'elsewhere':
      return `${one.command.effect.tool} keeps its cache in ${one.folder} here, not in this mount`;
    case 'emptied':
      return `the cache that is mounted at ${target} is emptied again`;
    case 'owner':
      return `the mount belongs to root: ${facts.before.user} may not write there`;
    case 'shared':
      return 'apt locks its folders: builds side by side fail, sharing=locked lets them wait';
  }
}

/** The image's own hook deletes archives after each install, and with them what the mount is to keep. */
const installsIntoMount: (facts: InstructionFacts) => CacheMount | null = remembered((facts) => {
  if (facts.mounts.length === 0 || switchesHookOff(facts)) return null;
  const installs = facts.commands.some(({ effect }) => effect.installs.some(({ manager }) => manager === 'apt'));
  return installs ? (keepsArchivesOf(facts) ?? null) : null;
});

function isEmptiedByHook(snapshot: Snapshot, facts: InstructionFacts): boolean {
  const stage = stageOf(snapshot, facts);
  const { baseReference } = stage ?? { baseReference: null };
  if (
    stage === undefined ||
    baseReference?.registry !== 'docker.io' ||
    !/^(?:library|nvidia)\//.test(baseReference.repository)
  )
    return false;
  for (const { instructions } of stageChain(snapshot, stage))
    for (const each of instructions) {
      if (each === facts) return true;
      if (switchesHookOff(actingFacts(each))) return false;
    }
  return true;
}

const mounting = instructionsWhere((facts) => found(facts).length > 0 || installsIntoMount(facts) !== null);

function* checkMounts(snapshot: Snapshot): Generator<FileFinding> {
  for (const each of mounting(snapshot)) {
    const facts = actingFacts(each);
    const hooked = installsIntoMount(facts);
    for (const one of found(facts)) {
      yield { facts, span: placeOf(one), message: messageOf(facts, one), proof: { kind: one.kind } };
    }
    if (hooked !== null && isEmptiedByHook(snapshot, each))
      yield {
        facts,
        span: hooked.flag.span,
        message: 'docker-clean of the base image deletes what apt downloads: this mount stays empty',
        proof: { kind: 'hook' },
      };
  }
}

/** The flag with one of its values replaced, or one more. */
function rewriteMount(
  facts: InstructionFacts,
  { flag }: CacheMount,
  change: (text: string) => string | null,
): SpanEdit | null {
  const text = facts.syntax.text.slice(flag.span.from, flag.span.to);
  const written = /["'$\s]/.test(text) ? null : change(text);
  return written === null ? null : { span: flag.span, newText: written };
}

function editFor(facts: InstructionFacts, one: Contradiction): readonly SpanEdit[] | null {
  const single = (edit: SpanEdit | null): readonly SpanEdit[] | null => (edit === null ? null : [edit]);
  switch (one.kind) {
    case 'no-cache':
      return one.word === null || !one.command.command.exact ? null : removeWord(facts.syntax, one.word);
    case 'emptied':
      return onlyEmpties(one.command) && facts.script !== null
        ? removeCommand(facts.syntax, facts.script, one.command.command)
        : null;
    case 'elsewhere':
      return single(rewriteMount(facts, one.mount, (text) => movedTo(facts, text, one.folder)));
    case 'owner':
      return single(rewriteMount(facts, one.mount, (text) => ownedBy(facts, text)));
    case 'shared':
      return single(
        rewriteMount(facts, one.mount, (text) =>
          one.mount.options.has('sharing')
            ? text.replace(/sharing=shared/i, 'sharing=locked')
            : `${text},sharing=locked`,
        ),
      );
  }
}

/** It deletes the cache and nothing else: one path, or the tool's own command. */
function onlyEmpties({ effect, command }: CommandFacts): boolean {
  return effect.tool !== 'rm' || command.words.filter(({ raw }) => !raw.startsWith('-')).length === 2;
}

function movedTo(facts: InstructionFacts, text: string, folder: string): string | null {
  const moved = text.replace(/\b(target|dst|destination)=[^,]*/i, (_, key: string) => `${key}=${folder}`);
  if (moved === text) return null;
  return /\buid=/.test(text) ? moved : (ownedBy(facts, moved) ?? moved);
}

/** Numbers only: which ones a name has is the image's secret. */
function ownedBy({ before }: InstructionFacts, text: string): string | null {
  const [uid = '', gid = uid] = before.user.split(':');
  return /^\d+$/.test(uid) && /^\d+$/.test(gid) && !/\b[ug]id=/.test(text) ? `${text},uid=${uid},gid=${gid}` : null;
}

const titles: Readonly<Record<Contradiction['kind'], string>> = {
  'no-cache': 'Let the tool keep its cache, now that it is mounted',
  emptied: 'Leave the mounted cache as it is',
  elsewhere: "Mount the folder of the user's own home",
  owner: 'Give the mount to the user',
  shared: 'Let builds wait for each other (sharing=locked)',
};

const keepArchives =
  'RUN rm -f /etc/apt/apt.conf.d/docker-clean; echo \'Binary::apt::APT::Keep-Downloaded-Packages "true";\' > /etc/apt/apt.conf.d/keep-cache';

/** Without the hook, a RUN that has no such mount would leave its archives in its layer. */
function othersKeepArchives(snapshot: Snapshot, facts: InstructionFacts): boolean {
  return snapshot.facts
    .map(actingFacts)
    .some(
      (each) =>
        each !== facts &&
        each.ships &&
        keepsArchivesOf(each) === undefined &&
        each.commands.some(({ effect }) => effect.installs.some(({ manager }) => manager === 'apt')),
    );
}

function fixMounts(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const { kind } = finding.proof;
  if (facts === undefined) return [];
  if (kind === 'hook') {
    if (othersKeepArchives(snapshot, facts)) return [];
    const line =
      finding.instruction !== null && snapshot.facts[finding.instruction] === facts
        ? insertBefore(snapshot, facts, [keepArchives])
        : null;
    return line === null
      ? []
      : [
          {
            id: 'keep-archives',
            title: 'Take the hook out first',
            applicability: 'unsafe',
            edits: [line],
            preferred: true,
          },
        ];
  }
  const start = (one: Contradiction): number | undefined =>
    editsAt(snapshot, facts, [{ span: placeOf(one), newText: '' }])[0]?.range.start;
  const one = found(facts).find((each) => each.kind === kind && start(each) === finding.range.start);
  const edits = one === undefined ? null : editFor(facts, one);
  if (one === undefined || edits === null || edits.length === 0) return [];
  return [
    {
      id: one.kind,
      title: titles[one.kind],
      // Why unsafe where something is no longer cleaned: a RUN may mount one folder and leave another.
      applicability: one.kind === 'shared' || one.kind === 'owner' ? 'safe' : 'unsafe',
      edits: editsAt(snapshot, facts, edits),
      preferred: true,
    },
  ];
}

export const cacheMountWithoutEffect: Rule = {
  meta: {
    id: 'cache-mount-without-effect',
    summary: 'A cache mount that cannot work: emptied, elsewhere, switched off, or not writable',
    group: 'cache',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkFile: checkMounts,
  fix: fixMounts,
};
