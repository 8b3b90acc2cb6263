// A CUDA image holds the CUDA packages of its flavour: installing them, or the distribution's own nvidia-cuda-toolkit, lays
// a second copy into a new layer. The driver belongs to the host and is never of use in an image. Reported for what the
// flavour is known to hold; what it lacks is left alone.
import { remembered } from './parts/remembered.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { PackageWord } from '../effects/effect.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Package names as NVIDIA's repository has them, by the flavour that holds them (nvidia/cuda, dist/<version>/<flavour>/Dockerfile). */
const held: Readonly<Record<'base' | 'runtime' | 'devel' | 'cudnn', RegExp>> = {
  base: /^cuda-(?:cudart|compat)-\d+-\d+$/,
  runtime:
    /^(?:cuda-(?:libraries|nvtx|runtime)-\d+-\d+|lib(?:npp|cublas|cusparse|cufft|curand|cusolver|nvjpeg)-\d+-\d+|libnccl2)$/,
  devel:
    /^(?:cuda|cuda-toolkit(?:-\d+(?:-\d+)?)?|cuda-(?:nvcc|cudart-dev|command-line-tools|minimal-build|libraries-dev|nvml-dev|nvprof|compiler|tools|cupti)-\d+-\d+|lib(?:npp|cublas|cusparse|cufft|curand|cusolver)-dev-\d+-\d+|libnccl-dev)$/,
  cudnn: /^(?:libcudnn\d+(?:-cuda-\d+)?|cudnn\d*(?:-cuda-\d+)?)$/,
};
const ofDistribution = /^nvidia-cuda-(?:toolkit|dev|gdb|toolkit-gcc)$/;
const ofHost =
  /^(?:nvidia-driver-\d+(?:-\w+)?|cuda-drivers(?:-\d+)?|nvidia-kernel-\S+|nvidia-dkms-\d+(?:-\w+)?|xserver-xorg-video-nvidia-\d+(?:-\w+)?)$/;

function flavoursOf(tag: string): readonly (keyof typeof held)[] {
  const words = tag.split('-');
  const flavours: (keyof typeof held)[] = ['base'];
  if (words.includes('runtime') || words.includes('devel')) flavours.push('runtime');
  if (words.includes('devel')) flavours.push('devel');
  if (words.some((word) => word.startsWith('cudnn'))) flavours.push('cudnn');
  return flavours;
}

const systemInstalls: (facts: InstructionFacts) => readonly PackageWord[] = remembered(({ commands }) =>
  commands.flatMap(({ effect, command }) =>
    command.exact
      ? effect.installs.flatMap(({ manager, packages }) => (/^(?:apt|dnf|yum|microdnf)$/.test(manager) ? packages : []))
      : [],
  ),
);

function* checkPackages(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  if (base === null || base.reference.repository !== 'nvidia/cuda' || base.reference.tag === null) return;
  const flavours = flavoursOf(base.reference.tag);
  for (const facts of shippingChain(snapshot)) {
    for (const { name, word } of systemInstalls(facts)) {
      const flavour = flavours.find((each) => held[each].test(name));
      const what = ofHost.test(name)
        ? `${name} is the host's business: the driver is mounted into the container when it starts`
        : ofDistribution.test(name)
          ? `${name} is the distribution's own CUDA, a second one beside that of the base`
          : flavour !== undefined
            ? `the base holds ${name} already`
            : null;
      if (what !== null) yield { facts, span: word.span, message: what };
    }
  }
}

function fixPackages(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined) return [];
  const origin = finding.range.start;
  for (const { effect } of facts.commands) {
    const words = effect.installs.flatMap(({ packages }) => packages.map(({ word }) => word));
    const word = words.find(
      (each) => editsAt(snapshot, facts, [{ span: each.span, newText: '' }])[0]?.range.start === origin,
    );
    if (word === undefined) continue;
    if (words.every((each) => each === word)) return [];
    const edits = editsAt(snapshot, facts, removeWord(facts.syntax, word.span));
    return [
      {
        id: 'drop-package',
        title: `Leave out ${word.value ?? word.raw}`,
        applicability: 'unsafe',
        edits,
        preferred: true,
      },
    ];
  }
  return [];
}

export const cudaPackagesInstalledAgain: Rule = {
  meta: {
    id: 'cuda-packages-installed-again',
    summary: 'CUDA packages are installed on a CUDA base that holds them',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://hub.docker.com/r/nvidia/cuda',
      'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/',
    ],
  },
  checkFile: checkPackages,
  fix: fixPackages,
};
