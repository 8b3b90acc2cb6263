// Everything that was decided about a stage before a line of it is written: the shape that the stage writers read.
import { contains, isWithin } from '../effects/path-set.ts';
import type { BaseChoice } from './choose-base.ts';
import type { Carried } from './carry.ts';
import type { PackageDecision } from './packages.ts';
import type { Placement } from './place.ts';
import type { PackageNeed, RecipeAdvice } from './recipes/recipe.ts';
import type { Roots } from './roots.ts';
import type { Slice } from './slice.ts';
import type { StageView, Step, Unit } from './stage-view.ts';

export interface Decisions {
  readonly view: StageView;
  readonly roots: Roots;
  readonly slice: Slice;
  readonly placement: Placement;
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
  return !runsInBuilder(decisions, unit, step) && heldBy(decisions, unit, step) === null;
}

/** The carried or left folder that holds everything the builder's run of the step leaves; null where there is none. */
export function heldBy({ carried, slice, lastBuilder }: Decisions, unit: Unit, step: Step): string | null {
  if (unit.place > lastBuilder) return null;
  const { writes, touches, deletes, known, registers } = step.facts.effect;
  const all = [...writes, ...touches, ...deletes];
  const own = carried.find(({ kind, path }) => kind === 'tree' && isWithin(path, step.facts.context.workingFolder));
  if (own !== undefined && (step.kind === 'unknown' || step.kind === 'run') && runsOwnCode(step)) return own.path;
  if (!known || registers.length > 0 || all.length === 0) return null;
  const folders = [
    // Why: the builder runs the whole RUN, so a folder copied after it holds what every command of it left there.
    ...carried.flatMap(({ kind, path, place }) => (kind === 'tree' && place >= unit.place ? [path] : [])),
    ...[...slice.outcomes.values()].flatMap(({ left }) => left.map(({ path }) => path)),
    ...(unit.place <= lastBuilder ? ['/tmp', '/var/tmp'] : []),
  ];
  return folders.find((folder) => all.every(({ path }) => contains({ kind: 'tree', path: folder }, path))) ?? null;
}

/**
 * The command runs a file or module of the project, not a tool that fetches data for a package: what it leaves, it leaves
 * in the project's folder.
 */
function runsOwnCode(step: Step): boolean {
  const [program = '', first = '', second = ''] = step.facts.command.words.map((word) => word.value ?? word.raw);
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
