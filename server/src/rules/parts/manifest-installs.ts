// Commands that install what a manifest of the project names, or that download it to build, and which files of the project
// they read for it. It knows the managers' own file names; what else an install may read is not known here.
import { remembered } from './remembered.ts';
import type { CommandFacts, ContextFacts } from '../../facts/snapshot.ts';

export interface ManifestInstall {
  /** Folder in the image where the manifests lie, absolute. */
  readonly folder: string;
  /** File names of the manifests without which nothing is installed; `*.csproj` where only the ending is known. */
  readonly names: readonly string[];
  /** It builds the project and downloads on the way; what was downloaded may lie in a cache that is mounted. */
  readonly builds: boolean;
  /** Command that downloads with the manifests alone, where it is another than this one; null where there is none. */
  readonly step: string | null;
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
  /** Operands name no packages. */
  readonly operands?: true;
  readonly builds?: true;
  readonly step?: string;
  /** The manifests alone are not enough for it. */
  readonly needsSource?: true;
  readonly unless?: (command: CommandFacts) => boolean;
}

function saysVendored({ command, context }: CommandFacts): boolean {
  return (
    /-mod[= ]?vendor/.test(context.variable('GOFLAGS') ?? '') ||
    context.variable('GO111MODULE') === 'off' ||
    command.words.some(({ value }) => value === '-mod=vendor' || /^[^-].*@/.test(value ?? ''))
  );
}

function isOffline({ command, effect }: CommandFacts): boolean {
  return !effect.network || command.words.some(({ value }) => /^(?:--?o(?:ffline)?|--no-restore)$/.test(value ?? ''));
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
  { tool: /^pdm$/, verb: /^(?:install|sync)$/, names: ['pyproject.toml'], locks: ['pdm.lock'] },
  { tool: /^mix$/, verb: /^deps\.get$/, names: ['mix.exs'], locks: ['mix.lock'], operands: true },
  { tool: /^go$/, verb: /^mod download$/, names: ['go.mod'], locks: ['go.sum'], operands: true },
  {
    tool: /^go$/,
    verb: /^(?:build|install)$/,
    names: ['go.mod'],
    locks: ['go.sum'],
    operands: true,
    builds: true,
    step: 'go mod download',
    unless: saysVendored,
  },
  {
    tool: /^cargo$/,
    verb: /^(?:fetch|build|b|rustc)$/,
    names: ['Cargo.toml'],
    locks: ['Cargo.lock'],
    operands: true,
    builds: true,
    needsSource: true,
    unless: isOffline,
  },
  {
    tool: /^mvn$/,
    verb: /^dependency:/,
    names: ['pom.xml'],
    locks: [],
    operands: true,
    unless: ({ effect }) => effect.role !== 'install',
  },
  {
    tool: /^mvnw?$/,
    verb: /^(?:clean|compile|package|verify|install|deploy)$/,
    names: ['pom.xml'],
    locks: [],
    operands: true,
    builds: true,
    step: 'mvn -B dependency:go-offline',
    unless: (command) => command.effect.role === 'clean' || isOffline(command),
  },
  {
    tool: /^gradlew?$/,
    verb: /^:?(?:[\w-]+:)*(?:build|assemble|\w*[jJ]ar|installDist|distZip|distTar|dependencies)$/,
    names: ['build.gradle*'],
    locks: [],
    operands: true,
    builds: true,
    needsSource: true,
    unless: isOffline,
  },
  {
    tool: /^sbt$/,
    verb: /^(?:update|compile|package|assembly|stage|dist|.*:packageBin)$/,
    names: ['build.sbt'],
    locks: [],
    operands: true,
    builds: true,
    needsSource: true,
  },
  { tool: /^dotnet$/, verb: /^restore$/, names: ['*.csproj'], locks: ['packages.lock.json'], operands: true },
  {
    tool: /^dotnet$/,
    verb: /^(?:build|publish)$/,
    names: ['*.csproj'],
    locks: ['packages.lock.json'],
    operands: true,
    builds: true,
    step: 'dotnet restore',
    unless: isOffline,
  },
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
  return {
    folder,
    names,
    builds: false,
    step: null,
    needsSource: false,
    sources: (_, prefix) => names.map((name) => prefix + name),
  };
}

function kindOf(command: CommandFacts): Kind | null {
  const { effect } = command;
  const verb = effect.verb ?? command.command.words[1]?.value ?? (effect.tool === 'yarn' ? 'install' : '');
  const kind = kinds.find((each) => each.tool.test(effect.tool) && each.verb.test(verb));
  if (kind === undefined || (kind.operands !== true && namesPackages(command))) return null;
  return kind.unless?.(command) === true ? null : kind;
}

/** A project file of .NET by its name, where the command names one; a solution names others that are not known. */
function projectNamed({ command, effect }: CommandFacts): string | null {
  if (effect.tool !== 'dotnet') return null;
  const named = command.words.map(({ value }) => value ?? '').find((value) => /\.(?:\w*proj|slnx?)$/.test(value));
  return named === undefined ? null : fileName(named);
}

/** What a command installs from a manifest; null where it installs none. */
export const installFrom: (command: CommandFacts) => ManifestInstall | null = remembered((command) => {
  const { effect, context } = command;
  if (effect.tool === 'pip' || (effect.tool === 'uv' && effect.verb !== 'sync')) return pipInstall(command);
  const kind = kindOf(command);
  if (kind === null) return null;
  const project = projectNamed(command);
  const isSolution = project !== null && /\.slnx?$/.test(project);
  const names = project === null || isSolution ? kind.names : [project];
  const [read] = kind.operands === true ? effect.reads : [];
  return {
    folder: read?.kind === 'tree' ? read.path : context.workingFolder,
    names,
    builds: kind.builds === true,
    step: effect.tool === 'mvnw' ? null : (kind.step ?? null),
    needsSource: kind.needsSource === true || isSolution || effect.tool === 'mvnw' || installsProject(command),
    sources: (known, prefix) => [
      ...names.flatMap((name) => manifestSource(prefix + name, known)),
      ...kind.locks.flatMap((lock) => lockSource(prefix + lock, known)),
    ],
  };
});

/** Files by an ending, each by its name where the context is known. */
function manifestSource(name: string, known: ContextFacts | null): readonly string[] {
  const star = name.indexOf('*');
  const listing = known?.listing ?? null;
  if (star < 0 || listing === null) return [name];
  const found = listing.entries.filter(
    ({ path }) =>
      path.startsWith(name.slice(0, star)) && path.endsWith(name.slice(star + 1)) && !path.slice(star).includes('/'),
  );
  return found.length === 0 ? [name] : found.map(({ path }) => path).sort();
}

/** poetry, uv and PDM install the project too unless told not to. */
function installsProject({ command, effect }: CommandFacts): boolean {
  const leftOut = command.words.some(({ value }) =>
    ['--no-root', '--no-install-project', '--no-install-workspace', '--only-group', '--no-self'].includes(value ?? ''),
  );
  return /^(?:poetry|uv|pdm)$/.test(effect.tool) && !leftOut;
}

/** The lock by its name where it is known to be there; a pattern that may match nothing where that is not known. */
function lockSource(lock: string, known: ContextFacts | null): readonly string[] {
  const listing = known?.listing ?? null;
  if (listing !== null) return listing.entries.some(({ path }) => path === lock) ? [lock] : [];
  return /(?:^|\/)\./.test(lock) ? [] : [`${lock}*`];
}
