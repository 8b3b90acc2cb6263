// Two measured images side by side: what each instruction, package and path weighs in both. Plain data; bytes are file
// bytes, and null stands for "not there", which is not zero.
import type { PackageKind } from './packages.ts';

/** Bytes in the one and the other. */
interface Change {
  readonly before: number | null;
  readonly after: number | null;
}

export interface InstructionChange extends Change {
  /** The command that wrote the layer; where it differs, that of the later image. */
  readonly text: string;
}

export interface PackageChange extends Change {
  readonly kind: PackageKind;
  readonly name: string;
  /** All that are there, sorted; none where it is not there or no version is known. */
  readonly versionsBefore: readonly string[];
  readonly versionsAfter: readonly string[];
}

export interface PathChange extends Change {
  /** Absolute; a folder ends in a slash. */
  readonly path: string;
}

export interface ImageComparison {
  /** Name of the image that it is compared with. */
  readonly before: string;
  readonly after: string;
  readonly fileBytes: { readonly before: number; readonly after: number };
  readonly deadBytes: { readonly before: number; readonly after: number };
  /** Null where one of them does not tell. */
  readonly downloadBytes: { readonly before: number; readonly after: number } | null;
  /** Those that write layers, aligned by text, in order. */
  readonly instructions: readonly InstructionChange[];
  /** Those that differ in bytes or version, greatest change first, at most 200. */
  readonly packages: readonly PackageChange[];
  /** Greatest change first, at most 200. */
  readonly paths: readonly PathChange[];
}
