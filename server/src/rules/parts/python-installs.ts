// What a pip command installs by name: on its own line, and in the requirements files of the context that it reads. It
// resolves no versions and follows no file outside the context.
import { readSpecifier } from '../../effects/python-requirements.ts';
import { isWithin } from '../../effects/path-set.ts';
import type { CommandFacts, ContextFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { normalisePythonName } from '../../knowledge/python-wheels.ts';
import { cleanPath } from '../../build-context/ignore-file.ts';

export interface PythonInstall {
  /** Normalised, each once. */
  readonly names: readonly string[];
  /** Index options, in the command, its environment and the files. */
  readonly sources: readonly string[];
  /** Versions as constrained, by name. */
  readonly versions: ReadonlyMap<string, string>;
}

/** Context paths that a copy may have put at an image path. */
function contextPaths(path: string, before: readonly InstructionFacts[]): readonly string[] {
  return before.flatMap(({ copy }) => {
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
      ];
    });
  });
}

interface Lines {
  readonly names: string[];
  readonly sources: string[];
  readonly versions: Map<string, string>;
}

function readLines(context: ContextFacts, path: string, into: Lines, seen: Set<string>): void {
  const file = context.files.get(path);
  if (file === undefined || !('text' in file) || seen.has(path)) return;
  seen.add(path);
  for (const line of file.text.split(/\r?\n/)) {
    const entry = (line.split(' #')[0] ?? '').trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const nested = /^(?:-r|--requirement)[ =]?\s*(\S+)$/.exec(entry)?.[1];
    if (nested !== undefined) readLines(context, cleanPath(`/${path}/../${nested}`).slice(1), into, seen);
    else if (/^(?:-i|--index-url|--extra-index-url|-f|--find-links)\b/.test(entry)) into.sources.push(entry);
    else if (!entry.startsWith('-')) addSpecifier(entry, into);
  }
}

function addSpecifier(entry: string, into: Lines): void {
  const specifier = readSpecifier(entry);
  if (specifier === null) return;
  const name = normalisePythonName(specifier.name);
  into.names.push(name);
  into.versions.set(name, entry);
}

/**
 * What a pip or uv command installs; null where it is none that installs. `copies` are the instructions before it that
 * copied from the context.
 */
export function readPythonInstall(
  context: ContextFacts | null,
  { effect, context: place }: CommandFacts,
  copies: readonly InstructionFacts[],
): PythonInstall | null {
  const installs = effect.installs.filter(({ manager }) => manager === 'pip' || manager === 'uv');
  if (installs.length === 0) return null;
  const into: Lines = { names: [], sources: [], versions: new Map() };
  for (const { packages, sources } of installs) {
    into.sources.push(...sources);
    for (const { name, version } of packages) {
      into.names.push(normalisePythonName(name));
      into.versions.set(normalisePythonName(name), version ?? '');
    }
  }
  for (const name of [
    'PIP_INDEX_URL',
    'PIP_EXTRA_INDEX_URL',
    'UV_INDEX_URL',
    'UV_EXTRA_INDEX_URL',
    'UV_TORCH_BACKEND',
    'PIP_FIND_LINKS',
    'UV_INDEX',
  ])
    into.sources.push(place.variable(name) ?? '');
  const seen = new Set<string>();
  if (context !== null)
    for (const { path, role } of installs.flatMap(({ manifests }) => manifests))
      if (role === 'requirements') for (const each of contextPaths(path, copies)) readLines(context, each, into, seen);
  return {
    names: [...new Set(into.names)],
    sources: into.sources.filter((each) => each !== ''),
    versions: into.versions,
  };
}

/**
 * PyTorch is taken in a build that names the CPU, or from somewhere else than PyPI: then which build it is, is not for the
 * text to tell.
 */
export function takesCpuBuild({ sources, versions }: PythonInstall, { command }: CommandFacts): boolean {
  if (sources.some((source) => !/(?:^|\/\/|[\s=])pypi\.(?:org|python\.org)\b/.test(source))) return true;
  if (command.words.some(({ value }) => value === '--no-index' || /^--torch-backend/.test(value ?? ''))) return true;
  return ['torch', 'torchvision', 'torchaudio'].some((name) => /\+cpu|\.whl|https?:/.test(versions.get(name) ?? ''));
}
