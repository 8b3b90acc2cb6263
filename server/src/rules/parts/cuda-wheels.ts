// Whether the only thing in an image that uses CUDA are Python wheels that bring it along, so that the libraries of the
// system are of no use. Anything that is not known counts as a user of theirs.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { compilesAtRunTime, firstCompiling } from './compiling.ts';
import { bringerOf, shippedPython, type ShippedPackage } from './python-environment.ts';
import { systemCudaUsers } from './python-families.ts';
import { takesCpuBuild } from './python-installs.ts';
import { remembered } from './remembered.ts';
import { shippingChain } from './stage-chain.ts';

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
  return shippingChain(snapshot).some(mayUseSystemCuda);
}

/** What else the image holds may be linked against the libraries: binaries of other stages, packages of the system. */
const mayUseSystemCuda: (facts: InstructionFacts) => boolean = remembered(
  ({ copy, commands }) =>
    (copy !== null &&
      copy.kind !== 'context' &&
      !copy.sources.some(({ expanded }) => /site-packages|venv|\/env\b|\/bin\/uvx?$|^\/uvx?$/.test(expanded ?? ''))) ||
    commands.some(({ effect }) =>
      effect.installs.some(
        ({ manager, packages }) =>
          manager !== 'pip' &&
          packages.some(({ name }) => /cuda|cublas|cudnn|nvinfer|tensorrt|nccl|gstreamer|ffmpeg/.test(name)),
      ),
    ),
);

/** The package that brings CUDA, where nothing else is known to use any; null otherwise. Worked out once for each snapshot. */
export const onlyWheelsUseCuda: (snapshot: Snapshot) => ShippedPackage | null = remembered((snapshot) => {
  const by = bringsCuda(snapshot);
  const chain = shippingChain(snapshot);
  if (by === undefined || needsSystemCuda(snapshot, by) || shippedPython(snapshot).open) return null;
  return firstCompiling(chain) !== undefined || compilesAtRunTime(snapshot, chain) ? null : by;
});
