// `npm ci` and its kin install devDependencies too: compilers, bundlers, linters, test runners, often several times what the
// program needs. Reported where they end up in a layer that ships and are not pruned there; a later prune frees nothing.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { appendToRun, insertWord } from '../rewrite/run-edits.ts';
import { developmentInstalls } from './parts/development-installs.ts';
import { readPackageJson } from '../build-context/package-json.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { shippingChain, shippingChainAfter } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const managers = ['npm', 'yarn', 'pnpm', 'bun'] as const;

const folders = ['', 'app/', 'backend/', 'frontend/', 'client/', 'server/', 'web/', 'ui/', 'api/', 'src/'];

/** How many, where the manifest is known; null where it is not. */
function countOf(manifest: string | null): number | null {
  const read = manifest === null ? null : readPackageJson(manifest);
  return read === null ? null : read.devDependencies.length;
}

function prunes({ commands }: InstructionFacts): boolean {
  return commands.some(({ effect }) => effect.verb === 'prune' && managers.some((each) => each === effect.tool));
}

function* checkInstalls(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, command, manifest } of developmentInstalls(snapshot, managers)) {
    const count = countOf(manifest);
    if (count === 0) continue;
    const known = count === null ? '' : ` (${String(count)} in package.json)`;
    const late = shippingChainAfter(snapshot, facts).some(prunes);
    yield {
      facts,
      span: headSpan(command),
      message: `development dependencies stay in this layer${known}${late ? ': pruned in a later one, they free nothing' : ''}`,
    };
  }
}

/** Builds, tests and other work on the project, which may need what is only there for development. */
function worksOnProject({ effect, command }: CommandFacts): boolean {
  if (effect.role === 'compile' || effect.role === 'test') return true;
  if (/^(?:npm|yarn|pnpm|bun|npx|pnpx|bunx)$/.test(effect.tool)) return effect.role === 'other';
  return /^(?:tsc|vite|webpack|ng|next|nuxt|nest|gulp|grunt|rollup|esbuild|turbo|nx|node)$/.test(command.name ?? '');
}

const flags = { npm: '--omit=dev', yarn: '--production', pnpm: '--prod', bun: '--production' } as const;

/** npm 6 and before know another name for it. */
function flagFor(snapshot: Snapshot, tool: keyof typeof flags): string {
  const reference = shippedBase(snapshot)?.reference;
  const major =
    reference?.repository.endsWith('/node') === true ? /^(\d+)(?:\.|-|$)/.exec(reference.tag ?? '')?.[1] : undefined;
  return tool === 'npm' && major !== undefined && Number(major) < 15 ? '--only=production' : flags[tool];
}

function isManager(tool: string): tool is keyof typeof flags {
  return Object.hasOwn(flags, tool);
}

/** They are asked for by name: then somebody wants them. */
function asksForAll({ command }: CommandFacts): boolean {
  return command.words.some(({ value }) =>
    /^--(?:include(?:=.*)?|prod(?:uction)?=false|no-production|dev)$/.test(value ?? ''),
  );
}

function fixInstalls(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined || !isManager(command.effect.tool)) return [];
  const { tool } = command.effect;
  const chain = shippingChain(snapshot);
  if (
    chain
      .slice(chain.indexOf(facts) + 1)
      .some(({ commands, syntax }) => syntax.keyword === 'RUN' && commands.some(worksOnProject))
  )
    return [];
  const isBuiltHere = facts.commands.some((each) => each.command.index > command.command.index && worksOnProject(each));
  if (isBuiltHere) return pruneFix(snapshot, facts, command);
  const after = verbWord(command)?.span ?? command.command.words[0]?.span;
  if (after === undefined || !command.command.exact || asksForAll(command)) return [];
  const flag = flagFor(snapshot, tool);
  return [
    {
      id: 'omit-dev',
      title: `Leave development dependencies out (${flag})`,
      // Why: what the program imports may stand among devDependencies by mistake.
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [insertWord(after, flag)]),
      preferred: true,
    },
  ];
}

/** Built in the same RUN: what was only needed for that goes at its end. */
function pruneFix(snapshot: Snapshot, facts: InstructionFacts, { effect, context }: CommandFacts): readonly Fix[] {
  const prune = effect.tool === 'npm' ? 'npm prune --omit=dev' : effect.tool === 'pnpm' ? 'pnpm prune --prod' : null;
  const isHere = effect.installs.every(({ into }) => into.prefix === facts.before.workingFolder);
  if (prune === null || facts.script === null || !isHere || context.workingFolder !== facts.before.workingFolder)
    return [];
  const edit = appendToRun(facts.syntax, facts.script, prune);
  if (edit === null) return [];
  return [
    {
      id: 'prune',
      title: 'Prune development dependencies at the end of the RUN',
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [edit]),
      preferred: true,
    },
  ];
}

export const nodeDevelopmentDependenciesInstalled: Rule = {
  meta: {
    id: 'node-development-dependencies-installed',
    summary: 'Development dependencies of a Node project end up in the image',
    group: 'dependencies',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.npmjs.com/cli/v11/commands/npm-ci#omit', 'https://pnpm.io/cli/install#--prod--p'],
    wants: folders.map((folder) => `${folder}package.json`),
    curedBySplit: true,
  },
  checkFile: checkInstalls,
  fix: fixInstalls,
};
