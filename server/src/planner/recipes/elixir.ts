// Elixir: where a release is built, the release alone is carried: it holds the Erlang machine and everything compiled. A project
// that is started by `mix` compiles where it runs, so it is refused.
import { isWithin, joinPath } from '../../effects/path-set.ts';
import { alwaysRuns, isReadLater, namedBelow } from '../project-files.ts';
import { instructionRange, refuse } from '../refusals.ts';
import type { Refusal } from '../plan.ts';
import type { Roots } from '../roots.ts';
import { wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { noAdvice, type Output, type Recipe } from './recipe.ts';

const images = /^docker\.io\/(?:library\/elixir|hexpm\/elixir)$/;
const scriptTools = /^(?:npm|npx|yarn|pnpm|bun|node)$/;

function isMix({ facts }: Step): boolean {
  return facts.effect.tool === 'mix';
}

function buildsRelease(step: Step): boolean {
  return isMix(step) && wordsOf(step).some((word) => /^(?:distillery\.)?release$/.test(word));
}

/** The command that builds the release; null where none does. */
function releaseOf(view: StageView): { readonly unit: Unit; readonly step: Step } | null {
  for (const unit of view.units) for (const step of unit.steps) if (buildsRelease(step)) return { unit, step };
  return null;
}

/** The folder that releases of the command lie in. */
function releaseFolder(step: Step): string {
  const { context } = step.facts;
  const words = wordsOf(step);
  const given = words[words.indexOf('--path') + 1];
  if (words.includes('--path') && given !== undefined) return joinPath(context.workingFolder, given);
  const built = context.variable('MIX_BUILD_PATH') ?? `_build/${context.variable('MIX_ENV') ?? 'dev'}`;
  return joinPath(context.workingFolder, `${built}/rel`);
}

function releaseOutputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] {
  const folder = releaseFolder(step);
  const named = [...namedBelow(view, roots, folder)].flatMap(([path, why]) => {
    const [name] = path.slice(folder.length + 1).split('/');
    return name === undefined || wordsOf(step).includes('--path') ? [] : [{ path: joinPath(folder, name), why }];
  });
  const certain = alwaysRuns(step);
  if (named.length > 0) return named.map(({ path, why }) => ({ path, kind: 'tree', certain, reason: why }));
  if (isReadLater(view, unit, step, folder)) return [];
  return [{ path: folder, kind: 'tree', certain, reason: 'the release, with the Erlang machine in it' }];
}

/** A script of Erlang's holds what it needs of the project, as a release does. */
function buildsScript(step: Step): boolean {
  return isMix(step) && step.facts.effect.verb === 'escript.build';
}

/** A step whose results the release, or the script, holds: Mix's own, or a build of what browsers are given. */
function servesRelease(view: StageView, step: Step): boolean {
  if (buildsRelease(step) || buildsScript(step)) return false;
  const before = isMix(step) || scriptTools.test(step.facts.effect.tool);
  return before && view.units.some(({ steps }) => steps.some((each) => buildsRelease(each) || buildsScript(each)));
}

function outputsOf(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  if (buildsRelease(step)) return releaseOutputs(view, unit, step, roots);
  if (servesRelease(view, step)) return [];
  if (!buildsScript(step)) return null;
  return [...namedBelow(view, roots, step.facts.context.workingFolder)].map(([path, why]) => ({
    path,
    kind: 'file',
    certain: alwaysRuns(step),
    reason: why,
  }));
}

/** Files and folders of an Elixir project that its release holds or that only building reads. */
const ownFiles =
  /(?:^|\/)(?:lib|config|priv|assets|test|rel|deps|apps|_build)\/|(?:^|\/)(?:mix\.(?:exs|lock)|package(?:-lock)?\.json|yarn\.lock|VERSION|Makefile|LICENSE|Dockerfile[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml|\.[\w.-]+)$|\.(?:exs?|md)$/;

function isSourceOf(view: StageView, roots: Roots): ((path: string) => boolean) | null {
  const release = releaseOf(view);
  if (release === null || roots.unread.length > 0) return null;
  const starts = new Set(roots.texts.flatMap(({ context, image }) => [context, image]));
  const folder = releaseFolder(release.step);
  return (path) => !starts.has(path) && !isWithin(folder, path) && ownFiles.test(path);
}

/** Mix, or Elixir itself, starts the project from its sources. */
function compilesAtStart(view: StageView, roots: Roots): readonly Refusal[] {
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? view.units[0];
  const tool = ['mix', 'iex', 'elixir'].find((name) => roots.commands.has(name));
  if (tool === undefined || entry === undefined) return [];
  const message = `${tool} compiles the project when the container starts; build a release in a RUN (\`mix release\`) and start that`;
  return [refuse('compiles-at-run-time', instructionRange(entry), message)];
}

/** Node and its managers are of no use once the release holds what they made. */
function buildsScripts(view: StageView, roots: Roots): ReadonlyMap<string, string> {
  const names = ['nodejs', 'npm', 'yarn', 'nodejs-npm'];
  const runs = [...roots.commands.keys()].some((name) => /^(?:node(?:js)?|npm|npx|yarn)$/.test(name));
  if (releaseOf(view) === null || runs || roots.unread.length > 0) return new Map();
  return new Map(names.map((name) => [name, 'the release holds what it made']));
}

export const elixir: Recipe = {
  id: 'elixir',
  recognises: (view) => images.test(view.base?.image ?? '') || view.units.some(({ steps }) => steps.some(isMix)),
  outputs: outputsOf,
  staysBehind: (view, _, step) => (servesRelease(view, step) ? 'only building the release needs it' : null),
  advise: (view, roots) => ({
    ...noAdvice,
    withoutHalf: buildsScripts(view, roots),
    lacking: [{ name: 'ca-certificates', reason: 'the slim image has no certificate authorities' }],
    isSource: isSourceOf(view, roots),
    refusals: compilesAtStart(view, roots),
  }),
};
