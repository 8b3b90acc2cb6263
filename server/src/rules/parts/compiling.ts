// Whether anything on the way to the image that ships compiles, or needs at run time what only a build image has.
// Commands and package names are the evidence; it decides no finding.
import { remembered } from './remembered.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { normalisePythonName } from '../../knowledge/python-wheels.ts';

const compilers =
  /^(?:make|gmake|cmake|ninja|meson|bazel|gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|nvcc|rustc|cargo|gfortran|autoreconf|configure|scons|tsc|node-gyp)(?:-\d+)?$/;

/** Python packages whose wheels are built from source against the CUDA toolkit. */
const cudaSources: ReadonlySet<string> = new Set([
  ...['flash-attn', 'apex', 'mmcv-full', 'detectron2', 'torch-scatter', 'torch-sparse', 'torch-cluster', 'pytorch3d'],
  ...['causal-conv1d', 'mamba-ssm', 'auto-gptq', 'exllamav2', 'llama-cpp-python', 'nvdiffrast', 'tinycudann', 'pycuda'],
]);

/** Python packages that call a compiler while the program runs: kernels made on the spot. */
const runTimeCompilers: ReadonlySet<string> = new Set([
  ...['vllm', 'sglang', 'deepspeed', 'flashinfer', 'flashinfer-python', 'unsloth', 'tilelang', 'lightllm'],
]);

const pythonPackages: (command: CommandFacts) => readonly string[] = remembered(({ effect }) =>
  effect.installs
    .filter(({ manager }) => manager === 'pip' || manager === 'uv' || manager === 'poetry' || manager === 'conda')
    .flatMap(({ packages }) => packages.map(({ name }) => normalisePythonName(name))),
);

/** A project of its own is installed where the environment says how its kernels are to be built. */
function buildsForCuda({ effect, context }: CommandFacts): boolean {
  return (
    effect.installs.some(({ manifests }) => manifests.some(({ role }) => role === 'project')) &&
    ['FORCE_CUDA', 'TORCH_CUDA_ARCH_LIST', 'CUDAARCHS'].some((name) => (context.variable(name) ?? '') !== '')
  );
}

/** The command compiles, as far as its name and what it installs tell. */
export const compiles: (command: CommandFacts) => boolean = remembered((command) => {
  const { effect } = command;
  const name = (command.command.name ?? '').replace(/^.*\//, '');
  return (
    effect.role === 'compile' ||
    compilers.test(effect.tool) ||
    compilers.test(name) ||
    pythonPackages(command).some((each) => cudaSources.has(each)) ||
    buildsForCuda(command) ||
    command.command.words.some(
      ({ value }) => value === 'build_ext' || value === 'bdist_wheel' || /(?:^|\/)setup\.py$/.test(value ?? ''),
    )
  );
});

/** The first command of these instructions that compiles; undefined where none does. */
export function firstCompiling(
  chain: readonly InstructionFacts[],
): { readonly facts: InstructionFacts; readonly command: CommandFacts } | undefined {
  for (const facts of chain) {
    if (facts.syntax.keyword !== 'RUN') continue;
    const command = facts.commands.find(compiles);
    if (command !== undefined) return { facts, command };
  }
  return undefined;
}

const installsRunTimeCompiler: (facts: InstructionFacts) => boolean = remembered(
  ({ commands, syntax }) =>
    syntax.keyword === 'RUN' &&
    commands.some((command) => pythonPackages(command).some((name) => runTimeCompilers.has(name))),
);

/** What is installed, or started, compiles while it runs. */
export function compilesAtRunTime(snapshot: Snapshot, chain: readonly InstructionFacts[]): boolean {
  if (chain.some(installsRunTimeCompiler)) return true;
  const started = [snapshot.config.entrypoint, snapshot.config.cmd].flatMap((facts) => facts?.commands ?? []);
  return started.some(
    (command) =>
      compiles(command) ||
      command.command.words.some(({ value }) =>
        runTimeCompilers.has(normalisePythonName((value ?? '').split('.')[0] ?? '')),
      ),
  );
}
