// Whether development dependencies can leave once the build is done: only where all that starts was read, and nothing of
// it names one of them or a program that one of them brings. In doubt they stay.
import { isWithin } from '../../effects/path-set.ts';
import { contextTexts, textInImage } from '../context-view.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, type StageView, type Step, type Unit } from '../stage-view.ts';
import { binariesOf } from './node-needs.ts';
import { projectIn, whyWholeFolder } from './node-project.ts';

/** Packages that load others by names that no code of the project holds, or that keep generated code among the dependencies. */
const loadsByName =
  /^(?:@prisma\/client|prisma|next|nuxt|gatsby|vite|@remix-run\/|@sveltejs\/kit|astro|@strapi\/|strapi|@medusajs\/|@keystonejs|@adonisjs\/|ts-node|tsx|typeorm|@mikro-orm\/|@babel\/register|@babel\/node|patch-package)/;

/** Code that only work on the project runs. */
const forWork =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|e2e|spec|cypress|\.storybook|node_modules)\/|\.(?:test|spec|stories|config|d)\.[cm]?[jt]sx?$|(?:^|\/)(?:\.\w+rc\.[cm]?js|[Gg]ulpfile\.[cm]?[jt]s|Gruntfile\.[cm]?js)$/;

const code = /\.(?:[cm]?[jt]s|[jt]sx)$/;

interface Locked {
  readonly dev?: unknown;
  readonly bin?: unknown;
}

/** Programs that packages of the lock file bring which only development needs; null where the text is no such file. */
function developmentPrograms(lock: string): ReadonlySet<string> | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(lock);
  } catch {
    return null;
  }
  const packages = typeof parsed === 'object' && parsed !== null && 'packages' in parsed ? parsed.packages : null;
  if (typeof packages !== 'object' || packages === null) return null;
  const found = new Set<string>();
  for (const entry of Object.values(packages) as readonly unknown[]) {
    const { dev, bin } = (typeof entry === 'object' && entry !== null ? entry : {}) as Locked;
    if (dev === true && typeof bin === 'object' && bin !== null) for (const name of Object.keys(bin)) found.add(name);
  }
  return found;
}

/** The one `npm ci` or `npm install` that brings development dependencies, with its folder; null where there are more. */
function onlyInstall(view: StageView): { readonly unit: Unit; readonly step: Step; readonly folder: string } | null {
  const found = view.units.flatMap((unit) =>
    unit.steps.flatMap((step) =>
      languageInstalls(step).flatMap((install) =>
        install.into.kind === 'system' ? [] : [{ unit, step, install, folder: install.into.prefix }],
      ),
    ),
  );
  const [first] = found;
  if (found.length !== 1 || first?.folder == null) return null;
  const { unit, step, install, folder } = first;
  if (install.manager !== 'npm' || install.development !== true || install.packages.length > 0) return null;
  const prunes = view.units.some(({ steps }) =>
    steps.some(({ facts }) => facts.effect.removes.some(({ manager }) => manager === 'npm')),
  );
  return prunes ? null : { unit, step, folder };
}

/** The text names the package, whole or by a path in it, as a string. */
function names(text: string, name: string): boolean {
  return ["'", '"', '`'].some((mark) => text.includes(`${mark}${name}${mark}`) || text.includes(`${mark}${name}/`));
}

/** All code that may run was read: none of it, nor its start, names a development dependency. */
function nothingNames(view: StageView, roots: Roots, development: readonly string[]): boolean {
  const listing = view.snapshot.context?.listing ?? null;
  if (listing === null || listing.truncated || roots.unread.length > 0) return false;
  const texts = contextTexts(view.snapshot, ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx']);
  const read = new Set(texts.map(({ path }) => path));
  if (listing.entries.some(({ path }) => code.test(path) && !forWork.test(path) && !read.has(path))) return false;
  const running = texts.filter(({ path }) => !forWork.test(path)).map(({ text }) => text);
  const starts = [...roots.texts.map(({ text }) => text), ...roots.argv, ...view.snapshot.config.environment.values()];
  return !development.some(
    (name) => running.some((text) => names(text, name)) || starts.some((text) => text.includes(name)),
  );
}

/**
 * The command that takes development dependencies out again where the builder ends, after `last`; null where one of them
 * may be of use at run time.
 */
export function pruneCommand(
  view: StageView,
  roots: Roots,
  last: Unit,
): { readonly command: string; readonly reason: string } | null {
  const install = onlyInstall(view);
  if (install === null || last.place < install.unit.place) return null;
  const { unit, step, folder } = install;
  const project = projectIn(view, unit, folder);
  if (project === null || project.hasWorkspaces || whyWholeFolder(view, unit, step, folder) !== null) return null;
  const development = project.devDependencies.filter((name) => !project.dependencies.includes(name));
  if (development.length === 0 || project.dependencies.some((name) => loadsByName.test(name))) return null;
  const before = view.units.filter(({ place }) => place <= unit.place);
  const lock = textInImage(view.snapshot, before, `${folder === '/' ? '' : folder}/package-lock.json`);
  const programs = lock === null ? null : developmentPrograms(lock.text);
  if (programs === null) return null;
  const starts = [...roots.commands.keys()];
  if (starts.some((name) => programs.has(name) || development.some((each) => binariesOf(each).includes(name))))
    return null;
  if (!nothingNames(view, roots, development)) return null;
  const { user, workingFolder } = last.facts.after;
  if (user !== unit.facts.before.user || !isWithin(folder, workingFolder) || workingFolder !== folder) return null;
  return {
    command: 'npm prune --omit=dev',
    reason: `nothing that starts names ${development.slice(0, 3).join(', ')}${development.length > 3 ? ' …' : ''}`,
  };
}
