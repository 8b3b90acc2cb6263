// The unsuffixed tags of python, node, ruby and perl stand on buildpack-deps: compilers, headers, git, several hundred
// megabytes that an app does not run. Their slim twins hold the language alone. Reported where the full one ships, with
// the tag that is sure to stand on the same release. The swap is offered where nothing calls what slim leaves out.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { leanerTwins } from '../knowledge/leaner-twins.ts';
import { compiles } from './parts/compiling.ts';
import { lineOf } from './parts/places.ts';
import { baseTagEdits, savingOf, shippedBase } from './parts/shipped-base.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

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

function isInstalled(tool: string, facts: InstructionFacts): boolean {
  const names = broughtBy[tool] ?? [tool];
  const here = facts.commands.flatMap(({ effect }) => effect.installs.flatMap(({ packages }) => packages));
  return names.some((name) => facts.before.packages('apt').has(name) || here.some((each) => each.name === name));
}

function commandNeedsFullImage(facts: InstructionFacts, command: CommandFacts): boolean {
  const { effect } = command;
  if (compiles(command)) return true;
  const fromGit = command.command.words.some(({ raw }) => raw.includes('git+'));
  const tools = [effect.tool, ...effect.needs, ...(fromGit ? ['git'] : [])];
  if (tools.some((tool) => leftOut.has(tool) && !isInstalled(tool, facts))) return true;
  return effect.installs.some(
    ({ manager, packages }) => manager === 'apt' && packages.some(({ name }) => /-dev$|^build-essential$/.test(name)),
  );
}

const needsFullImage: (facts: InstructionFacts) => boolean = remembered((facts) =>
  facts.commands.some((command) => commandNeedsFullImage(facts, command)),
);

/** The image is one to run: it says what, or takes something of the project along. */
function isForRunning({ config }: Snapshot, chain: readonly InstructionFacts[]): boolean {
  return config.cmd !== null || config.entrypoint !== null || chain.some(({ copy }) => copy?.kind === 'context');
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  const twin = base === null ? undefined : leanerTwins(base.reference).find(({ kind }) => kind === 'slim');
  if (base === null || twin === undefined) return;
  const weight = savingOf(base.reference, twin);
  const chain = shippingChain(snapshot);
  if (weight === null || !isForRunning(snapshot, chain)) return;
  const needing = chain.find(needsFullImage);
  const line = needing === undefined ? null : lineOf(snapshot, needing);
  const leaves = twin.caveats.join('; ');
  const reason = line === null ? leaves : `line ${String(line)} needs more, in a stage of its own`;
  yield {
    facts: base.facts,
    span: base.span,
    message: `the full image ships; ${twin.tag} is ${weight.text} (${reason})`,
    saving: weight.saving,
    proof: { tag: twin.tag, needed: line !== null },
  };
}

function fixBase(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const base = shippedBase(snapshot);
  const { tag, needed } = proof;
  if (base === null || typeof tag !== 'string' || needed === true) return [];
  const edits = baseTagEdits(snapshot, base, tag);
  return edits === null
    ? []
    : [{ id: 'slim-tag', title: `Use the slim twin (${tag})`, applicability: 'unsafe', edits, preferred: true }];
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
  fix: fixBase,
};
