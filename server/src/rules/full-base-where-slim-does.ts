// The unsuffixed tags of python, node, ruby, perl and others stand on buildpack-deps: compilers, headers, git, several
// hundred megabytes that an app does not run; a JDK is twice its JRE; full Debian has manuals. Reported where the full one
// ships, with the tag that stands on the same release. The swap is offered where nothing calls what the lean one leaves out.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { leanerTwins, standsOnBuildpack, type Twin } from '../knowledge/leaner-twins.ts';
import { compiles } from './parts/compiling.ts';
import { lineOf } from './parts/places.ts';
import { baseTagFix, savingOf, shippedBase, writtenImage, type ShippedBase } from './parts/shipped-base.ts';
import { shippedSdk } from './parts/shipped-sdk.ts';
import { packagesBefore } from './parts/packages-before.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { nameOfProgram, startedCommands } from './parts/started-program.ts';
import { isForRunning } from './parts/starting.ts';
import type { FileFinding, Rule } from './rule.ts';

/** Programs of buildpack-deps that slim leaves out. */
const leftOut: ReadonlySet<string> = new Set([
  ...[
    'curl',
    'wget',
    'git',
    'hg',
    'svn',
    'ssh',
    'gpg',
    'gpgv',
    'unzip',
    'file',
    'patch',
    'convert',
    'magick',
    'identify',
  ],
  ...['pkg-config', 'pg_config', 'mysql_config', 'autoconf', 'automake', 'libtool', 'xz', 'bzip2', 'ps', 'pkill'],
]);

/** Debian packages that bring a program of another name. */
const broughtBy: Readonly<Record<string, readonly string[]>> = {
  gpg: ['gnupg', 'gnupg2', 'gpg'],
  hg: ['mercurial'],
  svn: ['subversion'],
  ssh: ['openssh-client'],
  ps: ['procps'],
  pkill: ['procps'],
  xz: ['xz-utils'],
};

function compilesHere(command: CommandFacts): boolean {
  return (
    compiles(command) ||
    command.effect.installs.some(
      ({ manager, packages }) => manager === 'apt' && packages.some(({ name }) => /-dev$|^build-essential$/.test(name)),
    )
  );
}

interface Needs {
  readonly compiles: boolean;
  /** For each program that the slim twin leaves out and no command of the instruction installs: packages that bring it. */
  readonly programs: readonly (readonly string[])[];
}

const needsOf: (facts: InstructionFacts) => Needs = remembered(({ commands }) => {
  const here = new Set(
    commands.flatMap(({ effect }) => effect.installs.flatMap(({ packages }) => packages.map(({ name }) => name))),
  );
  const tools = commands.flatMap(({ command, effect }) => {
    const fromGit = command.words.some(({ raw }) => raw.includes('git+'));
    return [effect.tool, ...effect.needs, ...(fromGit ? ['git'] : [])].filter((tool) => leftOut.has(tool));
  });
  const programs = [...new Set(tools)].map((tool) => broughtBy[tool] ?? [tool]);
  return {
    compiles: commands.some(compilesHere),
    programs: programs.filter((names) => !names.some((name) => here.has(name))),
  };
});

function needsFullImage(snapshot: Snapshot, facts: InstructionFacts): boolean {
  const needs = needsOf(facts);
  if (needs.compiles) return true;
  if (needs.programs.length === 0) return false;
  const installed = packagesBefore(snapshot, facts, 'apt');
  return needs.programs.some((names) => !names.some((name) => installed.has(name)));
}

/** The lean twin that could take the base's place: the slim one, or the JRE where `java` is what starts. */
function swapTwin(snapshot: Snapshot, { reference }: ShippedBase): Twin | null {
  const twins = leanerTwins(reference);
  const slim = twins.find(({ kind }) => kind === 'slim');
  if (slim !== undefined) return slim;
  const jre = twins.find(({ kind, tag }) => kind === 'runtime' && /(?:^|-)(?:jre|headless)(?:-|$)/.test(tag));
  if (jre === undefined || /\/(?:maven|gradle)$/.test(reference.repository)) return null;
  return startedCommands(snapshot).some(({ argv }) => nameOfProgram(argv[0] ?? '') === 'java') ? jre : null;
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  if (base === null || shippedSdk(snapshot) !== null) return;
  const twin = swapTwin(snapshot, base);
  if (twin === null) return;
  const chain = shippingChain(snapshot);
  if (!isForRunning(snapshot, chain)) return;
  const weight = savingOf(base.reference, twin);
  // Why: a JRE and full Debian lack no program that a build step calls, but for Java's own tools.
  const needing = standsOnBuildpack(base.reference)
    ? chain.find((facts) => needsFullImage(snapshot, facts))
    : undefined;
  const line = needing === undefined ? null : lineOf(snapshot, needing);
  const leaves = twin.caveats.join('; ');
  const reason = line === null ? leaves : `line ${String(line)} needs more, in a stage of its own`;
  const less = weight === null ? 'does' : `is ${weight.text}`;
  const isSwap = twin.repository === base.reference.repository;
  const name = isSwap ? twin.tag : writtenImage(twin);
  const what = twin.kind === 'runtime' ? 'the JDK ships' : 'the full image ships';
  yield {
    facts: base.facts,
    span: base.span,
    message: `${what}; ${name} ${less} (${reason})`,
    ...(weight === null ? {} : { saving: weight.saving }),
    proof: { tag: isSwap ? twin.tag : null, needed: line !== null },
  };
}

export const fullBaseWhereSlimDoes: Rule = {
  meta: {
    id: 'full-base-where-slim-does',
    summary: 'The full variant of a base ships where its slim twin would do',
    group: 'base-image',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image'],
    curedBySplit: true,
  },
  checkFile: checkBase,
  fix: (snapshot, finding) => baseTagFix(snapshot, finding, 'slim-tag', (tag) => `Use the lean twin (${tag})`),
};
