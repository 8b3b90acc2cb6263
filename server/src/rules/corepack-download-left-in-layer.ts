// corepack downloads the package manager itself, pnpm or Yarn, into a folder of the user. Where nothing calls it when the
// container runs, it was of use for the build only. Reported where it ends up in a layer that ships.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { empties, isWithin, treeAt } from '../effects/path-set.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { isMounted } from './parts/left-caches.ts';
import { commandOf, factsOf, headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain, shippingChainAfter } from './parts/stage-chain.ts';
import { startedCommands } from './parts/started-program.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

function folderOf({ context }: CommandFacts): string {
  const named = context.variable('COREPACK_HOME');
  return named ?? `${context.home === '/' ? '' : context.home}/.cache/node/corepack`;
}

function isManaged({ effect }: CommandFacts): boolean {
  return /^(?:yarn|yarnpkg|pnpm)$/.test(effect.tool);
}

interface Used {
  /** corepack is told to take the managers' names. */
  readonly enables: boolean;
  /** It downloads one now. */
  readonly fetches: CommandFacts | null;
  /** A manager is called, which downloads it where none is there. */
  readonly calls: CommandFacts | null;
}

const used: (facts: InstructionFacts) => Used | null = remembered(({ commands, syntax }) => {
  if (syntax.keyword !== 'RUN') return null;
  const corepack = commands.filter(({ effect }) => effect.tool === 'corepack');
  const calls = commands.find(isManaged) ?? null;
  if (corepack.length === 0 && calls === null) return null;
  return {
    enables: corepack.some(({ effect }) => effect.verb === 'enable'),
    fetches: corepack.find(({ effect }) => effect.network) ?? null,
    calls,
  };
});

function isKeptOut(facts: InstructionFacts, folder: string): boolean {
  const stored = treeAt(folder);
  return (
    isMounted(facts, folder) ||
    facts.commands.some(({ effect }) =>
      effect.deletes.some(({ path }) => empties(path, stored) || (path.kind === 'tree' && isWithin(path.path, folder))),
    )
  );
}

function* checkCorepack(snapshot: Snapshot): Generator<FileFinding> {
  let isEnabled = false;
  for (const facts of shippingChain(snapshot)) {
    const here = used(facts);
    if (here === null) continue;
    isEnabled ||= here.enables;
    const command = here.fetches ?? (isEnabled ? here.calls : null);
    if (command === null) continue;
    const folder = folderOf(command);
    const isStarted = startedCommands(snapshot).some(({ argv }) =>
      argv.some((word) => /(?:^|\/)(?:pnpm|yarn|corepack)$/.test(word)),
    );
    if (isStarted || isKeptOut(facts, folder)) return;
    yield {
      facts,
      span: headSpan(command),
      message: `corepack keeps the package manager itself in this layer (${folder})`,
    };
    // Why one: the first download is the one that stays.
    return;
  }
}

function fixCorepack(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined) return [];
  const folder = folderOf(command);
  if (!/^[\w./-]+$/.test(folder) || shippingChainAfter(snapshot, facts).some((later) => used(later)?.calls != null))
    return [];
  const fix = cleanUpFix(
    snapshot,
    facts,
    `rm -rf ${folder}`,
    { id: 'clean-up', title: 'Remove the package manager in the same layer' },
    'unsafe',
  );
  return fix === null ? [] : [fix];
}

export const corepackDownloadLeftInLayer: Rule = {
  meta: {
    id: 'corepack-download-left-in-layer',
    summary: 'corepack leaves the package manager that it downloaded in the layer',
    group: 'layer-size',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://github.com/nodejs/corepack#environment-variables'],
  },
  checkFile: checkCorepack,
  fix: fixCorepack,
};
