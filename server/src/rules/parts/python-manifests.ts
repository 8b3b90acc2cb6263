// What Python's manifests and lock files name: requirements, pyproject.toml, Pipfile, environment.yml, uv.lock and
// poetry.lock, from their text alone. It resolves no versions and follows no file.
import { normalisePythonName } from '../../knowledge/python-wheels.ts';
import { remembered } from './remembered.ts';
import { readTomlTables, tomlString, tomlStrings, type TomlTable } from './toml-lines.ts';

export interface RequirementsText {
  /** One requirement each, comments, hashes and continuations taken off. */
  readonly requirements: readonly string[];
  /** `-r other.txt` */
  readonly nested: readonly string[];
  readonly constraints: readonly string[];
  /** Index options and `--find-links`, as written. */
  readonly sources: readonly string[];
}

/** A project's own dependencies by what asks for them. */
export interface ProjectText {
  readonly main: readonly string[];
  /** Extras: `[project.optional-dependencies]`, `[tool.poetry.extras]`. */
  readonly extras: ReadonlyMap<string, readonly string[]>;
  /** `[dependency-groups]`, `[tool.poetry.group.*]`, `[dev-packages]`, by name. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Package indexes and sources that are named, as written. */
  readonly sources: readonly string[];
}

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Where it comes from, as written (`{ registry = "https://pypi.org/simple" }`). */
  readonly source: string;
  readonly requires: readonly string[];
}

/** Reads a requirements file (pip, "Requirements File Format"). */
export const readRequirementsText: (file: { readonly text: string }) => RequirementsText = remembered(({ text }) => {
  const requirements: string[] = [];
  const nested: string[] = [];
  const constraints: string[] = [];
  const sources: string[] = [];
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const comment = line.search(/(?:^|\s)#/);
    const entry = (comment < 0 ? line : line.slice(0, comment)).trim();
    if (entry === '') continue;
    const option = /^(-r|--requirement|-c|--constraint)[ =]?\s*(\S+)$/.exec(entry);
    if (option !== null) ((option[1] ?? '').includes('c') ? constraints : nested).push(option[2] ?? '');
    else if (/^(?:-i|--index-url|--extra-index-url|-f|--find-links)\b/.test(entry)) sources.push(entry);
    else if (!entry.startsWith('-')) requirements.push((entry.split(/\s--/, 1)[0] ?? entry).trimEnd());
  }
  return { requirements, nested, constraints, sources };
});

/** `name = "^1.2"`, `name = { version = "1", optional = true }` as `name`; the interpreter itself left out. */
function poetryNames({ entries }: TomlTable): readonly string[] {
  return [...entries]
    .filter(([name, value]) => name !== 'python' && !/optional\s*=\s*true/.test(value))
    .map(([name, value]) => name + (/^["']\d/.test(value) ? `==${tomlString(value) ?? ''}` : ''));
}

/** Reads pyproject.toml (PEP 621, PEP 735, Poetry) or a Pipfile. */
export const readProjectText: (file: { readonly text: string }) => ProjectText = remembered(({ text }) => {
  const main: string[] = [];
  const extras = new Map<string, readonly string[]>();
  const groups = new Map<string, readonly string[]>();
  const sources: string[] = [];
  for (const table of readTomlTables(text)) {
    const { name, entries } = table;
    const group = /^tool\.poetry\.group\.([^.]+)\.dependencies$/.exec(name)?.[1];
    if (name === 'project') main.push(...tomlStrings(entries.get('dependencies')));
    else if (name === 'project.optional-dependencies' || name === 'tool.poetry.extras')
      for (const [extra, value] of entries) extras.set(extra, tomlStrings(value));
    else if (name === 'dependency-groups') for (const [key, value] of entries) groups.set(key, tomlStrings(value));
    else if (name === 'tool.poetry.dependencies' || name === 'packages') main.push(...poetryNames(table));
    else if (name === 'tool.poetry.dev-dependencies' || name === 'dev-packages') groups.set('dev', poetryNames(table));
    else if (group !== undefined) groups.set(group, poetryNames(table));
    else if (name === 'tool.uv')
      groups.set('dev', [...(groups.get('dev') ?? []), ...tomlStrings(entries.get('dev-dependencies'))]);
    else if (name === 'tool.uv.index' || name === 'tool.poetry.source' || name === 'source')
      sources.push(...[...entries].filter(([key]) => key === 'url').map(([, value]) => tomlString(value) ?? value));
  }
  return { main, extras, groups, sources };
});

const conda = /^\s*-\s+(?:[\w.-]+::)?["']?([a-z\d][\w.-]*)/i;

export interface CondaText {
  readonly conda: readonly string[];
  readonly pip: readonly string[];
}

/** Reads the dependencies of an environment.yml; those below `- pip:` are pip's. */
export const readCondaText: (file: { readonly text: string }) => CondaText = remembered(({ text }) => {
  const found: { conda: string[]; pip: string[] } = { conda: [], pip: [] };
  let inside = false;
  let pipIndent: number | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line) && !line.startsWith('-')) {
      inside = /^dependencies\s*:/.test(line);
      pipIndent = null;
      continue;
    }
    if (!inside || line.trim() === '') continue;
    const indent = line.search(/\S/);
    if (/^\s*-\s+pip:\s*$/.test(line)) {
      pipIndent = indent;
      continue;
    }
    if (pipIndent !== null && indent <= pipIndent) pipIndent = null;
    if (pipIndent !== null) {
      const entry = line
        .trim()
        .replace(/^-\s*/, '')
        .replace(/^["']|["']$/g, '');
      if (!entry.startsWith('-') && !entry.startsWith('#')) found.pip.push(entry.split(' #')[0] ?? entry);
      continue;
    }
    const name = conda.exec(line)?.[1];
    if (name !== undefined) found.conda.push(name.toLowerCase());
  }
  return found;
});

/** Reads uv.lock, poetry.lock or pdm.lock: every package by its normalised name; of several versions the first. */
export const readLockText: (file: { readonly text: string }) => ReadonlyMap<string, LockedPackage> = remembered(
  ({ text }) => {
    const packages = new Map<string, LockedPackage>();
    let current: { name: string; version: string; source: string; requires: string[] } | null = null;
    const keep = (): void => {
      if (current !== null && !packages.has(current.name)) packages.set(current.name, current);
    };
    for (const { name, entries } of readTomlTables(text)) {
      if (name === 'package') {
        keep();
        current = {
          name: normalisePythonName(tomlString(entries.get('name')) ?? ''),
          version: tomlString(entries.get('version')) ?? '',
          source: entries.get('source') ?? '',
          requires: [...(entries.get('dependencies') ?? '').matchAll(/name\s*=\s*"([^"]+)"/g)].map(([, each]) =>
            normalisePythonName(each ?? ''),
          ),
        };
      } else if (name === 'package.dependencies' && current !== null)
        current.requires.push(...[...entries.keys()].map(normalisePythonName));
      else if (name === 'package.source' && current !== null) current.source = entries.get('url') ?? '';
    }
    keep();
    return packages;
  },
);
