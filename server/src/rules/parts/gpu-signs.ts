// Whether anything in a project speaks of a GPU: its base, its environment, its packages, its compose file, its code. One
// sign is enough; a program that asks whether there is a GPU and goes on without one is no sign.
import type { Snapshot } from '../../facts/snapshot.ts';
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

/** True where one sign is found. Only what was read of the context counts. */
export function speaksOfGpu(snapshot: Snapshot): boolean {
  const chain = shippingChain(snapshot);
  const base = snapshot.target.baseReference?.text ?? '';
  if (gpuBase.test(base) || snapshot.target.stage.base.kind === 'unknown') return true;
  if ([...snapshot.config.environment.keys()].some((name) => gpuVariable.test(name))) return true;
  const inText = chain.some(
    ({ syntax, commands }) =>
      (syntax.keyword === 'RUN' && /\bnvidia-|\bcuda\b|\/cu\d{2,3}\b/i.test(syntax.text)) ||
      commands.some(({ effect }) =>
        effect.installs.some(({ packages }) => packages.some(({ name }) => gpuPackage.test(name))),
      ),
  );
  if (inText) return true;
  return [...(snapshot.context?.files ?? [])].some(([path, file]) => {
    if (!('text' in file)) return false;
    if (path.endsWith('.py')) return codeNeedsGpu(file.text);
    if (/compose\.ya?ml$/.test(path)) return composeGpu.test(file.text);
    return path.endsWith('.txt') && gpuPackage.test(file.text);
  });
}
