// What the reader of one ecosystem's manifests is given and gives. It reads nothing itself.
import type { CommandFacts } from '../../facts/snapshot.ts';
import type { Project } from './project.ts';

/** Reads a manifest and all that it names. A sentence part where that may be more than can be told: `it names the project itself`. */
export type ManifestReader = (command: CommandFacts, project: Project) => ReadFiles | { readonly why: string };

/** All that an install reads of the project. */
export interface ReadFiles {
  /** Files in the image, each of them there. */
  readonly files: readonly string[];
  /** Files that would be read if they were there: another instruction must not bring them in between. */
  readonly absent?: readonly string[];
}
