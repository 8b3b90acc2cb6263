// V3 and V4 together: what is asked of the files of both images, in order. All of it is asked, also behind a check that
// failed, so that a plan can be mended by all that it lacks at once.
import { wordsOf } from '../../engine/container.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import { type JsonRecord, stringOf } from '../../image/untrusted-json.ts';
import { gatherRoots } from '../../planner/roots.ts';
import { viewStage } from '../../planner/stage-view.ts';
import { type Compared, environmentOf } from './compare-configuration.ts';
import { compareData } from './compare-data.ts';
import { compareEntries } from './compare-entries.ts';
import { compareLanguages } from './compare-languages.ts';
import { compareLibraries } from './compare-libraries.ts';
import { standardPath, startOf } from './language-start.ts';
import type { ImageFiles } from './read-tree.ts';
import { healthWords } from './smoke-run.ts';
import type { LadderLevel } from './verification.ts';

export interface FileCheck {
  readonly level: LadderLevel;
  readonly what: string;
  readonly make: () => Compared;
}

/** One image: what its configuration says, and its files. */
export interface Looked {
  readonly config: JsonRecord;
  readonly files: ImageFiles;
}

/** Where the original starts. */
export function startOfImage({ config }: Looked): { readonly workingFolder: string; readonly searchPath: string } {
  return {
    workingFolder: stringOf(config['WorkingDir']) || '/',
    searchPath: environmentOf(config).get('PATH') ?? standardPath,
  };
}

/** The checks, in order. */
export function fileChecks(snapshot: Snapshot, before: Looked, after: Looked): readonly FileCheck[] {
  const roots = gatherRoots(viewStage(snapshot));
  const environments = { before: environmentOf(before.config), after: environmentOf(after.config) };
  const { workingFolder, searchPath } = startOfImage(before);
  const [entrypoint, cmd] = ['Entrypoint', 'Cmd'].map((key) => wordsOf(before.config[key]) ?? []);
  const health = healthWords(before.config) ?? [];
  const first = [entrypoint, cmd, health].flatMap((words) => words?.slice(0, 1) ?? []);
  const scripts = roots.texts.flatMap(({ image, text }) =>
    image === null || image.endsWith('.sh') || /^#!.*\b(?:ba|da|[zka])?sh\b/.test(text) ? [text] : [],
  );
  const start = startOf(
    before.files.tree,
    [[...(entrypoint ?? []), ...(cmd ?? [])], health],
    scripts,
    workingFolder,
    environments.before,
  );
  const libraryPath = (environment: ReadonlyMap<string, string>): { libraryPath: readonly string[] } => ({
    libraryPath: environment.get('LD_LIBRARY_PATH')?.split(':').filter(Boolean) ?? [],
  });
  const trees = [before.files.tree, after.files.tree] as const;
  return [
    {
      level: 'V3',
      what: 'entry points',
      make: () =>
        compareEntries(...trees, {
          programs: [...first, ...roots.commands.keys()],
          paths: roots.paths,
          workingFolder,
          searchPaths: { before: searchPath, after: environments.after.get('PATH') ?? standardPath },
        }),
    },
    {
      level: 'V4',
      what: 'libraries',
      make: () =>
        compareLibraries(...trees, {
          before: libraryPath(environments.before),
          after: libraryPath(environments.after),
        }),
    },
    { level: 'V4', what: 'language packages', make: () => compareLanguages(before.files, after.files, start) },
    { level: 'V4', what: 'data files', make: () => compareData(before.files, after.files, workingFolder) },
  ];
}
