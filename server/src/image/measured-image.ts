// What reading an image's layers gives: bytes per layer, per Dockerfile instruction and per file, and the bytes that
// died on the way. Plain JSON-able data; it does not know how the image was read, nor how it is shown.
import type { Leftovers } from './leftovers.ts';
import type { MeasuredFolder, MeasuredPackages } from './packages.ts';

/**
 * How layers were brought to Dockerfile lines: `exact` from the build's own provenance, `aligned` by matching the
 * image's history with the stage chain, `guessed` by likeness of text, `none` where no Dockerfile is known.
 */
export type Attribution = 'exact' | 'aligned' | 'guessed' | 'none';

/** Bytes in their four units (docs/architecture.md, section 7). All zero or more. */
export interface Weight {
  /** Content of regular files, as the layers store it. */
  readonly fileBytes: number;
  /** The uncompressed layer tar, headers and padding included. */
  readonly tarBytes: number;
  /** The compressed blob; null where the image is not stored compressed. */
  readonly downloadBytes: number | null;
  /** Tar entries: files, folders, links and whiteouts. */
  readonly entries: number;
}

export interface MeasuredLayer extends Weight {
  /** Place in the image, 0 at the bottom. */
  readonly index: number;
  /** `sha256:…` of the uncompressed tar; null where the configuration does not list it. */
  readonly diffId: string | null;
  /** `sha256:…` of the stored blob; null where the medium does not name it. */
  readonly digest: string | null;
  /** The history entry's command, builder dialect removed; empty where there is no history. */
  readonly command: string;
  /** Whether the layer came with the base image; `unknown` where no base boundary could be found. */
  readonly owner: 'base' | 'own' | 'unknown';
  /** `Instruction.index` of the line that wrote it; null for base layers and where it is not known. */
  readonly instruction: number | null;
  /** File bytes of this layer that a later layer shadows or deletes. */
  readonly deadBytes: number;
  /** File bytes of lower layers that this layer shadows or deletes. */
  readonly killedBytes: number;
}

/** One Dockerfile instruction of the shipped stage chain, with what its layers weigh. */
export interface MeasuredInstruction extends Weight {
  /** `Instruction.index` in the Dockerfile. */
  readonly index: number;
  /** Zero-based lines, both inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The instruction on one line, continuations folded; at most 200 characters. */
  readonly text: string;
  /** Layers it wrote, by index; empty for instructions that write none. */
  readonly layers: readonly number[];
  readonly deadBytes: number;
  readonly killedBytes: number;
  /** Wall time in the build; null where the build did not tell. */
  readonly seconds: number | null;
  /** Taken from the build cache; null where the build did not tell. */
  readonly cached: boolean | null;
}

export interface MeasuredFile {
  /** Absolute. Control characters are replaced. */
  readonly path: string;
  readonly fileBytes: number;
  readonly layer: number;
  /** `Instruction.index`; null for base layers and where it is not known. */
  readonly instruction: number | null;
  /** Still seen in the final tree. */
  readonly live: boolean;
}

/** Bytes that one layer wrote and a later one killed. */
export interface DeadPair {
  /** Layer indexes. */
  readonly writer: number;
  readonly killer: number;
  readonly writerInstruction: number | null;
  readonly killerInstruction: number | null;
  /** Hidden by a later copy at the same path. */
  readonly shadowedBytes: number;
  /** Removed by a whiteout, an opaque folder or a change of type. */
  readonly deletedBytes: number;
  readonly files: number;
  /** The biggest of them, at most five. */
  readonly examples: readonly { readonly path: string; readonly fileBytes: number }[];
}

export interface MeasuredImage {
  /** Reference, archive or folder as the user named it. */
  readonly name: string;
  readonly medium: 'engine' | 'archive' | 'oci-layout' | 'registry';
  /** Which engine gave it, with version: `Docker 28.5.2`; null for files. */
  readonly engine: string | null;
  /** `linux/amd64`, `linux/arm64/v8`; null where the configuration does not tell. */
  readonly platform: string | null;
  readonly attribution: Attribution;
  /** All layers together. */
  readonly total: Weight;
  /** Content of the files seen in the final tree; `total.fileBytes` = `liveBytes` + `deadBytes`. */
  readonly liveBytes: number;
  readonly deadBytes: number;
  /** Bytes and layers of the base; null where no base boundary could be found. */
  readonly base: (Weight & { readonly layers: number }) | null;
  /** Bottom to top. */
  readonly layers: readonly MeasuredLayer[];
  /** In order of the stage chain; empty without a Dockerfile. */
  readonly instructions: readonly MeasuredInstruction[];
  /** Biggest first, at most 50. */
  readonly dead: readonly DeadPair[];
  /** Biggest first, at most 100; dead ones too. */
  readonly biggestFiles: readonly MeasuredFile[];
  /** Of the final tree; biggest first, at most 100. Null in records of a version that did not sum them up. */
  readonly biggestFolders: readonly MeasuredFolder[] | null;
  /** Whose the files of the final tree are; null in records of a version that did not look for it. */
  readonly packages: MeasuredPackages | null;
  /** What the layers hold that nothing at run time reads; null in records of a version that did not look for it. */
  readonly leftovers: Leftovers | null;
  /** What the reader should know of the figures: other platforms left out, entries skipped. One sentence each. */
  readonly notes: readonly string[];
}
