// What starts in a container, as word lists, for the questions of each language; and what such a question answers.
import { findProgram, type FlatFile, type FlatTree } from '../../file-tree/flat-tree.ts';
import { parseShell } from '../../shell/parse-shell.ts';

/** Docker's PATH where an image sets none. */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What starts. */
export interface Start {
  /** Commands that run, each as words; what a variable decides stands as written. */
  readonly commands: readonly (readonly string[])[];
  /** Absolute. */
  readonly workingFolder: string;
  readonly environment: ReadonlyMap<string, string>;
  /** A program of the original by name or path. */
  readonly find: (name: string) => { readonly path: string; readonly file: FlatFile } | null;
}

/** Something that the original has and the rewritten image lacks. */
export interface Missing {
  /** Absolute, in the original: what would be carried. */
  readonly path: string;
  /** The subject of "is missing". */
  readonly what: string;
}

/** `argv` of ENTRYPOINT with CMD and of the health check; `scripts` are shell texts that run. */
export function startOf(
  tree: FlatTree,
  argvs: readonly (readonly string[])[],
  scripts: readonly string[],
  workingFolder: string,
  environment: ReadonlyMap<string, string>,
): Start {
  const shellTexts = argvs.flatMap((words) => {
    const at = words.findIndex((word, place) => place > 0 && /^-[a-z]*c$/.test(word));
    return at > 0 && /(?:^|\/)(?:ba|da|[zka])?sh$/.test(words[at - 1] ?? '') ? [words[at + 1] ?? ''] : [];
  });
  const inTexts = [...shellTexts, ...scripts].flatMap((text) =>
    parseShell({ text, span: { from: 0, to: text.length } }).commands.map(({ words }) =>
      words.map((word) => word.value ?? word.raw),
    ),
  );
  const searchPath = environment.get('PATH') ?? standardPath;
  return {
    commands: [...argvs, ...inTexts],
    workingFolder,
    environment,
    find: (name) =>
      /^[\w./@+-]+$/.test(name) && !name.startsWith('-') ? findProgram(tree, name, searchPath, workingFolder) : null,
  };
}
