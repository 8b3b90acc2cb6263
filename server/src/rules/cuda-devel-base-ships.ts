// The devel flavour of a CUDA image adds nvcc, headers and static libraries to the runtime flavour: gigabytes that only
// a compiler reads. Reported where such a base is the one that ships. Where nothing compiles, the runtime tag does; where
// something does, it belongs in a stage of its own (multi-stage rewrite). Silent where kernels are made at run time.
import type { Snapshot } from '../facts/snapshot.ts';
import { leanerTwins, type Twin } from '../knowledge/leaner-twins.ts';
import { compilesAtRunTime, firstCompiling } from './parts/compiling.ts';
import { lineOf } from './parts/places.ts';
import { baseTagFix, savingOf, shippedBase, type ShippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

/** The same vendor and version with `runtime` for `devel`; NVIDIA's own registry names its tags alike. */
function runtimeTwin({ reference }: ShippedBase): Twin | null {
  const onHub =
    reference.registry === 'nvcr.io' && reference.repository === 'nvidia/cuda'
      ? { ...reference, registry: 'docker.io' }
      : reference;
  if (!/^(?:nvidia\/cuda|pytorch\/pytorch)$/.test(onHub.repository)) return null;
  if (!(onHub.tag ?? '').split('-').includes('devel')) return null;
  return leanerTwins(onHub).find(({ tag }) => tag.split('-').includes('runtime')) ?? null;
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  const twin = base === null ? null : runtimeTwin(base);
  if (base === null || twin === null) return;
  const chain = shippingChain(snapshot);
  if (compilesAtRunTime(snapshot, chain)) return;
  const weight = savingOf({ ...base.reference, registry: 'docker.io' }, twin);
  const compiling = firstCompiling(chain);
  const line = compiling === undefined ? null : lineOf(snapshot, compiling.facts);
  const less = weight === null ? '' : `; ${twin.tag} is ${weight.text}`;
  const split = line === null ? '' : `; only line ${String(line)} compiles, which a stage of its own can do`;
  yield {
    facts: base.facts,
    span: base.span,
    message: `nvcc, headers and static libraries of CUDA ship${less}${split}`,
    ...(weight === null ? {} : { saving: weight.saving }),
    proof: { tag: twin.tag, needed: line !== null },
  };
}

export const cudaDevelBaseShips: Rule = {
  meta: {
    id: 'cuda-devel-base-ships',
    summary: 'The image ships on the devel flavour of a CUDA base',
    group: 'base-image',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://hub.docker.com/r/nvidia/cuda'],
    curedBySplit: true,
  },
  checkFile: checkBase,
  fix: (snapshot, finding) => baseTagFix(snapshot, finding, 'runtime-tag', (tag) => `Use the runtime flavour (${tag})`),
};
