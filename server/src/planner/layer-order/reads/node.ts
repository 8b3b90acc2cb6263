// What npm, Yarn, pnpm and Bun read to install a project's dependencies: manifests of the project and of its workspaces, lock
// files, settings, patches, Prisma's schema. Scripts of the project that do anything else are no proof, nor is a lock file
// that the install might write anew.
import { joinPath, matchesSegment } from '../../../effects/path-set.ts';
import type { CommandFacts } from '../../../facts/snapshot.ts';
import { parseJson, recordOf } from '../../../image/untrusted-json.ts';
import type { ManifestReader } from '../manifest-reader.ts';
import type { Project } from '../project.ts';

type Manifest = Readonly<Record<string, unknown>>;

const beside: Readonly<Record<string, readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json', '.npmrc'],
  yarn: ['yarn.lock', '.yarnrc', '.yarnrc.yml', '.npmrc'],
  pnpm: ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'],
  bun: ['bun.lock', 'bun.lockb', 'bunfig.toml', '.npmrc'],
};

/** Run as root by the installs of all four. */
const lifecycle = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
const dependencyKinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

export const readNode: ManifestReader = (command, project) => {
  const { effect } = command;
  const [install, ...more] = effect.installs;
  const own = install?.manifests[0]?.path;
  if (install === undefined || own === undefined || more.length > 0 || install.open || install.packages.length > 0)
    return { why: 'it does more than install what package.json names' };
  const folder = own.slice(0, own.lastIndexOf('/')) || '/';
  if (!project.isKnown(folder)) return { why: 'the build context is too big to be known file by file' };
  const text = project.text(own);
  if (text === null) return { why: `${own} is not known` };
  const manifest = recordOf(parseJson(text));
  const at = (name: string): string => joinPath(folder, name);
  if (project.has(at('binding.gyp'))) return { why: 'binding.gyp has sources of the project compiled' };
  if (project.has(at('.pnp.cjs')) || project.has(at('.pnpmfile.cjs')))
    return { why: 'a file of the package manager may read all of the project' };
  const files = new Set([own]);
  const isRecursive = command.command.words.some(({ value }) => value === '-r' || value === '--recursive');
  const why =
    addWorkspaces(
      project,
      folder,
      workspacePatterns(project, folder, manifest) ?? (isRecursive ? ['**'] : []),
      manifest,
      files,
    ) ??
    addScripts(command, project, folder, manifest, files) ??
    rewritesLock(command, project, folder, manifest);
  if (why !== null) return { why };
  const names = (beside[effect.tool] ?? []).map(at);
  for (const path of names) if (project.has(path)) files.add(path);
  for (const inner of ['.yarn/releases', '.yarn/plugins', '.yarn/patches', '.yarn/cache', 'patches'])
    for (const path of project.below(at(inner))) files.add(path);
  for (const path of project.below(folder))
    if (/^\.?puppeteer[\w.]*$/.test(path.slice(at('x').length - 1))) files.add(path);
  return { files: [...files], absent: names.filter((path) => !project.has(path)) };
};

/** Adds the manifests of a workspace's packages. */
function addWorkspaces(
  project: Project,
  folder: string,
  patterns: readonly string[],
  manifest: Manifest,
  files: Set<string>,
): string | null {
  const own = badDependency(manifest);
  if (own !== null) return `package.json takes ${own} from a folder`;
  for (const path of project.below(folder)) {
    if (!path.endsWith('/package.json') || path.includes('/node_modules/')) continue;
    const inner = path.slice(joinPath(folder, 'x').length - 1, -'/package.json'.length);
    if (inner === '' || !patterns.some((pattern) => matchesFolders(pattern.split('/'), inner.split('/')))) continue;
    const text = project.text(path);
    if (text === null) return `${path} is not known`;
    const member = recordOf(parseJson(text));
    if (member['bin'] !== undefined) return `${path} has programs that the install links`;
    if (lifecycle.some((name) => recordOf(member['scripts'])[name] !== undefined))
      return `${path} has scripts that run at install`;
    const bad = badDependency(member);
    if (bad !== null) return `${path} takes ${bad} from a folder`;
    files.add(path);
  }
  return null;
}

function badDependency(manifest: Manifest): string | null {
  for (const kind of [...dependencyKinds, 'overrides', 'resolutions'])
    for (const [name, value] of Object.entries(recordOf(manifest[kind])))
      if (typeof value === 'string' && /^(?:file|link|portal|exec):|^[.~]{0,2}\//.test(value)) return name;
  return null;
}

function workspacePatterns(project: Project, folder: string, { workspaces }: Manifest): readonly string[] | null {
  const yaml = project.text(joinPath(folder, 'pnpm-workspace.yaml'));
  const named = Array.isArray(workspaces) ? workspaces : recordOf(workspaces)['packages'];
  const patterns = Array.isArray(named) ? named.filter((each) => typeof each === 'string') : [];
  for (const [, item = ''] of (yaml ?? '').matchAll(/^[ \t]*-[ \t]+["']?([^"'\s#]+)/gm)) patterns.push(item);
  if (patterns.length === 0) return project.has(joinPath(folder, 'pnpm-workspace.yaml')) ? ['**'] : null;
  return patterns.map((pattern) => pattern.replace(/^\.\//, '').replace(/\/$/, ''));
}

/** `packages/*`, `apps/**`: whether the pattern's folders are these, or lead to them. */
function matchesFolders(pattern: readonly string[], folders: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return folders.length === 0;
  if (first === '**') return true;
  const [folder, ...deeper] = folders;
  return folder !== undefined && matchesSegment(first, folder) && matchesFolders(rest, deeper);
}

/** Adds what the project's own install scripts read. */
function addScripts(
  { command }: CommandFacts,
  project: Project,
  folder: string,
  manifest: Manifest,
  files: Set<string>,
): string | null {
  const scripts = recordOf(manifest['scripts']);
  const dependencies = new Set(dependencyKinds.flatMap((kind) => Object.keys(recordOf(manifest[kind]))));
  const skipped = command.words.some(({ value }) => value === '--ignore-scripts');
  if (skipped) return null;
  const hasGit = project.below(joinPath(folder, '.git')).length > 0;
  if (
    hasGit &&
    ['husky', 'pre-commit', 'simple-git-hooks', 'lefthook', 'yorkie'].some((name) => dependencies.has(name))
  )
    return 'hooks are installed into the copied .git';
  let prisma = dependencies.has('@prisma/client');
  for (const name of lifecycle) {
    const script = scripts[name];
    if (script === undefined) continue;
    for (const part of (typeof script === 'string' ? script : '?').split('&&')) {
      const run = part.trim().replace(/^npx (?:--?y(?:es)? )?/, '');
      if (run === 'prisma generate') prisma = true;
      else if (!quietScript.test(run)) return `the script "${name}" of package.json runs \`${run.slice(0, 40)}\``;
    }
  }
  if (!prisma) return null;
  const schemas = ['prisma', 'schema.prisma'].flatMap((name) => {
    const path = joinPath(folder, name);
    return project.has(path) ? [path] : project.below(path);
  });
  for (const path of schemas) {
    files.add(path);
    const lines = (project.text(path) ?? 'output =').split('\n');
    if (path.endsWith('.prisma') && lines.some((line) => /^\s*output\s*=/.test(line)))
      return `${path} may have its client generated among the sources`;
  }
  return null;
}

/** Scripts that read package.json, patches/ or nothing. */
const quietScript =
  /^(?:only-allow \w+|exit 0|true|echo(?: [\w .,!'"-]*)?|husky(?: install)?(?: \|\| true)?|patch-package(?: --error-on-fail)?)$/;

/** Null where the install surely leaves the lock file as it is. */
function rewritesLock(
  { effect, command }: CommandFacts,
  project: Project,
  folder: string,
  manifest: Manifest,
): string | null {
  const isFrozen = command.words.some(({ value }) =>
    /^--(?:frozen-lockfile|immutable|pure-lockfile|no-package-lock|no-save|ci)$/.test(value ?? ''),
  );
  if (isFrozen || /^(?:ci|clean-install|ic|install-clean|fetch)$/.test(effect.verb ?? '')) return null;
  const locks = (beside[effect.tool] ?? []).filter((name) => /lock|shrinkwrap/.test(name));
  const lock = locks.find((name) => project.has(joinPath(folder, name)));
  if (lock === undefined) return null;
  const text = project.text(joinPath(folder, lock));
  const isCurrent = text !== null && (lock === 'yarn.lock' ? yarnHolds : npmHolds)(text, manifest);
  return isCurrent ? null : `it may write ${lock} anew; an install that is bound to the lock does not`;
}

function npmHolds(text: string, manifest: Manifest): boolean {
  const lock = recordOf(parseJson(text));
  const root = recordOf(recordOf(lock['packages'])['']);
  if (typeof lock['lockfileVersion'] !== 'number' || lock['lockfileVersion'] < 2) return false;
  return dependencyKinds.every((kind) => sorted(root[kind]) === sorted(manifest[kind]));
}

function sorted(value: unknown): string {
  return JSON.stringify(Object.entries(recordOf(value)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function yarnHolds(text: string, manifest: Manifest): boolean {
  if (!text.includes('# yarn lockfile v1')) return false;
  const kinds = dependencyKinds.filter((kind) => kind !== 'peerDependencies');
  return kinds.every((kind) =>
    Object.entries(recordOf(manifest[kind])).every(([name, range]) => text.includes(`${name}@${String(range)}`)),
  );
}
