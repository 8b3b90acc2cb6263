// What uv, poetry, PDM and pipenv read to install the dependencies of a project without the project: its manifest, its lock
// file and their own settings. Dependencies that lie in folders are no proof.
import { joinPath } from '../../../effects/path-set.ts';
import type { CommandFacts } from '../../../facts/snapshot.ts';
import type { ManifestReader } from '../manifest-reader.ts';
import type { Project } from '../project.ts';
import { readRequirementsFiles } from './pip.ts';

interface Kind {
  readonly manifest: string;
  /** Read where they are there. */
  readonly beside: readonly string[];
  /** Options without which the project itself is installed; null where it never is. */
  readonly without: RegExp | null;
}

const kinds: Readonly<Record<string, Kind>> = {
  uv: {
    manifest: 'pyproject.toml',
    beside: ['uv.lock', 'uv.toml', '.python-version', '.python-versions'],
    without: /^--(?:no-install-project|no-install-workspace|only-group|only-dev)\b/,
  },
  poetry: {
    manifest: 'pyproject.toml',
    beside: ['poetry.lock', 'poetry.toml'],
    without: /^--(?:no-root|only-root)$/,
  },
  pdm: {
    manifest: 'pyproject.toml',
    beside: ['pdm.lock', 'pdm.toml', '.pdm-python'],
    without: /^--no-(?:self|project)$/,
  },
  pipenv: { manifest: 'Pipfile', beside: ['Pipfile.lock', '.env', 'pyproject.toml', 'setup.py'], without: null },
};

export const readPythonProject: ManifestReader = (command, project) => {
  const { effect, context } = command;
  if (effect.tool === 'uv' && effect.verb !== 'sync') return readUvPip(command, project);
  const kind = kinds[effect.tool];
  const verbs = /^(?:install|sync)$/;
  if (kind === undefined || !verbs.test(effect.verb ?? ''))
    return { why: `${effect.tool} may read all of the project` };
  const words = command.command.words.map(({ value }) => value);
  if (words.includes(null)) return { why: 'a variable decides what it does' };
  if (kind.without !== null && !words.some((word) => kind.without?.test(word ?? '') === true))
    return { why: 'it installs the project itself, which takes all of its files' };
  if (words.some((word) => /^(?:--project|--directory|-p|-C|-P)\b/.test(word ?? '')))
    return { why: 'it works on a project elsewhere' };
  const manifest = joinPath(context.workingFolder, kind.manifest);
  const text = project.text(manifest);
  if (text === null) return { why: `${manifest} is not known` };
  if (/(?:^|[{,\s])(?:path|file|workspace|members|editable)\s*=/m.test(text) || /@\s*file:/.test(text))
    return { why: `${kind.manifest} names folders of the project` };
  const beside = kind.beside.map((name) => joinPath(context.workingFolder, name));
  return {
    files: [manifest, ...beside.filter((path) => project.has(path))],
    absent: beside.filter((path) => !project.has(path)),
  };
};

/** `uv pip install -r`: settings of the project in its folder count. */
function readUvPip({ effect, context }: CommandFacts, project: Project): ReturnType<ManifestReader> {
  const manifests = effect.installs.flatMap((install) => install.manifests);
  if (effect.verb?.startsWith('pip') !== true && effect.verb !== 'install')
    return { why: 'uv may read all of the project' };
  if (manifests.some(({ role }) => role !== 'requirements' && role !== 'constraints'))
    return { why: 'it installs the project itself' };
  const read = readRequirementsFiles(
    manifests.map(({ path }) => path),
    project,
  );
  if ('why' in read) return read;
  const settings = ['pyproject.toml', 'uv.toml'].map((name) => joinPath(context.workingFolder, name));
  return {
    files: [...read.files, ...settings.filter((path) => project.has(path))],
    absent: settings.filter((path) => !project.has(path)),
  };
}
