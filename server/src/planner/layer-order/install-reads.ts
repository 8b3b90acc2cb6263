// What an install that names its packages in files of the project reads of it: proven by the manifests themselves, one
// reader an ecosystem, or a reason why it is not known. A name that no reader knows is no proof.
import type { PathPattern } from '../../effects/effect.ts';
import { fileAt, isWithin } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { isInMount } from '../../dockerfile/mounts.ts';
import { isManifestInstall } from './installers.ts';
import type { ManifestReader } from './manifest-reader.ts';
import type { Project } from './project.ts';
import { readGo } from './reads/go.ts';
import { readJava } from './reads/java.ts';
import { readNode } from './reads/node.ts';
import { readPip } from './reads/pip.ts';
import { readPythonProject } from './reads/python-project.ts';
import { readRuby } from './reads/ruby.ts';

const readers: readonly (readonly [RegExp, ManifestReader])[] = [
  [/^pip$/, readPip],
  [/^(?:uv|poetry|pdm|pipenv)$/, readPythonProject],
  [/^(?:npm|yarn|pnpm|bun)$/, readNode],
  [/^go$/, readGo],
  [/^mvnw?$/, readJava],
  [/^bundle$/, readRuby],
];

export interface ProvenInstalls {
  readonly reads: ReadonlyMap<CommandFacts, readonly PathPattern[]>;
  /** Folder that they work in. */
  readonly folder: string;
  /** Files of the project that they read, in the image. */
  readonly manifests: readonly string[];
}

/** Null where nothing is installed by a manifest. */
export function proveInstalls(
  facts: InstructionFacts,
  project: Project,
): ProvenInstalls | { readonly why: string; readonly command: CommandFacts } | null {
  if (facts.syntax.keyword !== 'RUN') return null;
  const installs = facts.commands.filter(isManifestInstall);
  const [first] = installs;
  if (first === undefined) return null;
  const named = settingsInFiles(facts, project);
  if (named !== null) return { why: `${named} names a file of the project`, command: first };
  const reads = new Map<CommandFacts, readonly PathPattern[]>();
  const manifests = new Set<string>();
  for (const command of installs) {
    const folder = command.context.workingFolder;
    if (command.context.folderUnknown === true || folder !== first.context.workingFolder)
      return { why: 'it works in several folders', command };
    const reader = readers.find(([tool]) => tool.test(command.effect.tool))?.[1];
    if (reader === undefined) return { why: `what ${command.effect.tool} reads of the project is not known`, command };
    const read = reader(command, project);
    if ('why' in read) return { why: read.why, command };
    const own = read.files.filter((path) => !facts.mounts.some((mount) => isInMount(mount, path)));
    for (const path of own) manifests.add(path);
    reads.set(command, [...own, ...(read.absent ?? [])].map(fileAt));
  }
  return { reads, folder: first.context.workingFolder, manifests: [...manifests] };
}

/** Variables by which installers are pointed to files of their own. */
const settings = /^(?:PIP|UV|POETRY|PDM|PIPENV|NPM_CONFIG|npm_config|YARN|PNPM|BUNDLE|MAVEN|MVN)\w*$/;

function settingsInFiles({ before }: InstructionFacts, project: Project): string | null {
  for (const [name, value] of before.environment()) {
    if (!settings.test(name) || !value.includes('/') || value.includes('://')) continue;
    if (value.split(/[ =:]/).some((path) => path.startsWith('/') && (project.has(path) || holds(project, path))))
      return name;
  }
  return null;
}

function holds(project: Project, folder: string): boolean {
  return project.below(folder).some((path) => isWithin(folder, path));
}
