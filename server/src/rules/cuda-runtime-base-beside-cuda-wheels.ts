// The wheels of PyTorch, JAX and TensorFlow bring cuBLAS, cuDNN, NCCL and the rest of CUDA along as Python packages, and
// load those. The runtime and cudnn flavours of a CUDA image hold the same libraries once more, which nothing opens.
// Reported where both ship and nothing else is known to use the system's. Silent where anything compiles.
import type { Snapshot } from '../facts/snapshot.ts';
import { leanerTwins } from '../knowledge/leaner-twins.ts';
import { onlyWheelsUseCuda } from './parts/cuda-wheels.ts';
import { lineOf } from './parts/places.ts';
import { pythonWants } from './parts/python-wants.ts';
import { baseTagFix, savingOf, shippedBase } from './parts/shipped-base.ts';
import type { FileFinding, Rule } from './rule.ts';

/** Flavours that hold libraries, besides the compiler's own. */
function holdsLibraries(tag: string | null): boolean {
  const words = (tag ?? '').split('-');
  return words.includes('runtime') && !words.includes('devel');
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  if (base === null || !/^nvidia\/cuda$/.test(base.reference.repository) || !holdsLibraries(base.reference.tag)) return;
  const by = onlyWheelsUseCuda(snapshot);
  if (by === null) return;
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
  fix: (snapshot, finding) => baseTagFix(snapshot, finding, 'base-tag', (tag) => `Use the base flavour (${tag})`),
};
