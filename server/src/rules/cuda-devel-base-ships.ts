// The devel flavour of a CUDA image adds nvcc, headers and static libraries to the runtime flavour: gigabytes that only
// a compiler reads. Reported where such a base is the one that ships. Where nothing compiles, the runtime tag does, or the
// base tag where the libraries come with Python wheels; where something does, it belongs in a stage of its own (multi-stage rewrite). Silent where kernels are made at run time.
import type { Snapshot } from '../facts/snapshot.ts';
import { leanerTwins, type Twin } from '../knowledge/leaner-twins.ts';
import { compilesAtRunTime, firstCompiling } from './parts/compiling.ts';
import { onlyWheelsUseCuda } from './parts/cuda-wheels.ts';
import { lineOf } from './parts/places.ts';
import { baseTagFix, savingOf, shippedBase, type ShippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

interface LeanTwins {
  readonly runtime: Twin;
  /** The one to take: `base` where the libraries come with Python wheels, else `runtime`. */
  readonly best: Twin;
}

/** The same vendor and version in leaner flavours; NVIDIA's own registry names its tags alike. */
function leanTwins(snapshot: Snapshot, { reference }: ShippedBase): LeanTwins | null {
  const onHub =
    reference.registry === 'nvcr.io' && reference.repository === 'nvidia/cuda'
      ? { ...reference, registry: 'docker.io' }
      : reference;
  if (!/^(?:nvidia\/cuda|pytorch\/pytorch)$/.test(onHub.repository)) return null;
  if (!(onHub.tag ?? '').split('-').includes('devel')) return null;
  const twins = leanerTwins(onHub);
  const flavoured = (word: string): Twin | undefined => twins.find(({ tag }) => tag.split('-').includes(word));
  const runtime = flavoured('runtime');
  if (runtime === undefined) return null;
  return { runtime, best: onlyWheelsUseCuda(snapshot) === null ? runtime : (flavoured('base') ?? runtime) };
}

function* checkBase(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  const twins = base === null ? null : leanTwins(snapshot, base);
  if (base === null || twins === null) return;
  const { best: twin, runtime } = twins;
  const chain = shippingChain(snapshot);
  if (compilesAtRunTime(snapshot, chain)) return;
  const onHub = { ...base.reference, registry: 'docker.io' };
  const exact = savingOf(onHub, twin);
  // Why: the base flavour is leaner still than the runtime one, whose figure is known more often.
  const weight = exact ?? savingOf(onHub, runtime);
  const least = exact === null && twin !== runtime ? 'at least ' : '';
  const compiling = firstCompiling(chain);
  const line = compiling === undefined ? null : lineOf(snapshot, compiling.facts);
  const less = weight === null ? '' : `; ${twin.tag} is ${least}${weight.text}`;
  const split = line === null ? '' : `; only line ${String(line)} compiles, which a stage of its own can do`;
  yield {
    facts: base.facts,
    span: base.span,
    message: `nvcc, headers and static libraries of CUDA ship${less}${split}`,
    ...(weight === null ? {} : { saving: weight.saving }),
    proof: { tag: twin.tag, needed: line !== null },
  };
}

function titleOf(tag: string): string {
  return `Use the ${tag.split('-').includes('base') ? 'base' : 'runtime'} flavour (${tag})`;
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
  fix: (snapshot, finding) => baseTagFix(snapshot, finding, 'runtime-tag', titleOf),
};
