// What a built layer holds that nothing at run time reads, as far as paths tell: the kinds, and the sums by layer. Plain
// data, kept in records; how it is found in a tree is the file tree's matter, what to say of it the rules'.

/** Kinds of leftovers. The names of caches are those of `CacheWrite.id` (effects/effect.ts) where there is one. */
export const leftoverKinds = [
  'apt-lists',
  'apt-archives',
  'apk',
  'dnf',
  'yum',
  'tdnf',
  'zypper',
  'pacman',
  'pip',
  'uv',
  'poetry',
  'pipenv',
  'pdm',
  'conda',
  'npm',
  'yarn',
  'pnpm',
  'bun',
  'node-gyp',
  'node-tools',
  'go-mod',
  'go-build',
  'cargo',
  'ccache',
  'maven',
  'gradle',
  'sbt',
  'gem',
  'composer',
  'hex',
  'rvm',
  'nuget',
  'huggingface',
  'torch',
  'temporary',
  'logs',
  'version-control',
  'bytecode',
  'static-libraries',
  'headers',
  'package-tests',
  'documentation',
] as const;
export type LeftoverKind = (typeof leftoverKinds)[number];

/** Leftovers of one kind in one layer. */
export interface Leftover {
  readonly kind: LeftoverKind;
  /** Place of the layer in the image, 0 at the bottom. */
  readonly layer: number;
  /** Content that goes when they go: a file that has a name elsewhere too is not counted. */
  readonly fileBytes: number;
  /** Of them, those that a later layer hides or deletes: they are in this layer all the same. */
  readonly deadBytes: number;
  readonly files: number;
  /** The folders that hold most of it, biggest first, at most three; absolute, control characters replaced. */
  readonly folders: readonly string[];
}

/** A file whose name is that of a secret. Its content was not looked at. */
export interface SecretFile {
  readonly path: string;
  readonly layer: number;
  readonly fileBytes: number;
  /** Still seen in the final tree; a dead one lies in its layer all the same. */
  readonly live: boolean;
}

/** Files with the same bytes at several places, all still seen. */
export interface DuplicateFiles {
  /** Of one copy. */
  readonly fileBytes: number;
  /** In order of layers, at most ten; the first is the one to keep. */
  readonly copies: readonly { readonly path: string; readonly layer: number }[];
  /** How many copies there are, those that are not named included. */
  readonly count: number;
}

/** A CUDA library that is there as part of a Python package and of a CUDA installation. */
export interface TwofoldLibrary {
  /** `libcublas` */
  readonly name: string;
  readonly package: { readonly path: string; readonly layer: number; readonly fileBytes: number };
  readonly system: { readonly path: string; readonly layer: number; readonly fileBytes: number };
}

/** All that was looked for in an image's layers. Lists are bounded, biggest first. */
export interface Leftovers {
  readonly byLayer: readonly Leftover[];
  readonly secrets: readonly SecretFile[];
  readonly duplicates: readonly DuplicateFiles[];
  readonly twofoldLibraries: readonly TwofoldLibrary[];
}
