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
  /** Seen in the layers of a built image, not predicted. */
  readonly observed?: true;
  /** Where it is copied to instead of its own path: programs found by their name, in a folder that the shipped base has no name for. */
  readonly to?: string;
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
  /** Packages of the toolchain image that its plain twin lacks, by the name that every distribution gives them. */
  readonly lacking: readonly PackageNeed[];
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
  /** True for a path that only building reads: sources, project files, wrappers. Null where the recipe knows none. */
  readonly isSource: ((path: string) => boolean) | null;
}

export interface Recipe {
  /** File name. */
  readonly id: string;
  /** It adds to what another recipe says of a stage, and gives no plan its name. */
  readonly adds?: true;
  /** The stage uses this ecosystem. */
  recognises(view: StageView): boolean;
  /** Paths that the command leaves for run time; null where the general answer (the effect's own writes) will do. */
  outputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null;
  advise(view: StageView, roots: Roots): RecipeAdvice;
  /** Why a command that may run anywhere belongs to the builder alone, as a tool that nothing at run time calls; null where it may ship. */
  staysBehind?(view: StageView, unit: Unit, step: Step, roots: Roots): string | null;
  /**
   * A command that takes build-time parts out of the carried folders where the builder ends, after `last`; null where there
   * is none. `carries`: true for a path in a carried folder.
   */
  finish?(
    view: StageView,
    roots: Roots,
    last: Unit,
    carries: (path: string) => boolean,
  ): { readonly command: string; readonly reason: string } | null;
  /** The stage must ship the base that it builds on. */
  keepsBase?(view: StageView, roots: Roots): boolean;
  /** The recipe's programs run on this image (`docker.io/library/debian`); without it every twin will do. */
  accepts?(view: StageView, image: string): boolean;
  /** What this toolchain image's output needs of it on a plain distribution; null where the recipe does not know it. */
  toolchain?(base: BaseView): readonly Output[] | null;
}

export const noAdvice: RecipeAdvice = {
  packages: [],
  lacking: [],
  commands: new Map(),
  withoutHalf: new Map(),
  keepsCompiler: null,
  refusals: [],
  assumptions: [],
  wheelsOnly: null,
  isSource: null,
};
