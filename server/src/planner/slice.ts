// The backward slice: what each command leaves behind, which of it something at run time can ask for, and which earlier
// commands a later one reads. Works on effects alone; recipes say what they know better.
import type { PathPattern } from '../effects/effect.ts';
import { contains, intersects, isWithin, mayMatch } from '../effects/path-set.ts';
import { buildScript } from './build-scripts.ts';
import { uncopyable } from './carry.ts';
import { type Installer, installerIn } from './installers.ts';
import type { Output, Recipe } from './recipes/recipe.ts';
import { type Roots, workingFolderReason } from './roots.ts';
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
  return step.facts.effect.reads.some((read) =>
    other.facts.effect.writes.some(({ path, persistence }) => persistence === 'artifact' && intersects(read, path)),
  );
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
  const isDeleted = (path: PathPattern): boolean =>
    deletes.some((deletion) => deletion.order > order && contains(deletion.path, path));
  for (const recipe of recipes) {
    const outputs = recipe.outputs(view, unit, step, roots);
    if (outputs !== null) {
      return {
        unit,
        step,
        outputs: outputs.filter(({ kind, path }) => !isDeleted({ kind, path })),
        left: [],
        unknownBelow: [],
      };
    }
  }
  const installer = installerIn(unit, step);
  if (installer?.kind === 'tool') return toolOutcome(roots, unit, step, installer);
  if (installer?.kind === 'environment') return environmentOutcome(unit, step, installer);
  const outputs: Output[] = [];
  const left: { path: string; reason: string }[] = [];
  const unknown: string[] = [];
  const place = (path: string, kind: Output['kind'], certain: boolean): void => {
    const reason = installedElsewhere(view, roots, unit, step, path);
    if (reason !== null) left.push({ path, reason });
    else outputs.push({ path, kind, certain, reason: reasonFor(roots, path) });
  };
  const placeTree = (path: string): void => {
    if (step.kind !== 'compile' || uncopyable(path, 'tree') === null) place(path, 'tree', true);
    else
      for (const root of builtPrograms(view, roots, path))
        outputs.push({ path: root, kind: 'file', certain: true, reason: roots.paths.get(root) ?? '' });
    if (
      step.kind === 'compile' &&
      uncopyable(path, 'tree') !== null &&
      builtPrograms(view, roots, path).length === 0 &&
      installerOf(view, unit, step, path) === null
    )
      place(path, 'tree', true);
  };
  for (const { path, persistence } of step.facts.effect.writes) {
    if (persistence !== 'artifact' || isDeleted(path)) continue;
    const sources = step.kind === 'fetch' ? fetchedFor(view, roots, unit, step, path) : null;
    if (sources !== null) {
      left.push({ path: path.path, reason: sources });
      continue;
    }
    if (path.kind !== 'unknown') place(path.path, path.kind === 'file' ? 'file' : 'tree', isCertain(step, path));
    else if (step.facts.effect.known || (step.kind === 'compile' && path.path === step.facts.context.workingFolder))
      placeTree(path.path);
    else unknown.push(path.path);
  }
  const script = buildScript(view, unit, step);
  if (script?.builds === true && step.kind === 'unknown') placeTree(step.facts.context.workingFolder);
  if (script?.installs === true)
    outputs.push({ path: '/usr/local', kind: 'tree', certain: true, reason: `${script.name} installs there` });
  return { unit, step, outputs, left, unknownBelow: unknown };
}

/** A tool to build with: it is carried only where something at run time runs it. */
function toolOutcome(roots: Roots, unit: Unit, step: Step, { program, leaves }: Installer): Outcome {
  const { home } = step.facts.context;
  const runs = roots.commands.get(program);
  const [first] = leaves;
  const outputs: Output[] =
    runs === undefined || first === undefined
      ? []
      : [{ path: `${home}/${first}`, kind: 'tree', certain: true, reason: runs }];
  const left =
    runs === undefined
      ? [{ path: `${home}/${first ?? `.${program}`}`, reason: `nothing at run time calls ${program}` }]
      : [];
  return { unit, step, outputs, left, unknownBelow: [] };
}

/** An environment is carried whole, from the prefix that the installer was given; fetching it leaves nothing. */
function environmentOutcome(unit: Unit, step: Step, { leaves }: Installer): Outcome {
  const words = step.facts.command.words.map((word) => word.value ?? word.raw);
  const given = words[words.findIndex((word) => /^-\w*p$/.test(word)) + 1];
  const runs = /^(?:ba|da|z)?sh$|\.sh$/.test(step.facts.effect.tool);
  const path =
    given?.startsWith('/') === true && words.some((word) => /^-\w*p$/.test(word))
      ? given
      : `${step.facts.context.home}/${leaves[0] ?? ''}`;
  const outputs: readonly Output[] = runs
    ? [{ path, kind: 'tree', certain: true, reason: 'the environment, at the same path' }]
    : [];
  return { unit, step, outputs, left: [], unknownBelow: [] };
}

/** Files below a folder that something at run time names and that no copy brings: a build in the root folder makes them. */
function builtPrograms(view: StageView, roots: Roots, folder: string): readonly string[] {
  const found: string[] = [];
  for (const [root, why] of roots.paths) {
    if (why === workingFolderReason || why.startsWith('ENV ') || !isWithin(folder, root) || root === folder) continue;
    if (/^\/(?:usr|bin|sbin|lib|lib64|etc|dev|proc|sys|var|run|tmp|opt)(?:\/|$)/.test(root)) continue;
    const copied = view.units.some(
      ({ facts }) => facts.copy?.writes.some((write) => write.kind === 'file' && write.path === root) === true,
    );
    if (!copied) found.push(root);
  }
  return found;
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
  for (const root of roots.paths.keys())
    if (isWithin(path, root) || (root !== '/' && isWithin(root, path))) return true;
  return false;
}

/** True where the path itself, or something in it, is named to be run or read; a working folder alone does not count. */
function isNamedInside(roots: Roots, path: string): boolean {
  for (const [root, why] of roots.paths) if (isWithin(path, root) && why !== workingFolderReason) return true;
  return false;
}

/** Why a build folder is of no use at run time: what was built there is installed elsewhere. Null where it may be of use. */
function installedElsewhere(view: StageView, roots: Roots, unit: Unit, step: Step, path: string): string | null {
  if (isNamedInside(roots, path)) return null;
  const installer = installerOf(view, unit, step, path);
  return installer === null ? null : `${installer} puts what runs elsewhere, and nothing names ${path}`;
}

/** Sources that were fetched to be built: a later command unpacks or builds them. Null where they may be of use at run time. */
function fetchedFor(view: StageView, roots: Roots, unit: Unit, step: Step, path: PathPattern): string | null {
  if (path.kind === 'unknown' ? isNamedBelow(roots, view, path.path) : isNamedInside(roots, path.path)) return null;
  for (const other of view.units) {
    if (other.place < unit.place) continue;
    for (const next of other.steps) {
      if (other === unit && next.index <= step.index) continue;
      const { effect, context, command } = next.facts;
      const name = command.words
        .map(({ raw }) => raw)
        .slice(0, 2)
        .join(' ');
      const unpacks =
        next.kind === 'fetch' && path.kind === 'file' && effect.reads.some((read) => mayMatch(read, path.path));
      const builds =
        next.kind === 'compile' && context.workingFolder !== path.path && isWithin(path.path, context.workingFolder);
      const takes =
        next.kind === 'files' && effect.reads.some((read) => read.path !== path.path && isWithin(path.path, read.path));
      if (unpacks || (path.kind === 'unknown' && (builds || takes))) return `only \`${name}\` uses it, in the builder`;
    }
  }
  return null;
}

/** A program or file that is named lies below the folder and no copy or base brings it. */
function isNamedBelow(roots: Roots, view: StageView, folder: string): boolean {
  if (folder === '/') return false;
  for (const [root, why] of roots.paths) {
    if (why === workingFolderReason || !isWithin(folder, root)) continue;
    const copied = view.units.some(
      ({ facts }) => facts.copy?.writes.some((write) => write.kind !== 'unknown' && mayMatch(write, root)) === true,
    );
    if (!copied) return true;
  }
  return false;
}

/**
 * The later command in a source folder that puts its result elsewhere (`make install`, `cmake --install`, `cp`, `pip
 * install .`), quoted; null where there is none. `step` null: anything after the unit.
 */
export function installerOf(view: StageView, unit: Unit, step: Step | null, path: string): string | null {
  for (const other of view.units) {
    if (other.place < unit.place || (other.place === unit.place && step === null)) continue;
    for (const next of other.steps) {
      if (other === unit && step !== null && next.index < step.index) continue;
      const { effect, context, command } = next.facts;
      if (!isWithin(path, context.workingFolder) && !effect.reads.some((read) => isWithin(path, read.path))) continue;
      const words = command.words.map(({ raw }) => raw);
      if (words.includes('-e') || words.includes('--editable') || words.includes('develop')) continue;
      const projects = effect.installs.some(({ manifests }) =>
        manifests.some((each) => each.role === 'project' && isWithin(path, each.path)),
      );
      const moves = next.kind === 'compile' || ['cp', 'mv', 'install', 'rsync'].includes(effect.tool) || projects;
      const out = effect.writes.some(
        ({ path: written, persistence }) =>
          persistence === 'artifact' &&
          written.path !== '/' &&
          !isWithin(path, written.path) &&
          !isWithin(written.path, path),
      );
      if (moves && out && (effect.known || words.includes('install'))) return `\`${words.slice(0, 3).join(' ')}\``;
    }
  }
  return null;
}
