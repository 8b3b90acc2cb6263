// `apt-get update` downloads the lists of all packages, 20 to 50 MB; nothing reads them once the packages are installed.
// A later `RUN rm` only adds whiteouts: the bytes stay in the layer that downloaded them. So the lists have to go in the
// same RUN, or never enter a layer (cache mount). `apt-get clean` removes archives, not lists.
import { keepsArchives } from './parts/docker-clean.ts';
import { shippingChainAfter } from './parts/stage-chain.ts';
import { addedAs, asCalled } from './parts/called-alike.ts';
import { cacheMountFix, cleanUpFix } from './parts/cache-fixes.ts';
import { isEmptiedAfter, leftCaches } from './parts/left-caches.ts';
import { commandOf, editsAt, factsOf, headSpan } from './parts/places.ts';
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { CacheWrite } from '../effects/effect.ts';
import { treeAt } from '../effects/path-set.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import type { TextEdit } from '../text/edit.ts';
import { removeInstruction } from './parts/instructions.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const lists = '/var/lib/apt/lists';
const cleanUp = `rm -rf ${lists}/*`;
const nothingElse = { manifestText: () => null, copyBytes: () => null };

function* checkLists(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships) return;
  // Why the first alone: several updates of one RUN leave one set of lists.
  const [left] = leftCaches(facts, 'apt-lists');
  if (left === undefined) return;
  const alone = { ...facts, commands: [left.command] };
  const { cacheBytes: bytes } = estimateInstruction(alone, nothingElse, (id) => id === 'apt-lists');
  yield {
    span: headSpan(left.command),
    message: `package lists of ${formatBytes(bytes)} or more stay in this layer (${lists})`,
    saving: { bytes, unit: 'file', kind: 'estimated' },
  };
}

function usesApt({ commands }: InstructionFacts): boolean {
  return commands.some(({ effect }) => effect.installs.some(({ manager }) => manager === 'apt'));
}

function updatesLists({ commands }: InstructionFacts): boolean {
  return commands.some(({ effect }) => effect.caches.some(({ id }) => id === 'apt-lists'));
}

/** Later RUNs that install from the lists this one left: without them they would find no package. */
function dependants(snapshot: Snapshot, facts: InstructionFacts): readonly InstructionFacts[] {
  const found: InstructionFacts[] = [];
  for (const later of shippingChainAfter(snapshot, facts)) {
    if (updatesLists(later)) break;
    if (usesApt(later)) found.push(later);
  }
  return found;
}

/** Moves a lone `RUN apt-get update` into the RUNs that install, each of which then cleans up after itself. */
function moveUpdate(snapshot: Snapshot, facts: InstructionFacts, needing: readonly InstructionFacts[]): Fix | null {
  const [only, ...more] = facts.commands;
  if (only === undefined || more.length > 0 || facts.syntax.shell?.kind !== 'line' || facts.syntax.flags.length > 0)
    return null;
  const update = facts.syntax.text.slice(only.command.span.from, only.command.span.to);
  const removed = removeInstruction(snapshot, facts);
  if (removed === null || /[\r\n]/.test(update)) return null;
  const edits = needing.map((each) => withUpdate(snapshot, each, update));
  if (edits.some((each) => each === null)) return null;
  return {
    id: 'move-update',
    title: 'Run apt-get update in the RUN that installs',
    applicability: 'safe',
    edits: [removed, ...edits.flatMap((each) => each ?? [])],
    preferred: true,
  };
}

/** The edits that put the update in front of a RUN and the clean-up behind it; null where they have no place there. */
function withUpdate(snapshot: Snapshot, facts: InstructionFacts, update: string): readonly TextEdit[] | null {
  const first = facts.commands[0]?.command;
  if (facts.syntax.shell?.kind !== 'line' || first?.exact !== true || first.parent !== null || facts.script === null)
    return null;
  if (first.guard.subshell > 0 || first.guard.conditional) return null;
  const front = { span: { from: first.span.from, to: first.span.from }, newText: `${update} && ` };
  if (isEmptiedAfter(facts, -1, treeAt(lists))) return editsAt(snapshot, facts, [front]);
  const back = appendToRun(facts.syntax, facts.script, cleanUp);
  return back === null ? null : editsAt(snapshot, facts, [front, back]);
}

function fixLists(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cache = command?.effect.caches.find(({ id }) => id === 'apt-lists');
  if (facts === undefined || command === undefined || cache === undefined) return [];
  const needing = dependants(snapshot, facts);
  if (needing.length > 0) {
    const moved = moveUpdate(snapshot, facts, needing);
    return moved === null ? [] : [moved];
  }
  // Why not always: Debian's images delete archives after each install, so that a mount for them stays empty.
  const archives = { target: '/var/cache/apt', locked: true };
  const mounted: CacheWrite = {
    ...cache,
    mounts: [...(keepsArchives(snapshot, facts) ? [archives] : []), { target: lists, locked: true }],
  };
  return [
    cleanUpFix(
      snapshot,
      facts,
      asCalled(command, cleanUp),
      { id: 'clean-up', title: 'Remove the package lists in the same layer' },
      addedAs(command),
    ),
    cacheMountFix(snapshot, facts, [mounted], { id: 'cache-mount', title: 'Mount a cache for the package lists' }),
  ].filter((fix) => fix !== null);
}

export const aptListsLeftInLayer: Rule = {
  meta: {
    id: 'apt-lists-left-in-layer',
    summary: 'The package lists that apt downloads stay in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: ['hadolint:DL3009'],
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  checkInstruction: checkLists,
  fix: fixLists,
};
