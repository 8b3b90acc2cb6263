// The backward slice: what each command leaves behind, which of it something at run time can ask for, and which earlier
// commands a later one reads. Works on effects alone; recipes say what they know better.
import type { PathPattern } from '../effects/effect.ts';
import { contains, intersects, isWithin } from '../effects/path-set.ts';
import type { Output, Recipe } from './recipes/recipe.ts';
import type { Roots } from './roots.ts';
import type { StageView, Step, Unit } from './stage-view.ts';

export interface Outcome {
  readonly unit: Unit;
  readonly step: Step;
  /** What it leaves for run time; empty where it leaves nothing that anything asks for. */
  readonly outputs: readonly Output[];
  /** Artifacts that stay behind on purpose, with why. */
  readonly left: readonly { readonly path: string; readonly reason: string }[];
  /** It may write anywhere below these folders, beyond the outputs. */
  readonly unknownBelow: readonly string[];
}

export interface Slice {
  readonly outcomes: ReadonlyMap<Step, Outcome>;
  /** True where the step reads what the other wrote, or may. */
  reads(step: Step, other: Step): boolean;
}

/** Slices a stage. */
export function sliceStage(view: StageView, roots: Roots, recipes: readonly Recipe[]): Slice {
  const outcomes = new Map<Step, Outcome>();
  const later = laterDeletes(view);
  for (const unit of view.units) {
    for (const step of unit.steps) outcomes.set(step, outcomeOf(view, roots, recipes, unit, step, later));
  }
  return { outcomes, reads: readsFrom };
}

/** True where what one step reads meets what the other writes. */
export function readsFrom(step: Step, other: Step): boolean {
  return step.facts.effect.reads.some((read) => other.facts.effect.writes.some(({ path }) => intersects(read, path)));
}

interface Deletion {
  readonly order: number;
  readonly path: PathPattern;
}

const orderOf = (unit: Unit, step: Step): number => unit.place * 10_000 + step.index;

function laterDeletes(view: StageView): readonly Deletion[] {
  return view.units.flatMap((unit) =>
    unit.steps.flatMap((step) =>
      step.facts.command.guard.conditional
        ? []
        : step.facts.effect.deletes.map(({ path }) => ({ order: orderOf(unit, step), path })),
    ),
  );
}

function outcomeOf(
  view: StageView,
  roots: Roots,
  recipes: readonly Recipe[],
  unit: Unit,
  step: Step,
  deletes: readonly Deletion[],
): Outcome {
  const order = orderOf(unit, step);
  const isDeleted = (path: string): boolean =>
    deletes.some((deletion) => deletion.order > order && contains(deletion.path, { kind: 'tree', path }));
  for (const recipe of recipes) {
    const outputs = recipe.outputs(view, unit, step);
    if (outputs !== null) {
      return { unit, step, outputs: outputs.filter(({ path }) => !isDeleted(path)), left: [], unknownBelow: [] };
    }
  }
  const outputs: Output[] = [];
  const left: { path: string; reason: string }[] = [];
  const unknown: string[] = [];
  for (const { path, persistence } of step.facts.effect.writes) {
    if (persistence !== 'artifact') continue;
    if (path.kind === 'unknown') {
      unknown.push(path.path);
      continue;
    }
    if (isDeleted(path.path)) continue;
    const unused = unusedReason(view, roots, unit, step, path.path);
    if (unused !== null) left.push({ path: path.path, reason: unused });
    else {
      const kind = path.kind === 'file' ? 'file' : 'tree';
      outputs.push({ path: path.path, kind, certain: isCertain(step, path), reason: reasonFor(roots, path.path) });
    }
  }
  return { unit, step, outputs, left, unknownBelow: unknown };
}

/** A copy of a path that the step may not have made fails the build. */
function isCertain(step: Step, path: PathPattern): boolean {
  const { guard } = step.facts.command;
  return path.kind !== 'glob' && !guard.conditional && !guard.loop && !guard.mayFail;
}

function reasonFor(roots: Roots, path: string): string {
  for (const [root, why] of roots.paths) {
    if (isWithin(path, root) || isWithin(root, path)) return root === path ? why : `${root} lies there: ${why}`;
  }
  return 'nothing proves that it is not used at run time';
}

/** True where something at run time names the path, what is in it, or a folder that holds it. */
export function isNamed(roots: Roots, path: string): boolean {
  for (const root of roots.paths.keys()) if (isWithin(path, root) || (root !== '/' && isWithin(root, path))) return true;
  return false;
}

/** Why an artifact is of no use at run time; null where it may be. */
function unusedReason(view: StageView, roots: Roots, unit: Unit, step: Step, path: string): string | null {
  if (isNamed(roots, path)) return null;
  const installer = installedFrom(view, unit, step, path);
  return installer === null ? null : `${installer} put what runs elsewhere; nothing names ${path}`;
}

/**
 * Source folders: something later in them installs its result elsewhere (`make install`, `cmake --install`, `pip
 * install .`), so the folder itself is the builder's.
 */
function installedFrom(view: StageView, unit: Unit, step: Step, path: string): string | null {
  for (const other of view.units) {
    if (other.place < unit.place) continue;
    for (const next of other.steps) {
      if (other === unit && next.index < step.index) continue;
      const { effect, context, command } = next.facts;
      if (!isWithin(path, context.workingFolder) && !effect.reads.some((read) => isWithin(path, read.path))) continue;
      const words = command.words.map(({ raw }) => raw);
      const installs = effect.role === 'compile' && (effect.verb === 'install' || words.includes('install') || words.includes('--install'));
      const copies = (effect.tool === 'cp' || effect.tool === 'mv' || effect.tool === 'install') && effect.writes.length > 0;
      const out = effect.writes.some(({ path: written }) => written.kind !== 'unknown' && !isWithin(path, written.path));
      if ((installs || copies || (effect.tool === 'pip' && !words.includes('-e'))) && out) return `\`${words.slice(0, 3).join(' ')}\``;
    }
  }
  return null;
}
