// Wheels are built for one major version of CUDA. Those that load the libraries of the system (CuPy) fail to start on a base
// of another; extensions that are compiled against PyTorch fail to build where nvcc is of another. Reported for these two
// alone: PyTorch's own wheels bring their CUDA along, and run on any base.
import type { InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { firstCompiling } from './parts/compiling.ts';
import { renamePackageFix } from './parts/drop-package.ts';
import { inStageWhere } from './parts/instructions-where.ts';
import { editsAt, factsOf, lineOf } from './parts/places.ts';
import { placeOf, shippedPython, type ShippedPackage } from './parts/python-environment.ts';
import { pythonWants } from './parts/python-wants.ts';
import { remembered } from './parts/remembered.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { actingFacts } from './parts/triggers.ts';
import type { ShellWord } from '../shell/shell.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** `11`, `12` of `nvidia/cuda:12.4.1-…`, with the minor version; null for another base. */
function cudaOf(repository: string, tag: string | null): { readonly major: string; readonly minor: number } | null {
  const own =
    repository === 'nvidia/cuda'
      ? /^(\d+)\.(\d+)/.exec(tag ?? '')
      : repository === 'pytorch/pytorch'
        ? /cuda(\d+)\.(\d+)/.exec(tag ?? '')
        : null;
  return own === null ? null : { major: own[1] ?? '', minor: Number(own[2] ?? 0) };
}

/** Indexes that PyTorch publishes, with the first and last release of torch in each (download.pytorch.org/whl); minor versions. */
const indexes: readonly (readonly [index: string, from: number, to: number])[] = [
  ...([
    ['cu102', 1.05, 1.12],
    ['cu110', 1.07, 1.07],
    ['cu111', 1.08, 1.1],
    ['cu113', 1.1, 1.12],
  ] as const),
  ...([
    ['cu116', 1.12, 1.13],
    ['cu117', 1.13, 2.0],
    ['cu118', 2.0, 2.07],
    ['cu121', 2.01, 2.05],
  ] as const),
  ...([
    ['cu124', 2.04, 2.06],
    ['cu126', 2.06, 9],
    ['cu128', 2.07, 9],
    ['cu129', 2.08, 2.08],
    ['cu130', 2.09, 9],
  ] as const),
];

/** `2.4.0` as 2.04, so that minor versions compare; null where no release is pinned. */
function releaseOf(words: readonly ShellWord[]): number | null {
  const pinned = words.map(({ value }) => /^torch==(\d+)\.(\d+)/.exec(value ?? '')).find((match) => match !== null);
  return pinned == null ? null : Number(pinned[1]) + Number(pinned[2]) / 100;
}

/** The newest index of the same major version that is no newer than the base, and that holds the pinned torch. */
function indexFor(
  { major, minor }: { readonly major: string; readonly minor: number },
  release: number | null,
): string | undefined {
  return indexes.findLast(
    ([index, from, to]) =>
      index.slice(2, -1) === major &&
      Number(index.slice(-1)) <= minor &&
      (release === null || (from <= release && release <= to)),
  )?.[0];
}

const cupyName = /^cupy-cuda(\d{2})(?:x|\d)$/;

/** Words of pip commands that name PyTorch's index for one CUDA. */
const indexWords: (facts: InstructionFacts) => readonly ShellWord[] = remembered(({ commands }) =>
  commands.flatMap(({ effect, command }) =>
    effect.installs.some(({ manager }) => manager === 'pip' || manager === 'uv') && command.exact
      ? command.words.filter(({ value }) => /\/whl\/cu\d{3}\b/.test(value ?? ''))
      : [],
  ),
);

const namingIndex = inStageWhere((facts) => indexWords(facts).length > 0);

function* checkWheels(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  const shipped = base === null ? null : cudaOf(base.reference.repository, base.reference.tag);
  if (base !== null && shipped !== null) yield* checkCupy(snapshot, shipped.major);
  for (const stage of snapshot.stages) yield* checkExtension(snapshot, stage);
}

function* checkCupy(snapshot: Snapshot, major: string): Generator<FileFinding> {
  for (const asked of shippedPython(snapshot).packages.values()) {
    const built = cupyName.exec(asked.name)?.[1];
    if (built === undefined || built === major) continue;
    yield {
      facts: asked.site.facts,
      span: placeOf(asked),
      message: `${asked.name} loads CUDA ${built} from the system, which the base does not hold: it has CUDA ${major}`,
      proof: { name: asked.name, to: `cupy-cuda${major}x` },
    };
  }
}

function* checkExtension(snapshot: Snapshot, stage: StageFacts): Generator<FileFinding> {
  const { baseReference: reference } = stage;
  const cuda = reference === null ? null : cudaOf(reference.repository, reference.tag);
  if (cuda === null || !(reference?.tag ?? '').split('-').includes('devel') || namingIndex(stage).length === 0) return;
  const chain = stage.instructions.map(actingFacts);
  const found = chain.flatMap((facts) => indexWords(facts).map((word) => ({ facts, word })));
  const wrong = found.find(({ word }) => /\/whl\/cu(\d\d)\d\b/.exec(word.value ?? '')?.[1] !== cuda.major);
  if (wrong === undefined) return;
  const compiling = firstCompiling(chain.slice(chain.indexOf(wrong.facts)));
  const installing = wrong.facts.commands.find(({ command }) => command.words.includes(wrong.word));
  const index = indexFor(cuda, releaseOf(installing?.command.words ?? []));
  const line = compiling === undefined ? null : lineOf(snapshot, compiling.facts);
  if (compiling === undefined || line === null) return;
  yield {
    facts: wrong.facts,
    span: wrong.word.span,
    message: `PyTorch is taken for ${/cu\d{3}/.exec(wrong.word.value ?? '')?.[0] ?? 'another CUDA'}, and line ${String(line)} compiles against it with the nvcc of CUDA ${cuda.major}.${String(cuda.minor)}`,
    proof: { index: index ?? null },
  };
}

function fixWheels(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const { name, to, index } = finding.proof;
  if (typeof name === 'string' && typeof to === 'string') {
    const asked: ShippedPackage | undefined = shippedPython(snapshot).packages.get(name);
    const fix =
      asked === undefined ? null : renamePackageFix(snapshot, asked, to, { id: 'fitting-wheel', title: `Take ${to}` });
    return fix === null ? [] : [{ ...fix, preferred: true }];
  }
  const facts = factsOf(snapshot, finding);
  if (facts === undefined || typeof index !== 'string') return [];
  const edits = indexWords(facts).flatMap((word) =>
    editsAt(snapshot, facts, [{ span: word.span, newText: word.raw.replace(/cu\d{3}/, index) }]),
  );
  return [{ id: 'fitting-index', title: `Take PyTorch for ${index}`, applicability: 'unsafe', edits, preferred: true }];
}

export const cudaWheelsForAnotherCuda: Rule = {
  meta: {
    id: 'cuda-wheels-for-another-cuda',
    summary: 'Python packages are built for another CUDA than the base holds',
    group: 'correctness',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.cupy.dev/en/stable/install.html', 'https://pytorch.org/get-started/previous-versions/'],
    wants: pythonWants,
  },
  checkFile: checkWheels,
  fix: fixWheels,
};
