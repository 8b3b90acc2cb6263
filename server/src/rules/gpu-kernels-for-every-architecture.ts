// Building an extension for GPUs compiles every kernel once for each architecture. Without a list PyTorch's builder takes
// all that the toolkit knows, since no card can be seen during a build: minutes become an hour, and the library holds each
// kernel as often. Reported where kernels are compiled from source and nothing names the architectures.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { normalisePythonName } from '../knowledge/python-wheels.ts';
import { insertBefore } from './parts/instructions.ts';
import { instructionsWhere } from './parts/instructions-where.ts';
import { factsOf, headSpan } from './parts/places.ts';
import { packagesBefore } from './parts/packages-before.ts';
import { remembered } from './parts/remembered.ts';
import { actingFacts, instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Published as source alone, or without the kernels: pip compiles them. */
const fromSource: ReadonlySet<string> = new Set([
  ...['apex', 'detectron2', 'pytorch3d', 'torch-scatter', 'torch-sparse', 'torch-cluster', 'torch-spline-conv'],
  ...[
    'mmcv-full',
    'causal-conv1d',
    'mamba-ssm',
    'exllamav2',
    'nvdiffrast',
    'tinycudann',
    'auto-gptq',
    'gsplat',
    'fused-dense-lib',
  ],
]);

/** Variables that name the architectures. */
const architectures = [
  'TORCH_CUDA_ARCH_LIST',
  'CUDAARCHS',
  'CMAKE_CUDA_ARCHITECTURES',
  'FLASH_ATTN_CUDA_ARCHS',
  'CUDA_ARCHITECTURES',
  'NVCC_APPEND_FLAGS',
  'MMCV_CUDA_ARGS',
  'TCNN_CUDA_ARCHITECTURES',
  'CMAKE_ARGS',
];

/** Wheels that are ready made, from an index of their own or from a file. */
function takesWheels({ effect, command }: CommandFacts): boolean {
  return (
    effect.installs.some(
      ({ sources }) => sources.length > 0 && sources.some((source) => /pyg\.org|openmmlab|whl/.test(source)),
    ) || command.words.some(({ value }) => /\.whl$|^--only-binary|^--no-index$/.test(value ?? ''))
  );
}

/** What the command compiles for GPUs; null where it compiles nothing of the kind. */
function compilesKernels(command: CommandFacts): string | null {
  const { effect, context } = command;
  if (effect.installs.some(({ manager }) => manager === 'pip' || manager === 'uv') && !takesWheels(command)) {
    const named = effect.installs.flatMap(({ packages }) => packages);
    const found = named.find(({ name, word }) => fromSource.has(normalisePythonName(name)) && !/\.whl/.test(word.raw));
    if (found !== undefined) return found.name;
    const git = named.find(
      ({ name, word }) =>
        /^(?:flash-attn|xformers|vllm|bitsandbytes|sageattention)$/.test(normalisePythonName(name)) &&
        /git\+|\.git/.test(word.raw),
    );
    if (git !== undefined) return git.name;
  }
  const isOnCuda = context.variable('CUDA_HOME') !== undefined || context.variable('FORCE_CUDA') !== undefined;
  const words = command.command.words.map(({ value }) => value ?? '');
  const setup =
    words.some((word) => /(?:^|\/)setup\.py$/.test(word)) &&
    words.some((word) => /^(?:install|build|build_ext|bdist_wheel|develop)$/.test(word));
  return setup && isOnCuda ? 'setup.py' : null;
}

function namesArchitectures(facts: InstructionFacts, { context, command }: CommandFacts): boolean {
  return (
    architectures.some((name) => {
      const value = facts.before.variable(name);
      return (
        (value !== undefined && value !== '') ||
        (context.variable(name) ?? '') !== '' ||
        command.assignments.some((each) => each.name === name)
      );
    }) || command.words.some(({ value }) => /arch=|CUDA_ARCH/i.test(value ?? ''))
  );
}

interface Compiling {
  readonly command: CommandFacts;
  readonly what: string;
}

const compilingIn: (facts: InstructionFacts) => readonly Compiling[] = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN' || /CUDA_ARCH|CUDAARCHS/.test(facts.syntax.text)) return [];
  return facts.commands.flatMap((command) => {
    const what = compilesKernels(command);
    return what === null || namesArchitectures(facts, command) ? [] : [{ command, what }];
  });
});

const compilingInstructions = instructionsWhere((facts) => compilingIn(facts).length > 0);

function* checkKernels(snapshot: Snapshot): Generator<FileFinding> {
  for (const each of compilingInstructions(snapshot)) {
    const facts = actingFacts(each);
    const hasTorch = (): boolean =>
      ['pip', 'uv'].some((manager) => packagesBefore(snapshot, facts, manager).has('torch'));
    const found = compilingIn(facts).find(({ what }) => what !== 'setup.py' || hasTorch());
    if (found === undefined) continue;
    yield {
      facts,
      span: headSpan(found.command),
      message: `${found.what} compiles its kernels for every architecture that the toolkit knows; TORCH_CUDA_ARCH_LIST names the ones that are wanted`,
    };
  }
}

function fixKernels(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined || instructionOf(snapshot, facts)?.syntax !== facts.syntax) return [];
  const edit = insertBefore(snapshot, facts, ['ARG TORCH_CUDA_ARCH_LIST="8.0 8.6 8.9 9.0+PTX"']);
  return edit === null
    ? []
    : [
        {
          id: 'name-architectures',
          title: 'Name the architectures (here: A100 to H100); choose your own',
          applicability: 'unsafe',
          edits: [edit],
        },
      ];
}

export const gpuKernelsForEveryArchitecture: Rule = {
  meta: {
    id: 'gpu-kernels-for-every-architecture',
    summary: 'GPU kernels are compiled for every architecture, though a service runs on one or two',
    group: 'cache',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pytorch.org/docs/stable/cpp_extension.html'],
  },
  checkFile: checkKernels,
  fix: fixKernels,
};
