// Everything that was decided about a stage before a line of it is written: the shape that the stage writers read.
import { contains, isWithin } from '../effects/path-set.ts';
import type { BaseChoice } from './choose-base.ts';
import type { ChosenPlaces } from './chosen-places.ts';
import type { Carried } from './carry.ts';
import { makesLastingFolder } from './lasting-folders.ts';
import type { PackageDecision } from './packages.ts';
import type { Placement } from './place.ts';
import type { PackageNeed, RecipeAdvice } from './recipes/recipe.ts';
import type { Roots } from './roots.ts';
import type { Slice } from './slice.ts';
import { wordsOf, type StageView, type Step, type Unit } from './stage-view.ts';

export interface Decisions {
  readonly view: StageView;
  readonly roots: Roots;
  readonly slice: Slice;
  readonly placement: Placement;
  readonly chosen: ChosenPlaces;
  readonly base: BaseChoice;
  readonly advice: RecipeAdvice;
  readonly packages: ReadonlyMap<Step, readonly PackageDecision[]>;
  /** Packages that the shipped stage installs beyond what the file names. */
  readonly extra: readonly PackageNeed[];
  readonly carried: readonly Carried[];
  /** Command that makes carried libraries known to the loader, after the last copy; null where none is needed. */
  readonly linker: string | null;
  /** Place of the last instruction that the builder runs; -1 where there is no builder. */
  readonly lastBuilder: number;
}

/** True where the command's results come from the builder. */
export function runsInBuilder({ placement, lastBuilder }: Decisions, unit: Unit, step: Step): boolean {
  return unit.place <= lastBuilder && placement.of.get(step)?.side === 'builder';
}

/** True where the step itself runs in the shipped stage (system packages and upkeep are decided by their words). */
export function runsShipped(decisions: Decisions, unit: Unit, step: Step): boolean {
  if (step.kind === 'install' || step.kind === 'upkeep' || step.kind === 'setup') return false;
  if (decisions.chosen.get(unit.instruction.index) === 'shipped') return true;
  return !runsInBuilder(decisions, unit, step) && heldBy(decisions, unit, step) === null;
}

/** What every question of `heldBy` shares: asked once for each pair of a copy and a later command. */
interface Held {
  readonly left: readonly string[];
  readonly of: Map<Step, string | null>;
}

const held = new WeakMap<Decisions, Held>();

/** The carried or left folder that holds everything the builder's run of the step leaves; null where there is none. */
export function heldBy(decisions: Decisions, unit: Unit, step: Step): string | null {
  if (unit.place > decisions.lastBuilder) return null;
  let known = held.get(decisions);
  if (known === undefined) {
    const left = [...decisions.slice.outcomes.values()].flatMap((outcome) => outcome.left.map(({ path }) => path));
    known = { left: [...new Set(left)], of: new Map() };
    held.set(decisions, known);
  }
  let folder = known.of.get(step);
  if (folder === undefined) {
    folder = holderOf(decisions, unit, step, known.left);
    known.of.set(step, folder);
  }
  return folder;
}

function holderOf({ carried, view }: Decisions, unit: Unit, step: Step, left: readonly string[]): string | null {
  const { writes, touches, deletes, known, registers } = step.facts.effect;
  const own = carried.find(({ kind, path }) => kind === 'tree' && isWithin(path, step.facts.context.workingFolder));
  if (own !== undefined && (step.kind === 'unknown' || step.kind === 'run') && runsOwnCode(step)) return own.path;
  const all = [...writes, ...touches, ...deletes];
  if (!known || registers.length > 0 || all.length === 0) return null;
  const holds = (folder: string): boolean => all.every(({ path }) => contains({ kind: 'tree', path: folder }, path));
  // Why: the builder runs the whole RUN, so a folder copied after it holds what every command of it left there.
  const copied = carried.find(({ kind, path, place }) => kind === 'tree' && place >= unit.place && holds(path));
  const held = copied?.path ?? left.find(holds);
  // Why: the owner or mode of a folder above is set before anything is copied into it, so the folder is made first.
  if (copied !== undefined && step.facts.effect.tool === 'mkdir' && isChangedAbove(view, unit, step, copied.path))
    return null;
  if (held !== undefined || makesLastingFolder(view, unit, step)) return held ?? null;
  // Why: the folder itself is there in the shipped image too, and its mode counts.
  return ['/tmp', '/var/tmp'].find((folder) => holds(folder) && all.every(({ path }) => path.path !== folder)) ?? null;
}

/** A later command changes the owner or mode of a folder above the carried one, which `mkdir` made on the way. */
function isChangedAbove({ units }: StageView, unit: Unit, step: Step, carried: string): boolean {
  return units.some(({ place, steps }) =>
    steps.some(
      ({ index, facts }) =>
        (place > unit.place || (place === unit.place && index > step.index)) &&
        facts.effect.touches.some(({ path }) => path.path !== carried && isWithin(path.path, carried)),
    ),
  );
}

/**
 * The command runs a file or module of the project, not a tool that fetches data for a package: what it leaves, it leaves
 * in the project's folder.
 */
function runsOwnCode(step: Step): boolean {
  const [program = '', first = '', second = ''] = wordsOf(step);
  if (/^python[\d.]*$/.test(program))
    return first === '-m' ? !fetchers.has(second.split('.')[0] ?? '') : first.endsWith('.py');
  return program.startsWith('./') || (program.includes('/') && !program.startsWith('/usr')) || first.endsWith('.sh');
}

/** Python packages whose modules fetch data to the user's home. */
const fetchers = new Set([
  'nltk',
  'spacy',
  'playwright',
  'gensim',
  'textblob',
  'unidic',
  'pip',
  'huggingface_hub',
  'coreferee',
  'stanza',
  'camoufox',
]);

/** Names that an install command still installs in the shipped stage. */
export function shippedPackages(decisions: Decisions, step: Step): readonly string[] {
  return (decisions.packages.get(step) ?? []).flatMap(({ ships }) => ships);
}
