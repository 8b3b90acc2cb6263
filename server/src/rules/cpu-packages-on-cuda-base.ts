// A CUDA base holds libraries for an NVIDIA card; packages built for the CPU never open them. Reported where such a base
// ships, the whole of what is installed is known, and all of it is built for the CPU.
import type { Snapshot } from '../facts/snapshot.ts';
import { figureOf } from '../knowledge/base-images.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { compilesAtRunTime, firstCompiling } from './parts/compiling.ts';
import { bringerOf, shippedPython } from './parts/python-environment.ts';
import { cpuOnly, systemCudaUsers } from './parts/python-families.ts';
import { importsOfProgram } from './parts/python-imports.ts';
import { programWants } from './parts/python-wants.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

const gpuNames = /cuda|-cu1[123]\b|-gpu\b|^nvidia|^tensorrt|^triton|^jax$|^cupy|^pynvml$|^numba$|^dali/;

/** Packages that name the CPU in their own name or build; empty where anything may use the card. */
function cpuBuilds(snapshot: Snapshot): readonly string[] {
  const environment = shippedPython(snapshot);
  const names = [...environment.packages.keys()];
  if (environment.open || names.some((name) => gpuNames.test(name) || systemCudaUsers.has(name))) return [];
  const torch = bringerOf(environment, 'torch');
  const found = names.filter((name) => cpuOnly.has(name));
  if (torch === undefined) return found;
  const { sources, versions } = torch.site.install;
  const named = [...sources, ...versions.values()].join(' ');
  return /\/whl\/(?:nightly\/)?cpu\b|\+cpu\b|^cpu$/.test(named) ? [...found, torch.name] : [];
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  if (base === null || base.reference.repository !== 'nvidia/cuda') return;
  const builds = cpuBuilds(snapshot);
  const chain = shippingChain(snapshot);
  if (builds.length === 0 || firstCompiling(chain) !== undefined || compilesAtRunTime(snapshot, chain)) return;
  // Why: binaries of other stages and system packages may use the libraries.
  const isMixed = chain.some(
    ({ copy, commands }) =>
      (copy !== null && copy.kind !== 'context') ||
      commands.some(({ effect }) =>
        effect.installs.some(({ packages }) =>
          packages.some(({ name }) => /cuda|nvidia|nccl|cudnn|tensorrt|nvinfer/.test(name)),
        ),
      ),
  );
  const imports = importsOfProgram(snapshot);
  if (
    isMixed ||
    (imports !== null && [...imports.modules].some((name) => /^(?:cupy|pycuda|numba|tensorrt|pynvml)$/.test(name)))
  )
    return;
  const figure = figureOf({ ...base.reference, registry: 'docker.io' });
  const bytes = figure?.fileBytes ?? null;
  yield {
    facts: base.facts,
    span: base.span,
    message: `nothing that is installed uses CUDA: ${builds.slice(0, 3).join(', ')} ${builds.length > 1 ? 'are' : 'is'} built for the CPU${bytes === null ? '' : `; this base is ≈ ${formatBytes(bytes)}`}`,
    proof: { builds },
  };
}

export const cpuPackagesOnCudaBase: Rule = {
  meta: {
    id: 'cpu-packages-on-cuda-base',
    summary: 'The image ships on a CUDA base though everything it installs is built for the CPU',
    group: 'base-image',
    severity: 'warning',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://hub.docker.com/r/nvidia/cuda'],
    wants: programWants,
  },
  checkFile: checkBase,
};
