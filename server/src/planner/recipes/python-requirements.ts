// The Python packages that a stage installs: names from command lines and from requirements files that were read, with
// what could not be read. It resolves no versions and no dependencies of dependencies.
import { readSpecifier } from '../../effects/python-requirements.ts';
import { joinPath } from '../../effects/path-set.ts';
import { contextText, textInImage } from '../context-view.ts';
import { listedNames, projectNames, type DeclaredFile } from './python-declared.ts';
import { languageInstalls, type StageView, type Step, type Unit } from '../stage-view.ts';

export interface PythonPackages {
  /** Normalised names (PEP 503). */
  readonly names: ReadonlySet<string>;
  /** Every name is known. */
  readonly complete: boolean;
  /** A local project, version-control URL or editable install is among them. */
  readonly fromSource: boolean;
}

const managers = new Set(['pip', 'uv', 'poetry', 'pipenv', 'pdm']);

/** True where the command installs Python packages. */
export function installsPython(step: Step): boolean {
  return languageInstalls(step).some(({ manager }) => managers.has(manager));
}

/** Packages of all Python installs of a stage. */
export function pythonPackages(view: StageView): PythonPackages {
  const all: PythonPackages[] = [];
  for (const unit of view.units)
    for (const step of unit.steps) if (installsPython(step)) all.push(packagesOf(view, unit, step));
  return {
    names: new Set(all.flatMap(({ names }) => [...names])),
    complete: all.every(({ complete }) => complete),
    fromSource: all.some(({ fromSource }) => fromSource),
  };
}

function packagesOf(view: StageView, unit: Unit, step: Step): PythonPackages {
  const names = new Set<string>();
  let complete = true;
  let fromSource = false;
  for (const install of languageInstalls(step)) {
    const declared: DeclaredFile[] = [];
    if (install.open) complete = false;
    for (const { name, version, word } of install.packages) {
      names.add(name);
      if (/(?:git|hg|svn|bzr)\+/.test(`${version ?? ''}${word.raw}`)) fromSource = true;
    }
    for (const { path, role } of install.manifests) {
      if (role === 'project') {
        if (!path.endsWith('.whl')) fromSource = true;
        const project = readProject(view, unit, path);
        if (project === null) complete = false;
        else for (const name of project) names.add(name);
      } else if (role === 'requirements') {
        const read = readFile(view, unit, path, new Set());
        for (const name of read.names) names.add(name);
        complete &&= read.complete;
        fromSource ||= read.fromSource;
      } else if (role === 'manifest' || role === 'lock') declared.push({ role, path, text: textAt(view, unit, path) });
    }
    if (declared.length === 0) continue;
    const wanted = projectNames(declared);
    if (wanted === null) complete = false;
    else for (const name of wanted) names.add(name);
    // Why: the project itself is installed beside what it asks for.
    fromSource = true;
  }
  return { names, complete, fromSource };
}

interface ReadRequirements {
  readonly names: Set<string>;
  complete: boolean;
  fromSource: boolean;
}

function readFile(view: StageView, unit: Unit, path: string, seen: Set<string>): ReadRequirements {
  const result: ReadRequirements = { names: new Set(), complete: true, fromSource: false };
  if (seen.has(path)) return result;
  seen.add(path);
  const text = textAt(view, unit, path);
  if (text === null) return { ...result, complete: false };
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const entry = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (entry === '') continue;
    const nested = /^(?:-r|--requirement)[\s=]+(\S+)/.exec(entry);
    if (nested !== null) {
      const inner = readFile(view, unit, joinPath(folder, nested[1] ?? ''), seen);
      for (const name of inner.names) result.names.add(name);
      result.complete &&= inner.complete;
      result.fromSource ||= inner.fromSource;
      continue;
    }
    if (
      /^(?:-e|--editable)\b/.test(entry) ||
      /^(?:\.{0,2}\/|file:|(?:git|hg|svn|bzr)\+)/.test(entry) ||
      entry === '.'
    ) {
      result.fromSource = true;
      const name = readSpecifier(entry.replace(/^(?:-e|--editable)[\s=]+/, ''))?.name;
      if (name === undefined) result.complete = false;
      else result.names.add(name);
      continue;
    }
    if (entry.startsWith('-')) continue;
    const specifier = readSpecifier(entry);
    if (specifier === null) result.complete = false;
    else {
      result.names.add(specifier.name);
      if (/@\s*(?:git|hg)\+/.test(entry)) result.fromSource = true;
    }
  }
  return result;
}

/** Text of the file as the unit finds it: mounted, or copied before; null where it was not read. */
function textAt(view: StageView, unit: Unit, path: string): string | null {
  const before = view.units.filter(({ place }) => place <= unit.place);
  return mountedText(view, unit, path) ?? textInImage(view.snapshot, before, path)?.text ?? null;
}

/** `--mount=type=bind,source=requirements.txt,target=…`: the file is not copied. */
function mountedText(view: StageView, unit: Unit, path: string): string | null {
  for (const mount of unit.facts.mounts) {
    const target = 'target' in mount && typeof mount.target === 'string' ? mount.target : null;
    const source = 'source' in mount && typeof mount.source === 'string' ? mount.source : null;
    if (target !== null && source !== null && joinPath(unit.facts.before.workingFolder, target) === path)
      return contextText(view.snapshot, joinPath('/', source).slice(1));
  }
  return null;
}

/** Names of a project's own dependencies (`pyproject.toml`, `setup.py`, `setup.cfg`); null where they cannot be read. */
function readProject(view: StageView, unit: Unit, folder: string): readonly string[] | null {
  const before = view.units.filter(({ place }) => place <= unit.place);
  for (const name of ['pyproject.toml', 'setup.cfg', 'setup.py']) {
    const file = textInImage(view.snapshot, before, joinPath(folder, name));
    if (file === null) continue;
    const names = listedNames(file.text, /^[ \t]*(?:dependencies|install_requires)[ \t]*=[ \t]*\[/m);
    if (names !== null) return names;
    if (/\bext_modules\b|install_requires|dependencies/.test(file.text)) return null;
  }
  return null;
}
