// Everything known of one Dockerfile at one moment: an immutable value that rules, planner, estimates and features
// read. Built by build-snapshot.ts; how it is kept up to date is not known here.
import type { Effect, CommandContext, PathPattern } from '../effects/effect.ts';
import type { Dockerfile, Instruction, InstructionSyntax, Stage } from '../dockerfile/dockerfile.ts';
import type { Mount } from '../dockerfile/mounts.ts';
import type { Leftover, TwofoldLibrary } from '../image/leftovers.ts';
import type { Reference } from '../image/reference.ts';
import type { ShellCommand, ShellScript } from '../shell/shell.ts';
import type { ContextFacts, ContextFile, ContextListing } from '../build-context/context.ts';

export interface CommandFacts {
  readonly command: ShellCommand;
  readonly context: CommandContext;
  readonly effect: Effect;
}

/** A file or folder that COPY or ADD puts into the image. */
export interface CopyFacts {
  readonly kind: 'context' | 'stage' | 'image' | 'url' | 'git' | 'heredoc';
  /** Expanded; absolute inside the source for stages and images, context-relative (`.` for all) for the context. */
  readonly sources: readonly { readonly text: string; readonly expanded: string | null }[];
  /** Absolute. A trailing slash is kept off; `intoFolder` says it. Null where a variable decides. */
  readonly target: string | null;
  readonly intoFolder: boolean;
  /** `--from` as written; null for the context. */
  readonly from: string | null;
  /** Stage index when `from` names one. */
  readonly fromStage: number | null;
  readonly owner: string | null;
  readonly mode: string | null;
  readonly link: boolean;
  /** Paths written in the image, as far as the text tells. */
  readonly writes: readonly PathPattern[];
}

/**
 * What one instruction does where it stands. Identity-stable: while its text, the state before it and the part its
 * stage plays are unchanged, the very same object is given again, however the text above moves. So results can be
 * remembered per object (WeakMap), and it holds no absolute offset and no index.
 */
export interface InstructionFacts {
  readonly syntax: InstructionSyntax;
  /** State before the instruction. */
  readonly before: StageState;
  readonly after: StageState;
  /** Its bytes reach the image that ships: its stage is the target or a parent stage (FROM name) of it. */
  readonly ships: boolean;
  /** RUN: the script (heredoc body or line); null for the others. CMD, ENTRYPOINT and HEALTHCHECK in shell form have one too. */
  readonly script: ShellScript | null;
  /** RUN: in order; also the shell of CMD, ENTRYPOINT, HEALTHCHECK (exec form gives one command without script). */
  readonly commands: readonly CommandFacts[];
  readonly copy: CopyFacts | null;
  readonly mounts: readonly Mount[];
}

/** State of a stage between two instructions: persistent, shared where nothing changed (compare by identity). */
export interface StageState {
  readonly workingFolder: string;
  /** As USER says (`name`, `uid`, `uid:gid`); `root` where nothing says. Null where it is inherited from an unknown base. */
  readonly user: string;
  readonly home: string;
  /** SHELL in force; the platform's default otherwise. */
  readonly shell: readonly string[];
  /** Value of an ENV or ARG in scope; undefined where unset, null where set to something unknown. */
  variable(name: string): string | null | undefined;
  /** ENV alone, in order of first setting, values expanded as far as known. */
  environment(): ReadonlyMap<string, string>;
  /** Users registered so far: name → home. */
  users(): ReadonlyMap<string, string>;
}

/** Names of packages by manager key (`apt`, `pip` …), with those of the parent stages. */
export interface StagePackages {
  /** Before an instruction of the stage; none for one of another. */
  before(facts: InstructionFacts, manager: string): ReadonlySet<string>;
  after(facts: InstructionFacts, manager: string): ReadonlySet<string>;
  atEnd(manager: string): ReadonlySet<string>;
}

export interface StageFacts {
  readonly stage: Stage;
  readonly instructions: readonly InstructionFacts[];
  /** Same order as `stage.instructions`. */
  readonly ships: boolean;
  /** Any stage reachable from the target by COPY --from, RUN --mount from, or FROM. */
  readonly reachesFinalStage: boolean;
  /** The image the stage begins from, through parent stages; null for scratch, unknown and none. */
  readonly baseReference: Reference | null;
  /** What is installed along the stage. */
  readonly packages: StagePackages;
  /** State before the first instruction. */
  readonly initial: StageState;
  /** State after the last. */
  readonly final: StageState;
}

/** What CMD, ENTRYPOINT and the rest of the configuration are at the end of a stage. */
export interface RuntimeConfig {
  readonly entrypoint: InstructionFacts | null;
  readonly cmd: InstructionFacts | null;
  readonly healthcheck: InstructionFacts | null;
  readonly user: string;
  readonly workingFolder: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly exposed: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  readonly stopSignal: string | null;
  readonly shell: readonly string[];
}

export type { ContextFacts, ContextFile, ContextListing };

/** Measured bytes of the last build, per instruction; stale ones are marked. */
export interface MeasuredFacts {
  readonly image: string;
  /** Milliseconds since the epoch. */
  readonly measured: number;
  readonly instructions: ReadonlyMap<
    number,
    {
      readonly fileBytes: number;
      readonly seconds: number | null;
      readonly cached: boolean | null;
      readonly current: boolean;
    }
  >;
  readonly baseFileBytes: number | null;
  readonly totalFileBytes: number;
  /** What was found in the layers themselves; null where the record is older than that. */
  readonly found: FoundInLayers | null;
}

/** A place that a layer told of: `Instruction.index`, or null for the base and where no line is known. */
export interface FoundCopy {
  readonly path: string;
  readonly instruction: number | null;
}

/**
 * What the layers of a measured build hold for nothing. Only what is blamed on a line that is still current; indexes are
 * those of the text as it is now.
 */
export interface FoundInLayers {
  /** Biggest first. An instruction that is current and measured, and is not here, left nothing of weight. */
  readonly leftovers: ReadonlyMap<number, readonly Omit<Leftover, 'layer'>[]>;
  readonly secrets: readonly { readonly path: string; readonly instruction: number; readonly live: boolean }[];
  /** Blamed on the line of the last copy. */
  readonly duplicates: readonly {
    readonly instruction: number;
    readonly fileBytes: number;
    readonly count: number;
    readonly copies: readonly FoundCopy[];
  }[];
  /** Blamed on the line of the copy that came later. */
  readonly twofoldLibraries: readonly {
    readonly instruction: number;
    readonly name: TwofoldLibrary['name'];
    readonly package: FoundCopy & { readonly fileBytes: number };
    readonly system: FoundCopy & { readonly fileBytes: number };
  }[];
  /** Bytes of a line below that this line hides or deletes. */
  readonly dead: readonly {
    readonly instruction: number;
    /** Null for the base. */
    readonly writer: number | null;
    readonly shadowedBytes: number;
    readonly deletedBytes: number;
    readonly files: number;
    readonly examples: readonly { readonly path: string; readonly fileBytes: number }[];
  }[];
}

export interface Snapshot {
  /** Where the Dockerfile lies, with `/`: as much of its path as is known, for its name; null for text without a file. */
  readonly path: string | null;
  readonly dockerfile: Dockerfile;
  readonly stages: readonly StageFacts[];
  /** By `Instruction.index`; global ARGs have facts too. */
  readonly facts: readonly InstructionFacts[];
  /** The stage that ships: the settings' target, else the last. */
  readonly target: StageFacts;
  /** RuntimeConfig at the end of the target, inherited through parent stages, base image's own not included. */
  readonly config: RuntimeConfig;
  readonly context: ContextFacts | null;
  readonly measured: MeasuredFacts | null;
  /** Build arguments given from outside (`--build-arg`), by name. */
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Where the instruction stands; undefined for facts that are not of this snapshot. */
  instructionOf(facts: InstructionFacts): Instruction | undefined;
}
