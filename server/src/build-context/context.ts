// What is known of a build context: plain data, read by read-context.ts through the host, held in the Snapshot.
import type { Unavailable } from '../host/host.ts';

/** A file of the build context as far as it was read: text within bounds, or why not. */
export type ContextFile = { readonly text: string } | Unavailable;

/** What is known of the build context. Read by session or command line through the host, never by the core. */
export interface ContextFacts {
  /** The ignore file in force (`.dockerignore` or `<Dockerfile>.dockerignore`); null where there is none. */
  readonly ignoreFile: IgnoreFile | null;
  /** Wanted files by context-relative path with `/`. */
  readonly files: ReadonlyMap<string, ContextFile>;
  /** Files that `COPY . .` would take after the ignore file, measured on disk. */
  readonly listing: ContextListing | null;
}

/** An ignore file: where it lies, what it says and what comes of it. */
export interface IgnoreFile {
  /** Relative to the context where it lies inside, else absolute; with `/`. */
  readonly path: string;
  readonly text: string;
  /** By pattern, in order; left out where the walk stopped at a bound, or there was none. */
  readonly uses?: readonly PatternUse[];
}

/** What one pattern of an ignore file does in the context as it lies on disk. */
export interface PatternUse {
  /** It decides of at least one file or folder. */
  readonly effective: boolean;
  /** Something that it matches, decided by it or not; null where nothing that was looked at is matched. */
  readonly example: string | null;
}

export interface ContextListing {
  /** Context-relative paths with `/` and their bytes, ignored ones left out; bounded, biggest kept. */
  readonly entries: readonly { readonly path: string; readonly fileBytes: number }[];
  /** Of everything sent, also beyond the bound. */
  readonly fileBytes: number;
  readonly fileCount: number;
  /** Top-level names with their bytes, biggest first. */
  readonly topLevel: readonly { readonly name: string; readonly fileBytes: number; readonly fileCount: number }[];
  /** True where the walk stopped at a bound: figures are lower bounds. */
  readonly truncated: boolean;
}
