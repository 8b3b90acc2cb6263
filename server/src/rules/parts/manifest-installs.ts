// Commands that install what a manifest of the project names, and which files of the project they read for it. It knows the
// managers' own file names; what else an install may read is not known here.
import { remembered } from './remembered.ts';
import type { CommandFacts, ContextFacts } from '../../facts/snapshot.ts';

export interface ManifestInstall {
  /** Folder in the image where the manifests lie, absolute. */
  readonly folder: string;
  /** File names of the manifests without which nothing is installed. */
  readonly names: readonly string[];
  /** The project itself is installed along with what it names. */
  readonly needsSource: boolean;
  /** What a COPY has to name, below `prefix` in the context; lock files that are there, or may be. */
  sources(context: ContextFacts | null, prefix: string): readonly string[];
}

interface Kind {
  readonly tool: RegExp;
  readonly verb: RegExp;
  readonly names: readonly string[];
  readonly locks: readonly string[];
}

const kinds: readonly Kind[] = [
  {
    tool: /^npm$/,
    verb: /^(?:ci|install|i|clean-install)$/,
    names: ['package.json'],
    locks: ['package-lock.json', 'npm-shrinkwrap.json', '.npmrc'],
  },
  {
    tool: /^yarn$/,
    verb: /^(?:install|workspaces)$/,
    names: ['package.json'],
    locks: ['yarn.lock', '.yarnrc.yml', '.yarnrc'],
  },
  {
    tool: /^pnpm$/,
    verb: /^(?:install|i|fetch)$/,
    names: ['package.json'],
    locks: ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'],
  },
  { tool: /^bun$/, verb: /^(?:install|i)$/, names: ['package.json'], locks: ['bun.lock', 'bun.lockb'] },
  { tool: /^poetry$/, verb: /^(?:install|sync)$/, names: ['pyproject.toml'], locks: ['poetry.lock'] },
  { tool: /^uv$/, verb: /^sync$/, names: ['pyproject.toml'], locks: ['uv.lock', '.python-version'] },
  { tool: /^pipenv$/, verb: /^(?:install|sync)$/, names: ['Pipfile'], locks: ['Pipfile.lock'] },
  { tool: /^bundle$/, verb: /^install$/, names: ['Gemfile'], locks: ['Gemfile.lock'] },
  { tool: /^composer$/, verb: /^install$/, names: ['composer.json'], locks: ['composer.lock'] },
];

/** Words after the verb that name a package: then it is no install of a manifest. */
function namesPackages({ command, effect }: CommandFacts): boolean {
  return (
    effect.installs.some(({ packages }) => packages.length > 0) ||
    (effect.installs.length === 0 && namesOperand(command.words.map(({ value }) => value)))
  );
}

function namesOperand(values: readonly (string | null)[]): boolean {
  return values.slice(2).some((value) => value !== null && !value.startsWith('-'));
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Requirements files of pip; null where the project itself is installed, which needs its source. */
function pipInstall(command: CommandFacts): ManifestInstall | null {
  const { effect } = command;
  const manifests = effect.installs.flatMap((install) => install.manifests);
  const files = manifests.filter(({ role }) => role === 'requirements' || role === 'constraints');
  const first = files[0];
  if (first === undefined || manifests.some(({ role }) => role === 'project')) return null;
  const folder = folderOf(first.path);
  const names = [...new Set(files.filter(({ path }) => folderOf(path) === folder).map(({ path }) => fileName(path)))];
  return { folder, names, needsSource: false, sources: (_, prefix) => names.map((name) => prefix + name) };
}

/** What a command installs from a manifest; null where it installs none. */
export const installFrom: (command: CommandFacts) => ManifestInstall | null = remembered((command) => {
  const { effect, context } = command;
  if (effect.tool === 'pip' || (effect.tool === 'uv' && effect.verb !== 'sync')) return pipInstall(command);
  const kind = kinds.find(({ tool }) => tool.test(effect.tool));
  if (kind === undefined) return null;
  const verb = effect.verb ?? command.command.words[1]?.value ?? (effect.tool === 'yarn' ? 'install' : '');
  if (!kind.verb.test(verb) || namesPackages(command)) return null;
  return {
    folder: context.workingFolder,
    names: kind.names,
    needsSource: installsProject(command),
    sources: (known, prefix) => [
      ...kind.names.map((name) => prefix + name),
      ...kind.locks.flatMap((lock) => lockSource(prefix + lock, known)),
    ],
  };
});

/** poetry and uv install the project too unless told not to. */
function installsProject({ command, effect }: CommandFacts): boolean {
  const leftOut = command.words.some(({ value }) =>
    ['--no-root', '--no-install-project', '--no-install-workspace', '--only-group'].includes(value ?? ''),
  );
  return /^(?:poetry|uv)$/.test(effect.tool) && !leftOut;
}

/** The lock by its name where it is known to be there; a pattern that may match nothing where that is not known. */
function lockSource(lock: string, known: ContextFacts | null): readonly string[] {
  const listing = known?.listing ?? null;
  if (listing !== null) return listing.entries.some(({ path }) => path === lock) ? [lock] : [];
  return /(?:^|\/)\./.test(lock) ? [] : [`${lock}*`];
}
