// What a Python installer's command installs by name: on its own line, and in the manifests of the context that it reads
// (requirements, pyproject.toml, Pipfile, environment.yml, lock files). It resolves no versions and follows no file
// outside the context.
import type { Mount } from '../../dockerfile/mounts.ts';
import type { Install, PackageManager } from '../../effects/effect.ts';
import { readSpecifier } from '../../effects/python-requirements.ts';
import { isWithin, joinPath } from '../../effects/path-set.ts';
import type { CommandFacts, ContextFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { normalisePythonName } from '../../knowledge/python-wheels.ts';
import { cleanPath } from '../../build-context/ignore-file.ts';
import type { ShellWord } from '../../shell/shell.ts';
import {
  readCondaText,
  readLockText,
  readProjectText,
  readRequirementsText,
  type LockedPackage,
} from './python-manifests.ts';
import { namesOfProject } from './python-groups.ts';

/** A distribution that is asked for by name. */
export interface AskedPackage {
  /** Normalised. */
  readonly name: string;
  /** As constrained; the whole requirement where it comes from a file; '' where free. */
  readonly version: string;
  readonly extras: readonly string[];
  /** The word on the command line; null where a file names it. */
  readonly word: ShellWord | null;
  /** The context file that names it; null for the command line. */
  readonly file: string | null;
}

export interface PythonInstall {
  /** Normalised, each once. */
  readonly names: readonly string[];
  /** By normalised name, the first that asks. */
  readonly packages: ReadonlyMap<string, AskedPackage>;
  /** What the lock file beside the manifest says; empty where none was read. */
  readonly locked: ReadonlyMap<string, LockedPackage>;
  /** Index options, in the command, its environment and the files. */
  readonly sources: readonly string[];
  /** Versions as constrained, by name. */
  readonly versions: ReadonlyMap<string, string>;
  /** More may be installed than is told: a variable, a file that was not read. */
  readonly open: boolean;
}

const managers: ReadonlySet<PackageManager> = new Set(['pip', 'uv', 'poetry', 'pipenv', 'pdm', 'conda']);

/** The installs of a command that bring Python packages. */
export function pythonInstallsOf({ effect }: CommandFacts): readonly Install[] {
  return effect.installs.length === 0
    ? effect.installs
    : effect.installs.filter(({ manager }) => managers.has(manager));
}

/** Where files of the context are seen in the image while a command runs. */
export interface SeenFiles {
  /** The instructions before it that copied from the context. */
  readonly copies: readonly InstructionFacts[];
  readonly mounts: readonly Mount[];
  readonly workingFolder: string;
}

/** Context paths that a copy or a bind mount may have put at an image path, the likeliest first. */
export function contextPaths(path: string, { copies, mounts, workingFolder }: SeenFiles): readonly string[] {
  const mounted = mounts.flatMap((mount) => {
    if (mount.type !== 'bind' || mount.from !== null || mount.target === '') return [];
    const target = joinPath(workingFolder, mount.target);
    if (!isWithin(target, path)) return [];
    return [joinPath(joinPath('/', mount.source), `.${path.slice(target === '/' ? 0 : target.length)}`).slice(1)];
  });
  const copied = copies.flatMap(({ copy }) => {
    if (copy?.kind !== 'context' || copy.target === null || !isWithin(copy.target, path)) return [];
    const inside = path.slice(copy.target === '/' ? 1 : copy.target.length + 1);
    return copy.sources.flatMap(({ expanded }) => {
      if (expanded === null) return [];
      const source = cleanPath(`/${expanded}`).slice(1);
      const name = source.slice(source.lastIndexOf('/') + 1);
      // Why: a file is copied under its own name into a folder, or under the target's name.
      return [
        inside === '' ? source : source === '' ? inside : `${source}/${inside}`,
        ...(inside === name ? [source] : []),
        ...(name.includes('*') && !inside.includes('/') ? [source.slice(0, -name.length) + inside] : []),
      ];
    });
  });
  return [...mounted, ...copied];
}

interface Gathered {
  readonly context: ContextFacts | null;
  readonly seen: Set<string>;
  readonly packages: Map<string, AskedPackage>;
  readonly sources: string[];
  readonly locked: Map<string, LockedPackage>;
  open: boolean;
}

/** The first of the paths that was read; undefined where none was. */
function fileAt(
  { context }: Gathered,
  paths: readonly string[],
): { readonly path: string; readonly file: { readonly text: string } } | undefined {
  for (const path of paths) {
    const file = context?.files.get(path);
    if (file !== undefined && 'text' in file) return { path, file };
  }
  return undefined;
}

function ask(into: Gathered, asked: AskedPackage): void {
  if (!into.packages.has(asked.name)) into.packages.set(asked.name, asked);
}

/** Normalised; a repository that is named otherwise than what it holds goes by the latter. */
function nameOf(name: string, written: string): string {
  return written.includes('openai/whisper') ? 'openai-whisper' : normalisePythonName(name);
}

function askFor(into: Gathered, requirement: string, file: string): void {
  // Why: `; sys_platform == "win32"` and its kin are for other systems than an image's.
  if (/;[^;]*(?:win32|darwin|windows)/i.test(requirement) && !/!=/.test(requirement)) return;
  const specifier = readSpecifier(requirement);
  if (specifier === null) return;
  const name = nameOf(specifier.name, requirement);
  ask(into, { name, version: requirement, extras: specifier.extras, word: null, file });
}

function readRequirements(into: Gathered, paths: readonly string[]): void {
  const found = fileAt(into, paths);
  if (found === undefined) into.open = true;
  if (found === undefined || into.seen.has(found.path)) return;
  const { path, file } = found;
  into.seen.add(path);
  const { requirements, nested, sources } = readRequirementsText(file);
  into.sources.push(...sources);
  for (const requirement of requirements) askFor(into, requirement, path);
  for (const each of nested) readRequirements(into, [cleanPath(`/${path}/../${each}`).slice(1)]);
}

function readManifest(into: Gathered, paths: readonly string[], command: CommandFacts, word: ShellWord | null): void {
  const found = fileAt(into, paths);
  if (found === undefined) into.open = true;
  if (found === undefined || into.seen.has(found.path)) return;
  const { path, file } = found;
  into.seen.add(path);
  if (/\.ya?ml$/.test(path)) {
    const { conda, pip } = readCondaText(file);
    for (const name of conda)
      ask(into, { name: normalisePythonName(name), version: '', extras: [], word: null, file: path });
    for (const requirement of pip) askFor(into, requirement, path);
    return;
  }
  const project = readProjectText(file);
  into.sources.push(...project.sources);
  for (const requirement of namesOfProject(project, command, word)) askFor(into, requirement, path);
}

function readLock(into: Gathered, paths: readonly string[]): void {
  const found = fileAt(into, paths);
  if (found === undefined) return;
  for (const [name, each] of readLockText(found.file)) into.locked.set(name, each);
}

const indexVariables = [
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'UV_INDEX_URL', 'UV_EXTRA_INDEX_URL', 'UV_TORCH_BACKEND'],
  ...['PIP_FIND_LINKS', 'UV_INDEX', 'UV_DEFAULT_INDEX'],
];

/** What a Python installer's command installs; null where it is none that installs. */
export function readPythonInstall(
  context: ContextFacts | null,
  command: CommandFacts,
  seen: Pick<SeenFiles, 'copies' | 'mounts'>,
): PythonInstall | null {
  const installs = pythonInstallsOf(command);
  if (installs.length === 0) return null;
  const into: Gathered = { context, seen: new Set(), packages: new Map(), sources: [], locked: new Map(), open: false };
  const { context: place } = command;
  const placed: SeenFiles = { ...seen, workingFolder: place.workingFolder };
  for (const { packages, sources, manifests, open } of installs) {
    into.sources.push(...sources);
    if (open) into.open = true;
    for (const { name, version, extras, word } of packages)
      ask(into, { name: nameOf(name, word.raw), version: version ?? '', extras, word, file: null });
    for (const { path, role, word } of manifests) {
      if (role === 'constraints') continue;
      if (role === 'requirements') readRequirements(into, contextPaths(path, placed));
      else if (role === 'lock') readLock(into, contextPaths(path, placed));
      else if (role === 'manifest') readManifest(into, contextPaths(path, placed), command, word);
      else if (!/\.(?:whl|gz|zip|tgz)$/.test(path))
        readManifest(into, contextPaths(joinPath(path, 'pyproject.toml'), placed), command, word);
      else into.open = true;
    }
  }
  for (const name of indexVariables) into.sources.push(place.variable(name) ?? '');
  return {
    names: [...into.packages.keys()],
    packages: into.packages,
    locked: into.locked,
    sources: into.sources.filter((each) => each !== ''),
    versions: new Map([...into.packages].map(([name, { version }]) => [name, version])),
    open: into.open,
  };
}

/**
 * PyTorch is taken in a build that names the CPU, or from somewhere else than PyPI: then which build it is, is not for the
 * text to tell.
 */
export function takesCpuBuild({ sources, versions, locked }: PythonInstall, { command }: CommandFacts): boolean {
  if (sources.some((source) => !/(?:^|\/\/|[\s=])pypi\.(?:org|python\.org)\b/.test(source))) return true;
  if (command.words.some(({ value }) => value === '--no-index' || /^--torch-backend/.test(value ?? ''))) return true;
  return ['torch', 'torchvision', 'torchaudio'].some((name) => {
    const lock = locked.get(name);
    if (lock !== undefined && (/\+cpu/.test(lock.version) || (lock.source !== '' && !lock.source.includes('pypi.org'))))
      return true;
    return /\+cpu|\.whl|https?:/.test(versions.get(name) ?? '');
  });
}
