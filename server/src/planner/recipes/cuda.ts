// CUDA and PyTorch devel images: what ships is the runtime flavour of the same tag, unless something needs nvcc when the
// program runs. It knows nothing of what is installed or built on them.
import { instructionRange, refuse } from '../refusals.ts';
import type { Refusal } from '../plan.ts';
import type { Roots } from '../roots.ts';
import { languageInstalls, type StageView } from '../stage-view.ts';
import { comesAsWheel } from './python-needs.ts';
import { pythonPackages } from './python-requirements.ts';
import { noAdvice, type Recipe, type RecipeAdvice } from './recipe.ts';

/** Programs of the CUDA toolkit that only devel images have. */
const toolkit = new Set([
  'nvcc',
  'ptxas',
  'cuobjdump',
  'nvdisasm',
  'nvprune',
  'cicc',
  'nsys',
  'ncu',
  'cuda-gdb',
  'compute-sanitizer',
]);

function adviseCuda(view: StageView, roots: Roots): RecipeAdvice {
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? view.units[0];
  if (entry === undefined) return noAdvice;
  const refusals: Refusal[] = [];
  const tool = [...roots.commands.keys()].find((name) => toolkit.has(name));
  if (tool !== undefined)
    refusals.push(
      refuse(
        'compiles-at-run-time',
        instructionRange(entry),
        `${tool} runs when the container starts, and only devel images have it; keep one stage`,
      ),
    );
  const stuck = insideConda(view);
  if (stuck !== null) refusals.push(stuck);
  return { ...noAdvice, refusals };
}

/**
 * PyTorch's images keep their packages in one folder of gigabytes: what pip compiles there cannot be copied without
 * doubling it, so only installs that surely compile nothing are planned.
 */
function insideConda(view: StageView): Refusal | null {
  if (view.base?.python?.prefix !== '/opt/conda') return null;
  const unit = view.units.find(({ steps }) => steps.some((step) => languageInstalls(step).length > 0));
  if (unit === undefined) return null;
  const packages = pythonPackages(view);
  const doubtful = [...packages.names].find((name) => !comesAsWheel(name));
  if (packages.complete && !packages.fromSource && doubtful === undefined) return null;
  const what = doubtful ?? 'a package that was not read';
  return refuse(
    'no-runtime-twin',
    instructionRange(unit),
    `installing ${what} may compile against the PyTorch of this base, and copying its packages would double them; build a wheel of it first`,
  );
}

export const cuda: Recipe = {
  id: 'cuda',
  recognises: (view) => view.base?.role === 'devel' || view.base?.python?.prefix === '/opt/conda',
  outputs: () => null,
  advise: adviseCuda,
};
