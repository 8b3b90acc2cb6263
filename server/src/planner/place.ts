// Where each command runs: in the builder, whose results are copied, or in the shipped stage. The choice is a minimum cut
// over bytes that a command would bring into the shipped image (with the tools it needs) and the uncertainty of copying
// what it leaves; the cut explains each choice. It renders nothing.
import { intersects } from '../effects/path-set.ts';
import { closureBytes } from '../knowledge/debian-packages.ts';
import { expandPrefix, uncopyable } from './carry.ts';
import { type ChosenPlaces, type Side, wishReasons } from './chosen-places.ts';
import { makesLastingFolder } from './lasting-folders.ts';
import { minimumCut, type CutEdge } from './minimum-cut.ts';
import { packageOfProgram } from './programs.ts';
import { readsFrom, type Slice } from './slice.ts';
import { isClone, type StageView, type Step, type Unit } from './stage-view.ts';
import { deletesFromPackages } from './system-deletes.ts';

export interface Placed {
  readonly side: Side;
  readonly reason: string;
}

export interface Placement {
  readonly of: ReadonlyMap<Step, Placed>;
  /** Units whose commands had to be on both sides at once: they cannot be parted. */
  readonly torn: readonly { readonly unit: Unit; readonly step: Step }[];
  /** Builder commands whose results cannot be copied, with why. */
  readonly stuck: readonly { readonly unit: Unit; readonly step: Step; readonly why: string }[];
}

const million = 1_000_000;
/** What a guess about a copied path is worth in bytes: rather ship this much more than be wrong. */
const doubt = { none: 1, some: 8 * million, much: 120 * million };

/** Programs that every glibc or musl base has: coreutils, sed, grep, the shell, the password tools. */
const everywhere = new Set(
  [
    'echo',
    'printf',
    'cat',
    'mkdir',
    'touch',
    'ln',
    'chmod',
    'chown',
    'chgrp',
    'cp',
    'mv',
    'rm',
    'rmdir',
    'sed',
    'grep',
  ].concat(
    [
      'awk',
      'tee',
      'install',
      'useradd',
      'groupadd',
      'usermod',
      'adduser',
      'addgroup',
      'ldconfig',
      'update-alternatives',
    ],
    [
      'sh',
      'bash',
      'find',
      'xargs',
      'head',
      'tail',
      'cut',
      'sort',
      'tr',
      'test',
      'true',
      'python',
      'python3',
      'pip',
      'tar',
    ],
    [
      'dpkg',
      'apt-get',
      'apt',
      'apk',
      'dnf',
      'yum',
      'env',
      'id',
      'chsh',
      'passwd',
      'chpasswd',
      'ls',
      'date',
      'gzip',
      'cd',
    ],
  ),
);

/** True for a program that every distribution's base image has, the managers of packages included. */
export function runsEverywhere(program: string): boolean {
  return everywhere.has(program);
}

/** Places every command of the stage. `mustBuild`: commands that cannot run without build tools. `chosen`: where a person wants them. */
export function placeSteps(
  view: StageView,
  slice: Slice,
  mustBuild: (unit: Unit, step: Step) => string | null,
  shippedPrograms: ReadonlySet<string>,
  runs: ReadonlyMap<string, string>,
  chosen: ChosenPlaces,
): Placement {
  const steps = view.units.flatMap((unit) => unit.steps.map((step) => ({ unit, step })));
  const groups = groupSteps(steps);
  const source = 0;
  const sink = 1;
  let next = 2;
  const edges: CutEdge[] = [];
  const nodeOf = new Map<Step, number>();
  const toolNodes = new Map<string, number>();
  // Why: `echo "user:secret" | chpasswd` looks at nothing: what it prints is read by what stands behind it.
  const feeds = new Set<Step>();
  for (const group of groups) {
    const node = next++;
    const changes = group.some(({ step }) => step.kind !== 'check');
    for (const { step } of group) {
      nodeOf.set(step, node);
      if (changes && step.kind === 'check') feeds.add(step);
    }
  }
  const forced = new Map<Step, Placed>();
  const stuck: { unit: Unit; step: Step; why: string }[] = [];
  for (const { unit, step } of steps) {
    const node = nodeOf.get(step) ?? source;
    const homeless = step.kind === 'language' && (slice.outcomes.get(step)?.outputs.length ?? 0) === 0;
    const wish = chosen.get(unit.instruction.index);
    const fixed =
      wish !== undefined
        ? { side: wish, reason: wishReasons[wish] }
        : homeless && mustBuild(unit, step) === null
          ? shippedInstall
          : makesLastingFolder(view, unit, step)
            ? { side: 'shipped' as const, reason: 'nothing else makes this folder' }
            : deletesFromPackages(view, unit, step)
              ? { side: 'shipped' as const, reason: 'what came with a package is taken away where the package ships' }
              : feeds.has(step)
                ? null
                : fixedSide(unit, step, mustBuild, runs);
    if (fixed !== null) {
      forced.set(step, fixed);
      edges.push(
        fixed.side === 'shipped'
          ? { from: source, to: node, capacity: Infinity }
          : { from: node, to: sink, capacity: Infinity },
      );
    }
    const { cost, why } = copyCost(view, slice, step);
    if (cost === Infinity && fixed?.side === 'builder') stuck.push({ unit, step, why: why ?? '' });
    else edges.push({ from: source, to: node, capacity: cost });
    for (const tool of step.facts.effect.needs) {
      if (everywhere.has(tool) || shippedPrograms.has(tool)) continue;
      const known = toolNodes.get(tool);
      const toolNode = known ?? next++;
      if (known === undefined) {
        toolNodes.set(tool, toolNode);
        edges.push({ from: toolNode, to: sink, capacity: closureBytes(packageOfProgram(tool)) ?? 30 * million });
      }
      edges.push({ from: node, to: toolNode, capacity: Infinity });
    }
    if (step.kind === 'unknown' && fixed === null) edges.push({ from: node, to: sink, capacity: doubt.some });
  }
  addDataEdges(steps, slice, nodeOf, forced, edges);
  addReplacements(steps, nodeOf, edges);
  addRemovals(steps, nodeOf, forced, edges);
  addClones(steps, nodeOf, forced, edges);
  const cut = minimumCut(next, edges, source, sink);
  const of = new Map<Step, Placed>();
  for (const { step } of steps) {
    const shipped = cut.sourceSide.has(nodeOf.get(step) ?? source);
    of.set(step, forced.get(step) ?? explain(step, shipped));
  }
  return { of, torn: tornGroups(groups, forced), stuck };
}

/** Where an installer puts things is not known: it runs where they are used. */
const shippedInstall: Placed = { side: 'shipped', reason: 'it installs where it is used' };

interface Located {
  readonly unit: Unit;
  readonly step: Step;
}

function groupSteps(steps: readonly Located[]): readonly (readonly Located[])[] {
  const groups = new Map<string, Located[]>();
  for (const each of steps) {
    const key = `${each.unit.place} ${each.step.block}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

/** Sides that need no weighing. System packages are split by word, so their command itself may stand on both sides. */
function fixedSide(
  unit: Unit,
  step: Step,
  mustBuild: (unit: Unit, step: Step) => string | null,
  runs: ReadonlyMap<string, string>,
): Placed | null {
  const { effect } = step.facts;
  if (effect.role === 'configure' && effect.writes.length > 0 && step.kind === 'files' && runs.has(effect.tool))
    return { side: 'shipped', reason: `it configures ${effect.tool}, which runs: ${runs.get(effect.tool) ?? ''}` };
  const build = mustBuild(unit, step);
  if (build !== null) return { side: 'builder', reason: build };
  switch (step.kind) {
    case 'compile':
      return { side: 'builder', reason: 'it compiles' };
    case 'check':
      return effect.tool === '' ? null : { side: 'builder', reason: 'it only looks or tests' };
    case 'register':
      return { side: 'shipped', reason: 'what it registers is replayed, never copied' };
    default:
      return null;
  }
}

/** What copying the results of a command is worth in doubt; endless where they cannot be copied. */
function copyCost(view: StageView, slice: Slice, step: Step): { readonly cost: number; readonly why: string | null } {
  const outcome = slice.outcomes.get(step);
  if (outcome === undefined || step.kind === 'install' || step.kind === 'upkeep') return { cost: 0, why: null };
  let cost = 0;
  for (const output of outcome.outputs.flatMap((each) =>
    expandPrefix(each, view.base, outcome.unit.facts.before.workingFolder),
  )) {
    const why = uncopyable(output.path, output.kind);
    if (why !== null) return { cost: Infinity, why };
    cost += output.certain ? doubt.none : doubt.some;
  }
  if (outcome.unknownBelow.length > 0)
    cost += step.kind === 'compile' || step.kind === 'language' ? doubt.some : doubt.much;
  for (const { path, change } of step.facts.effect.touches) {
    cost += change === 'mode' || path.kind === 'unknown' ? doubt.some : doubt.none;
  }
  return { cost, why: null };
}

/** Kinds whose results something later may read; packages, users and settings are there on both sides. */
const leavesArtifacts = new Set<Step['kind']>(['language', 'compile', 'fetch', 'files', 'run', 'unknown']);

/** A shipped command that reads what only the builder has would need it copied first: weigh that as much doubt. */
function addDataEdges(
  steps: readonly Located[],
  slice: Slice,
  nodeOf: ReadonlyMap<Step, number>,
  forced: ReadonlyMap<Step, Placed>,
  edges: CutEdge[],
): void {
  const writers: Step[] = [];
  for (const { step } of steps) {
    const node = nodeOf.get(step) ?? 0;
    const { reads } = step.facts.effect;
    for (const earlier of reads.length === 0 ? [] : writers) {
      if (!readsFrom(step, earlier)) continue;
      const carried = slice.outcomes
        .get(earlier)
        ?.outputs.some(({ path }) => reads.some((read) => intersects(read, { kind: 'tree', path })));
      const from = nodeOf.get(earlier) ?? 0;
      // Why: a shipped reader needs its writer shipped, or its results copied; what is copied anyway costs nothing more.
      if (carried !== true) edges.push({ from: node, to: from, capacity: doubt.much });
    }
    const leaves = leavesArtifacts.has(step.kind) && step.facts.effect.writes.length > 0;
    if (leaves && forced.get(step)?.side !== 'shipped') writers.push(step);
  }
}

/** A file that is taken away and then made anew is taken away where it is made. */
function addReplacements(steps: readonly Located[], nodeOf: ReadonlyMap<Step, number>, edges: CutEdge[]): void {
  const deleters = new Map<string, number>();
  for (const { step } of steps) {
    const node = nodeOf.get(step) ?? 0;
    for (const { path } of step.facts.effect.writes) {
      const from = deleters.get(path.path);
      if (from !== undefined)
        edges.push({ from, to: node, capacity: Infinity }, { from: node, to: from, capacity: Infinity });
    }
    for (const { path } of step.facts.effect.deletes) if (path.kind === 'file') deleters.set(path.path, node);
  }
}

/** A file that one command makes and a later one takes away is taken away where it was made, there alone. */
function addRemovals(
  steps: readonly Located[],
  nodeOf: ReadonlyMap<Step, number>,
  forced: ReadonlyMap<Step, Placed>,
  edges: CutEdge[],
): void {
  const makers = new Map<string, Step>();
  for (const { step } of steps) {
    for (const { path } of step.facts.effect.deletes) {
      const maker = path.kind === 'file' ? makers.get(path.path) : undefined;
      if (maker === undefined) continue;
      const [there, here] = [forced.get(maker)?.side, forced.get(step)?.side];
      if (there !== undefined && here !== undefined && there !== here) continue;
      const [made, removed] = [nodeOf.get(maker) ?? 0, nodeOf.get(step) ?? 0];
      edges.push({ from: made, to: removed, capacity: Infinity }, { from: removed, to: made, capacity: Infinity });
    }
    for (const { path } of step.facts.effect.writes) if (path.kind === 'file') makers.set(path.path, step);
  }
}

/** What the builder clones and builds from is copied, not cloned once more: the branch may have moved since. */
function addClones(
  steps: readonly Located[],
  nodeOf: ReadonlyMap<Step, number>,
  forced: ReadonlyMap<Step, Placed>,
  edges: CutEdge[],
): void {
  const last = steps.findLastIndex(({ step }) => forced.get(step)?.side === 'builder' && step.kind !== 'check');
  for (const [at, { step }] of steps.entries()) {
    const node = nodeOf.get(step);
    if (at < last && isClone(step) && node !== undefined && !forced.has(step))
      edges.push({ from: node, to: 1, capacity: doubt.some });
  }
}

function explain(step: Step, shipped: boolean): Placed {
  if (shipped)
    return {
      side: 'shipped',
      reason: step.kind === 'setup' ? 'it prepares what follows' : 'it runs as well without build tools',
    };
  return { side: 'builder', reason: 'its results are copied; its tools stay behind' };
}

function tornGroups(groups: readonly (readonly Located[])[], forced: ReadonlyMap<Step, Placed>): Placement['torn'] {
  return groups.flatMap((group) => {
    const sides = new Set(group.flatMap(({ step }) => forced.get(step)?.side ?? []));
    const first = group.find(({ step }) => forced.get(step)?.side === 'shipped');
    return sides.size > 1 && first !== undefined ? [first] : [];
  });
}
