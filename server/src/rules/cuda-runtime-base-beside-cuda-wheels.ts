// The wheels of PyTorch, JAX and TensorFlow bring cuBLAS, cuDNN, NCCL and the rest of CUDA along as Python packages, and
// load those. The runtime and cudnn flavours of a CUDA image hold the same libraries once more, which nothing opens.
// Reported where both ship and nothing else is known to use the system's. Silent where anything compiles.
import type { Snapshot } from '../facts/snapshot.ts';
import { leanerTwins } from '../knowledge/leaner-twins.ts';
import { compilesAtRunTime, firstCompiling } from './parts/compiling.ts';
import { lineOf } from './parts/places.ts';
import { bringerOf, shippedPython, type ShippedPackage } from './parts/python-environment.ts';
import { systemCudaUsers } from './parts/python-families.ts';
import { takesCpuBuild } from './parts/python-installs.ts';
import { pythonWants } from './parts/python-wants.ts';
import { baseTagEdits, savingOf, shippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Flavours that hold libraries, besides the compiler's own. */
function holdsLibraries(tag: string | null): boolean {
  const words = (tag ?? '').split('-');
  return words.includes('runtime') && !words.includes('devel');
}

/** The package whose wheels bring CUDA; undefined where none does. */
function bringsCuda(snapshot: Snapshot): ShippedPackage | undefined {
  const environment = shippedPython(snapshot);
  const torch = bringerOf(environment, 'torch');
  if (torch !== undefined && !takesOtherBuild(torch)) return torch;
  return [...environment.packages.values()].find(
    ({ name, extras }) =>
      (name === 'jax' && extras.some((extra) => /^cuda\d\d?(?:_pip)?$/.test(extra))) ||
      (name === 'tensorflow' && extras.includes('and-cuda')),
  );
}

/** An index of PyTorch's own for CUDA brings the libraries all the same; any other is not known. */
function takesOtherBuild({ site: { install, command } }: ShippedPackage): boolean {
  const named = [...install.sources, ...install.versions.values()].join(' ');
  if (/\/whl\/(?:nightly\/)?cu\d+|\+cu\d+/.test(named)) return false;
  return takesCpuBuild(install, command);
}

function needsSystemCuda(snapshot: Snapshot, by: ShippedPackage): boolean {
  const { packages } = shippedPython(snapshot);
  const users = [...packages.values()].some(
    ({ name, extras }) =>
      systemCudaUsers.has(name) && !(name === 'tensorflow' && extras.includes('and-cuda')) && name !== by.name,
  );
  if (users) return true;
  // Why: what else the image holds may be linked against the libraries: binaries of other stages, system packages.
  return shippingChain(snapshot).some(
    ({ copy, commands }) =>
      (copy !== null &&
        copy.kind !== 'context' &&
        !copy.sources.some(({ expanded }) =>
          /site-packages|venv|\/env\b|\/bin\/uvx?$|^\/uvx?$/.test(expanded ?? ''),
        )) ||
      commands.some(({ effect }) =>
        effect.installs.some(
          ({ manager, packages: all }) =>
            manager !== 'pip' &&
            all.some(({ name }) => /cuda|cublas|cudnn|nvinfer|tensorrt|nccl|gstreamer|ffmpeg/.test(name)),
        ),
      ),
  );
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  if (base === null || !/^nvidia\/cuda$/.test(base.reference.repository) || !holdsLibraries(base.reference.tag)) return;
  const by = bringsCuda(snapshot);
  const chain = shippingChain(snapshot);
  if (by === undefined || needsSystemCuda(snapshot, by) || shippedPython(snapshot).open) return;
  if (firstCompiling(chain) !== undefined || compilesAtRunTime(snapshot, chain)) return;
  const twin = leanerTwins({ ...base.reference, registry: 'docker.io' }).find(({ tag }) =>
    tag.split('-').includes('base'),
  );
  if (twin === undefined) return;
  const weight = savingOf({ ...base.reference, registry: 'docker.io' }, twin);
  const line = lineOf(snapshot, by.site.facts);
  yield {
    facts: base.facts,
    span: base.span,
    message: `the wheels that ${by.name}${line === null ? '' : ` of line ${String(line)}`} brings hold the CUDA libraries of this base once more${weight === null ? '' : `; ${twin.tag} is ${weight.text}`}`,
    ...(weight === null ? {} : { saving: weight.saving }),
    proof: { tag: twin.tag },
  };
}

function fixBase(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const base = shippedBase(snapshot);
  const { tag } = proof;
  const edits = base === null || typeof tag !== 'string' ? null : baseTagEdits(snapshot, base, tag);
  if (edits === null || typeof tag !== 'string') return [];
  return [{ id: 'base-tag', title: `Use the base flavour (${tag})`, applicability: 'unsafe', edits, preferred: true }];
}

export const cudaRuntimeBaseBesideCudaWheels: Rule = {
  meta: {
    id: 'cuda-runtime-base-beside-cuda-wheels',
    summary: 'The CUDA libraries ship twice: in the base image and in Python wheels',
    group: 'base-image',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://hub.docker.com/r/nvidia/cuda', 'https://pytorch.org/get-started/locally/'],
    wants: pythonWants,
  },
  checkFile: checkBase,
  fix: fixBase,
};
