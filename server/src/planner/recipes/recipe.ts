// What a recipe is: the knowledge of one ecosystem that the general planner asks for. A recipe never imports a recipe
// and never places, carries or renders anything itself.
import type { Refusal } from '../plan.ts';
import type { BaseView } from '../base-view.ts';
import type { Roots } from '../roots.ts';
import type { StageView, Step, Unit } from '../stage-view.ts';

/** Something that a command leaves behind for run time. */
export interface Output {
  readonly path: string;
  readonly kind: 'file' | 'tree';
  readonly reason: string;
  /** The path surely exists once the command ran. Copying one that does not exist fails the build. */
  readonly certain: boolean;
  /** The command is run once more with `DESTDIR` set to `path`, whose content is copied to the root folder. */
  readonly staged?: true;
}

/** Where installations among the distribution's own files are gathered in the builder. */
export const stagingFolder = '/carried';

/** A system package that the shipped image needs and that the file does not name. */
export interface PackageNeed {
  /** Name of the distribution's package, or of a `-dev` package whose run-time half is meant. */
  readonly name: string;
  readonly reason: string;
}

/** What a recipe says of a whole stage. */
export interface RecipeAdvice {
  readonly packages: readonly PackageNeed[];
  /** Programs that run beside the roots' own, each with why. */
  readonly commands: ReadonlyMap<string, string>;
  /** -dev packages whose run-time half is not needed after all, each with why. */
  readonly withoutHalf: ReadonlyMap<string, string>;
  /** A compiler stays in the shipped image, with why; null where none is needed. */
  readonly keepsCompiler: string | null;
  readonly refusals: readonly Refusal[];
  readonly assumptions: readonly string[];
  /** Every language package surely comes as a wheel: nothing compiles. Null where the recipe has none. */
  readonly wheelsOnly: boolean | null;
}

export interface Recipe {
  /** File name. */
  readonly id: string;
  /** The stage uses this ecosystem. */
  recognises(view: StageView): boolean;
  /** Paths that the command leaves for run time; null where the general answer (the effect's own writes) will do. */
  outputs(view: StageView, unit: Unit, step: Step): readonly Output[] | null;
  advise(view: StageView, roots: Roots): RecipeAdvice;
  /** The stage must ship the base that it builds on. */
  keepsBase?(view: StageView): boolean;
  /** What this toolchain image's output needs of it on a plain distribution; null where the recipe does not know it. */
  toolchain?(base: BaseView): readonly Output[] | null;
}

export const noAdvice: RecipeAdvice = {
  packages: [],
  commands: new Map(),
  withoutHalf: new Map(),
  keepsCompiler: null,
  refusals: [],
  assumptions: [],
  wheelsOnly: null,
};
