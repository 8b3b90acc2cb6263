// A Node project as the build sees it: package.json, lock file and settings of the folder that an install works on, as far
// as the context was read.
import { readPackageJson, type PackageJson } from '../../build-context/package-json.ts';
import type { PackageManager } from '../../effects/effect.ts';
import { joinPath } from '../../effects/path-set.ts';
import { contextCandidates, contextText, textInImage } from '../context-view.ts';
import { languageInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';

/** Managers of packages of the npm registry. */
export const nodeManagers: ReadonlySet<PackageManager> = new Set<PackageManager>(['npm', 'yarn', 'pnpm', 'bun']);

/** The step installs packages of the npm registry. */
export function installsNode(step: Step): boolean {
  return languageInstalls(step).some(({ manager }) => nodeManagers.has(manager));
}

/** Text of the file at an image path when the unit runs; null where it was not read. */
function textBefore(view: StageView, unit: Unit, path: string): string | null {
  const before = view.units.filter(({ place }) => place <= unit.place);
  return textInImage(view.snapshot, before, path)?.text ?? null;
}

/** package.json of the folder; null where it was not read or is no JSON. */
export function projectIn(view: StageView, unit: Unit, folder: string): PackageJson | null {
  const text = textBefore(view, unit, joinPath(folder, 'package.json'));
  return text === null ? null : readPackageJson(text);
}

/** Scripts that an install runs for the project itself. */
const installScripts = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

/** Why an install writes beside node_modules in the project's folder; null where it does not. */
export function whyWholeFolder(view: StageView, unit: Unit, step: Step, folder: string): string | null {
  const words = wordsOf(step);
  const project = projectIn(view, unit, folder);
  if (project === null) return 'package.json could not be read: its install scripts may write anywhere in the folder';
  if (project.hasWorkspaces || hasFile(view, unit, folder, 'pnpm-workspace.yaml'))
    return 'the packages of a workspace have dependencies of their own beside them';
  const script = words.includes('--ignore-scripts')
    ? undefined
    : installScripts.find((name) => project.scripts.has(name));
  if (script !== undefined) return `the ${script} script works in the project’s folder`;
  if (usesBerry(view, unit, step, folder)) return 'Yarn keeps its map of the dependencies in the project’s folder';
  return null;
}

/** Yarn 2 or later. */
function usesBerry(view: StageView, unit: Unit, step: Step, folder: string): boolean {
  if (step.facts.effect.tool !== 'yarn') return false;
  const words = step.facts.command.words.map(({ raw }) => raw);
  const named = /^yarn@(?:[2-9]|\d\d)/.test(projectIn(view, unit, folder)?.packageManager ?? '');
  return named || words.includes('--immutable') || hasFile(view, unit, folder, '.yarnrc.yml');
}

/** Where Yarn 4 keeps packages that the project's map points into, below HOME; null where they lie in the project. */
export function yarnStore(view: StageView, unit: Unit, step: Step, folder: string): string | null {
  const version = /^yarn@(\d+)/.exec(projectIn(view, unit, folder)?.packageManager ?? '')?.[1];
  if (!usesBerry(view, unit, step, folder) || version === undefined || Number(version) < 4) return null;
  const settings = textBefore(view, unit, joinPath(folder, '.yarnrc.yml')) ?? '';
  return /^nodeLinker: *["']?(?:node-modules|pnpm)|^enableGlobalCache: *["']?false/m.test(settings)
    ? null
    : '.yarn/berry';
}

/** The file comes from the context, by its name or by the listing. */
function hasFile(view: StageView, unit: Unit, folder: string, name: string): boolean {
  const { context } = view.snapshot;
  if (context === null) return false;
  const before = view.units.filter(({ place }) => place <= unit.place);
  const candidates = contextCandidates(before, joinPath(folder, name));
  const listed = context.listing?.entries.some(({ path }) => candidates.includes(path)) === true;
  return listed || candidates.some((path) => contextText(view.snapshot, path) !== null);
}

export interface NodePackages {
  /** Names that install commands and package.json files give. */
  readonly names: ReadonlySet<string>;
  /** Every list of packages was read. */
  readonly complete: boolean;
  /** The lock file was read, and no package in it runs a script when it is installed: nothing compiles. */
  readonly compilesNothing: boolean;
}

/** Everything that the stage installs of the npm registry. */
export function nodePackages(view: StageView): NodePackages {
  const names = new Set<string>();
  let complete = true;
  let compilesNothing = true;
  for (const unit of view.units)
    for (const step of unit.steps)
      for (const install of languageInstalls(step)) {
        if (!nodeManagers.has(install.manager)) continue;
        for (const { name } of install.packages) names.add(name);
        if (install.packages.length > 0 || install.open) compilesNothing = false;
        if (install.into.kind === 'system' || install.into.prefix === null) continue;
        const folder = install.into.prefix;
        const project = projectIn(view, unit, folder);
        if (project === null || project.hasWorkspaces) complete = false;
        for (const name of project?.dependencies ?? []) names.add(name);
        if (install.development !== false) for (const name of project?.devDependencies ?? []) names.add(name);
        const lock = textBefore(view, unit, joinPath(folder, 'package-lock.json'));
        if (install.manager !== 'npm' || lock === null || /"hasInstallScript"|"lockfileVersion": *1\b/.test(lock))
          compilesNothing = false;
      }
  return { names, complete, compilesNothing };
}
