// Whether anything in a project speaks of a GPU: its base, its environment, its packages, its compose file, its code. One
// sign is enough; a program that asks whether there is a GPU and goes on without one is no sign.
import type { Snapshot } from '../../facts/snapshot.ts';
import { shippedPython } from './python-environment.ts';
import { instructionOf } from './triggers.ts';
import { remembered } from './remembered.ts';
import { shippingChain } from './stage-chain.ts';

const gpuBase = /nvidia|cuda|rocm|amd\/|tensorrt|triton|jetson|l4t|\bgpu\b|pytorch\/pytorch|habana|intel\/.*gpu/i;
const gpuVariable = /^(?:NVIDIA_|CUDA_|CUDNN_|NCCL_|TORCH_CUDA|ROCM_|HIP_|LD_PRELOAD_CUDA)/;
const gpuPackage =
  /^(?:onnxruntime-gpu|tensorflow-gpu|bitsandbytes|flash-attn|xformers|triton|vllm|deepspeed|cupy|nvidia-|tensorrt|apex|auto-gptq|faiss-gpu|cuda-|pycuda|numba-cuda|sglang|jax\[cuda)/m;
const composeGpu =
  /driver: *["']?nvidia|^ *gpus:|runtime: *["']?nvidia|capabilities: *\[[^\]\n]*gpu|\/dev\/nvidia|\/dev\/kfd/m;

/** A line of code that needs a GPU, not one that asks for it. */
function codeNeedsGpu(text: string): boolean {
  return text
    .split('\n')
    .some(
      (line) =>
        /\.cuda\(|["']cuda(?::\d)?["']|CUDAExecutionProvider|TensorrtExecutionProvider|device_map|torch\.cuda\.(?!is_available)/.test(
          line,
        ) &&
        !/is_available| else |CPUExecutionProvider/.test(line) &&
        !line.trimStart().startsWith('#'),
    );
}

/** True where one sign is found. Only what was read of the context counts. Worked out once for each snapshot. */
export const speaksOfGpu: (snapshot: Snapshot) => boolean = remembered((snapshot) => {
  const base = snapshot.target.baseReference?.text ?? '';
  return gpuBase.test(base) || snapshot.target.stage.base.kind === 'unknown' || speaksOfGpuBesideBase(snapshot);
});

/** As `speaksOfGpu`, the base image left aside. */
export function speaksOfGpuBesideBase(snapshot: Snapshot): boolean {
  const chain = shippingChain(snapshot);
  if ([...snapshot.config.environment.keys()].some((name) => gpuVariable.test(name))) return true;
  const { packages, sites } = shippedPython(snapshot);
  if ([...packages].some(([name, { extras }]) => gpuPackage.test(name) || extras.some((each) => /cuda/.test(each))))
    return true;
  // Why: an environment that was made on a CUDA image is meant for one.
  if (
    sites.some(({ facts }) => {
      const stage = instructionOf(snapshot, facts)?.stage;
      return gpuBase.test(snapshot.stages[stage ?? -1]?.baseReference?.text ?? '') && !chain.includes(facts);
    })
  )
    return true;
  if (chain.some(({ syntax }) => syntax.keyword === 'RUN' && /\bnvidia-|\bcuda\b|\/cu\d{2,3}\b/i.test(syntax.text)))
    return true;
  return [...(snapshot.context?.files ?? [])].some(([path, file]) => {
    if (!('text' in file)) return false;
    if (path.endsWith('.py')) return needsGpu(file);
    if (/compose[\w.-]*\.ya?ml$/.test(path)) return composeGpu.test(file.text);
    return path.endsWith('.txt') && gpuPackage.test(file.text);
  });
}

const needsGpu: (file: { readonly text: string }) => boolean = remembered(({ text }) => codeNeedsGpu(text));
