// What a rule is, what it finds and what a fix is. Rules never await, never do IO and never import each other.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { Range, Span } from '../text/range.ts';
import type { Saving } from '../estimate/saving.ts';
import type { Profile } from '../settings/settings-schema.ts';
import type { TextEdit } from '../text/edit.ts';

export const groups = [
  'base-image',
  'layer-size',
  'cache',
  'context',
  'stages',
  'dependencies',
  'runtime',
  'correctness',
  'security',
] as const;
export type RuleGroup = (typeof groups)[number];

export const severities = ['error', 'warning', 'info', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** How sure a fix is: `safe` keeps what the image does; `unsafe` may change it; `display-only` is advice to look at. */
export type Applicability = 'safe' | 'unsafe' | 'display-only';

export interface RuleMeta {
  /** File name; kebab-case; reads after "allow". */
  readonly id: string;
  /** One sentence, present tense, no full stop. */
  readonly summary: string;
  readonly group: RuleGroup;
  /** `off` rules run only when asked for. */
  readonly severity: Severity | 'off';
  /** Severity in a profile, where it is another there. */
  readonly profiles?: Readonly<Partial<Record<Exclude<Profile, 'balanced'>, Severity | 'off'>>>;
  readonly needs: 'source' | 'context' | 'image';
  readonly fix: 'always' | 'sometimes' | 'never';
  readonly status: 'preview' | 'stable';
  readonly since: string;
  /** Names of the same question elsewhere: `hadolint:DL3009`, `buildkit:JSONArgsRecommended`. */
  readonly aliases: readonly string[];
  /** Public pages that explain the mechanics. */
  readonly references: readonly string[];
  /** Context files it wants read, as context-relative names or `*.ext` of the top folder. */
  readonly wants?: readonly string[];
  /** The finding is one that a multi-stage rewrite cures. */
  readonly curedBySplit?: true;
}

/** A finding inside one instruction: position-independent, so it can be remembered with the instruction's facts. */
export interface LocalFinding {
  readonly span: Span;
  readonly message: string;
  readonly saving?: Saving;
  /** Plain data for `fix`; also shown as evidence. */
  readonly proof?: Readonly<Record<string, unknown>>;
}

/** A finding anywhere in the file. `instruction` is where suppressions apply; null for the file itself. */
export interface FileFinding {
  readonly facts: InstructionFacts | null;
  /** Inside the instruction, or absolute where `facts` is null. */
  readonly span: Span | Range;
  readonly message: string;
  readonly saving?: Saving;
  readonly proof?: Readonly<Record<string, unknown>>;
  /**
   * Of a measured finding: rules on the text whose findings on this instruction it stands for. They are silent there,
   * their fixes answer this one too, and what silences them silences it.
   */
  readonly insteadOf?: readonly string[];
}

/** A finding in the ignore file of the context: `range` is absolute in its text. */
export interface IgnoreFileFinding {
  readonly range: Range;
  readonly message: string;
  readonly saving?: Saving;
  readonly proof?: Readonly<Record<string, unknown>>;
}

export interface Finding {
  /** Where `range` is, if not in the Dockerfile: in the ignore file of its context. */
  readonly document?: 'ignore-file';
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly saving: Saving | null;
  readonly proof: Readonly<Record<string, unknown>>;
  /** Index of its instruction; null for the file. */
  readonly instruction: number | null;
  readonly curedBySplit: boolean;
  /** Rules whose findings on this instruction it stands for (`FileFinding.insteadOf`). */
  readonly insteadOf?: readonly string[];
}

export interface Fix {
  /** Stable within the rule: `clean-up`, `cache-mount`. */
  readonly id: string;
  /** Imperative: "Remove the package lists in the same layer". */
  readonly title: string;
  readonly applicability: Applicability;
  /** Absolute ranges in the Dockerfile. */
  readonly edits: readonly TextEdit[];
  /** Other files to write, context-relative (`.dockerignore`) or absolute; the whole new text. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  /** At most one fix of a finding. */
  readonly preferred?: true;
}

export interface Rule {
  readonly meta: RuleMeta;
  /** Looks at one instruction alone. Remembered per facts object, so it must depend on nothing else. */
  readonly checkInstruction?: (facts: InstructionFacts) => Iterable<LocalFinding>;
  /** Looks at the whole file. Must be linear in the number of instructions. */
  readonly checkFile?: (snapshot: Snapshot) => Iterable<FileFinding>;
  /** Looks at the ignore file of the context; the snapshot has one. */
  readonly checkIgnoreFile?: (snapshot: Snapshot) => Iterable<IgnoreFileFinding>;
  /** Only for a chosen finding. Several answers: clean up, or cache mount. */
  readonly fix?: (snapshot: Snapshot, finding: Finding) => readonly Fix[];
}
