// A RUN that unpacks or clones sources, builds them and installs what was built leaves the whole tree of sources and objects
// in the layer, mostly many times the size of what was installed. Told only where an install step has put the result
// somewhere else and nothing later speaks of the tree.
import { isWithin } from '../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { mayBeRemoved } from './parts/kept-downloads.ts';
import { isMounted } from './parts/left-caches.ts';
import { factsOf, headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { isNamedAfter, shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Where the sources of a command that installs what was built lie; null for other commands. */
function builtIn({ command, effect }: CommandFacts): string | null {
  if (effect.role !== 'compile' || effect.verb !== 'install') return null;
  if (command.guard.mayFail || command.guard.conditional) return null;
  const [source] = effect.reads;
  return source?.kind === 'tree' ? source.path : null;
}

interface Left {
  /** The command that brought the sources. */
  readonly bringer: CommandFacts;
  readonly folder: string;
}

const system = /^\/(?:usr(?:\/(?:local|src|share|lib|local\/src))?|opt|srv|root|home|tmp|var|var\/tmp|app|build|src)?$/;

/** Trees of sources that the RUN brings, builds and installs from, and does not take away. */
const sourcesLeft: (facts: InstructionFacts) => readonly Left[] = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN') return [];
  const found = new Map<string, Left>();
  facts.commands.forEach((command, index) => {
    const folder = builtIn(command);
    if (folder === null || isMounted(facts, folder)) return;
    const at = facts.commands.slice(0, index).findIndex(({ effect }) => bringsInto(effect, folder));
    const bringer = facts.commands[at];
    if (bringer === undefined) return;
    const top = topOf(bringer, folder);
    if (system.test(top) || mayBeRemoved(facts, at, top) || mayBeRemoved(facts, index, folder)) return;
    found.set(top, { bringer, folder: top });
  });
  return [...found.values()];
});

/** The command unpacks into the folder or one above it, or clones it. */
function bringsInto({ role, tool, writes }: CommandFacts['effect'], folder: string): boolean {
  if (role !== 'unpack' && !(role === 'fetch' && tool === 'git')) return false;
  return writes.some(({ path }) => (path.kind === 'tree' || path.kind === 'unknown') && isWithin(path.path, folder));
}

/** The topmost folder that the sources have for themselves. */
function topOf({ effect }: CommandFacts, folder: string): string {
  const target = effect.writes.find(({ path }) => isWithin(path.path, folder))?.path;
  if (target === undefined) return folder;
  if (target.kind === 'tree' || target.path === folder) return target.path;
  const inside = folder.slice(target.path === '/' ? 1 : target.path.length + 1);
  return `${target.path === '/' ? '' : target.path}/${inside.split('/')[0] ?? ''}`;
}

function* checkSources(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of shippingChain(snapshot))
    for (const { bringer, folder } of sourcesLeft(facts)) {
      // Why: what a later line names may be of use, and what a later line removes is told there.
      if (isNamedAfter(snapshot, facts, [folder])) continue;
      yield {
        facts,
        span: headSpan(bringer),
        message: `the sources and objects in ${folder} stay in this layer when what they build is installed`,
        proof: { folder },
      };
    }
}

function removeThem(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const { folder } = finding.proof;
  if (facts === undefined || typeof folder !== 'string' || !/^[\w./+@-]+$/.test(folder)) return null;
  const naming = { id: 'clean-up', title: `Remove ${folder} in the same layer` };
  // Why: a program may read data from beside its sources.
  return cleanUpFix(snapshot, facts, `rm -rf ${folder}`, naming, 'unsafe');
}

export const sourcesLeftAfterBuild: Rule = {
  meta: {
    id: 'sources-left-after-build',
    summary: 'Downloaded sources stay in the layer when what they build is installed',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
    curedBySplit: true,
  },
  checkFile: checkSources,
  fix: (snapshot, finding) => [removeThem(snapshot, finding)].filter((fix) => fix !== null),
};
