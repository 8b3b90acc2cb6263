// Conda: an environment of its own below `envs` is carried whole at the same path, its packages bring their libraries along. Where
// nothing at run time calls conda, and nothing of the distribution was added, it runs on a plain Debian without the installer.
import { isWithin } from '../../effects/path-set.ts';
import { installerIn } from '../installers.ts';
import { refuse, stepRange } from '../refusals.ts';
import type { Refusal } from '../plan.ts';
import { gatherRoots, type Roots } from '../roots.ts';
import { languageInstalls, systemInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { noAdvice, type Output, type Recipe } from './recipe.ts';

const images = new Set(['docker.io/continuumio/miniconda3', 'docker.io/continuumio/anaconda3']);
const root = '/opt/conda';

function isConda({ facts }: Step): boolean {
  return /^(?:conda|mamba|micromamba)$/.test(facts.effect.tool);
}

function isOwnImage({ base }: StageView): boolean {
  return images.has(base?.image ?? '');
}

/** The environment that the step installs into; null where it is conda's own, or not known. */
function environmentOf(step: Step): string | null {
  const words = wordsOf(step);
  const runs = /(?:^|\/)(?:conda|mamba)$/.test(words[0] ?? '') && words[1] === 'run';
  const option = (...names: readonly string[]): string | undefined =>
    words[words.findIndex((word) => names.includes(word)) + 1];
  if (runs) {
    if (words.some((word) => word === '-p' || word === '--prefix')) return option('-p', '--prefix') ?? null;
    const name = words.some((word) => word === '-n' || word === '--name') ? option('-n', '--name') : undefined;
    return name === undefined || name === 'base' ? null : `${root}/envs/${name}`;
  }
  const prefix = languageInstalls(step).find(({ into }) => into.kind === 'prefix')?.into.prefix ?? null;
  return prefix === root ? null : prefix;
}

/** Conda itself and its helpers, which only work on environments. */
const helpers = new Set(['conda', 'mamba', 'conda-lock', 'conda-pack', 'conda-libmamba-solver', 'pip', 'setuptools']);

/** It installs packages among conda's own, beyond its helpers: they cannot be told from the base's. */
function addsToConda(step: Step): boolean {
  const installs = languageInstalls(step);
  return (
    installs.some(
      ({ packages, manifests }) => manifests.length > 0 || packages.some(({ name }) => !helpers.has(name)),
    ) && environmentOf(step) === null
  );
}

/** Tools that bring sources, which nothing at run time need call. */
const fetchers = new Set(['git', 'curl', 'wget', 'unzip', 'bzip2', 'ca-certificates', 'openssh-client']);

/** The one environment that everything runs in, on nothing of the distribution's; null where it takes more. */
function portableEnvironment(view: StageView): string | null {
  const roots = gatherRoots(view);
  if (roots.unread.length > 0 || roots.argv.length === 0) return null;
  const found = new Set<string>();
  for (const unit of view.units) {
    if (unit.instruction.keyword === 'SHELL') return null;
    for (const step of unit.steps) {
      if (step.kind === 'compile' || step.kind === 'unknown') return null;
      if (systemInstalls(step).some(({ packages, open }) => open || packages.some(({ name }) => !fetchers.has(name))))
        return null;
      if (languageInstalls(step).length === 0) continue;
      const environment = environmentOf(step);
      if (addsToConda(step)) return null;
      if (environment !== null) found.add(environment);
    }
  }
  const [only] = found;
  if (found.size !== 1 || only === undefined) return null;
  return callsConda(roots) || !isOnPath(view, roots, only) ? null : only;
}

function callsConda({ commands, texts }: Roots): boolean {
  const called = ['conda', 'mamba', 'activate', 'pip', 'source', '.'].some((name) => commands.has(name));
  return called || texts.some(({ text }) => /\b(?:conda|mamba|activate)\b/.test(text));
}

/** What starts is found in the environment: by its path, or because its programs come first. */
function isOnPath({ snapshot }: StageView, { argv }: Roots, environment: string): boolean {
  const [program = ''] = argv;
  if (program.startsWith('/')) return isWithin(environment, program);
  return snapshot.config.environment.get('PATH')?.split(':')[0] === `${environment}/bin`;
}

function outputsOf(unit: Unit, step: Step): readonly Output[] | null {
  if (installerIn(unit, step) !== null) return null;
  if (languageInstalls(step).length > 0) {
    const environment = environmentOf(step);
    // Why: what is added to conda's own environment is added again where it ships, not copied over it.
    return environment === null
      ? []
      : [{ path: environment, kind: 'tree', certain: true, reason: 'the environment, at the same path' }];
  }
  return isConda(step) ? [] : null;
}

function mixedIn(view: StageView): readonly Refusal[] {
  return view.units.flatMap((unit) =>
    unit.steps
      .filter(addsToConda)
      .map((step) =>
        refuse(
          'unreadable-script',
          stepRange(unit, step),
          'it adds to conda’s own environment, which cannot be copied over the one that ships; install into an environment of its own (`conda create -n NAME`) to have it split',
        ),
      ),
  );
}

export const conda: Recipe = {
  id: 'conda',
  recognises: isOwnImage,
  outputs: (_, unit, step) => outputsOf(unit, step),
  staysBehind: (view, _, step) =>
    (isConda(step) || languageInstalls(step).length > 0) && portableEnvironment(view) !== null
      ? 'the environment is copied, and conda itself is of no use in it'
      : null,
  accepts: (view) => portableEnvironment(view) !== null,
  advise: (view) => ({
    ...noAdvice,
    refusals: mixedIn(view),
    lacking: ['libglib2.0-0', 'libsm6', 'libxext6', 'libxrender1', 'ca-certificates'].map((name) => ({
      name,
      reason: 'conda’s image has it, and wheels that pip adds may load it',
    })),
    assumptions:
      portableEnvironment(view) === null
        ? []
        : ['the environment is whole in its own folder: nothing in it asks for conda'],
  }),
};
