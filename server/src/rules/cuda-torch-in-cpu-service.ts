// The torch that PyPI serves for Linux on x86-64 brings CUDA along: cuBLAS, cuDNN, NCCL and more, several gigabytes that a
// machine without an NVIDIA card never loads. PyTorch's own index has a build for the CPU. Reported where torch is installed
// from PyPI, by itself or by a package that requires it, and nothing in the project speaks of a GPU.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { wheelClosure } from '../knowledge/python-wheels.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { speaksOfGpu } from './parts/gpu-signs.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { readPythonInstall, takesCpuBuild } from './parts/python-installs.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const cpuIndex = 'https://download.pytorch.org/whl/cpu';

const drawsTorch = new Map<string, boolean>();

/** Names that draw torch in, as far as the table of wheels knows. */
function bringers(names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    let draws = drawsTorch.get(name);
    if (draws === undefined) {
      draws = wheelClosure([name], { cpu: false }).parts.some((part) => part.name === 'torch');
      if (drawsTorch.size > 4096) drawsTorch.clear();
      drawsTorch.set(name, draws);
    }
    return draws;
  });
}

function savedBytes(names: readonly string[]): number {
  const sum = (cpu: boolean): number =>
    wheelClosure(names, { cpu }).parts.reduce((total, { fileBytes }) => total + fileBytes, 0);
  return sum(false) - sum(true);
}

/** Wheels for other processors have brought no CUDA. */
function isForArm({ dockerfile }: Snapshot): boolean {
  return dockerfile.stages.some(
    ({ from }) =>
      from?.syntax.flags.some(
        ({ name, value }) => name === 'platform' && /arm|aarch64|ppc64|s390x/.test(value ?? ''),
      ) === true,
  );
}

const installsPython: (facts: InstructionFacts) => boolean = remembered(
  ({ commands, syntax }) =>
    syntax.keyword === 'RUN' &&
    commands.some(({ effect }) => effect.installs.some(({ manager }) => manager === 'pip' || manager === 'uv')),
);

/** Most copies looked into for requirements files. */
const copyBound = 200;

function* checkTorch(snapshot: Snapshot): Generator<FileFinding> {
  if (isForArm(snapshot)) return;
  const copies: InstructionFacts[] = [];
  for (const facts of shippingChain(snapshot)) {
    if (facts.copy?.kind === 'context' && copies.length < copyBound) copies.push(facts);
    if (!installsPython(facts)) continue;
    for (const command of facts.commands) {
      const install = readPythonInstall(snapshot.context, command, copies);
      const by = install === null ? [] : bringers(install.names);
      if (install === null || by.length === 0) continue;
      // Why: torch comes once; a later install finds it there.
      if (takesCpuBuild(install, command) || speaksOfGpu(snapshot)) return;
      const bytes = savedBytes(install.names);
      const through = by.includes('torch') ? 'torch' : `torch, which ${by[0] ?? ''} requires,`;
      yield {
        facts,
        span: headSpan(command),
        message: `${through} comes with CUDA, about ${formatBytes(bytes)} that a CPU does not use`,
        saving: { bytes, unit: 'file', kind: 'estimated' },
        proof: { by, alone: install.names.every((name) => torchFamily.has(name)) },
      };
      return;
    }
  }
}

const torchFamily: ReadonlySet<string> = new Set(['torch', 'torchvision', 'torchaudio', 'torchtext']);

function fixTorch(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || command === undefined || verb === undefined || !command.command.exact) return [];
  if (command.effect.tool !== 'pip') return [];
  // Why: next to other packages the index only adds to PyPI; its local version (`+cpu`) sorts above the same release.
  const option = finding.proof['alone'] === true ? '--index-url' : '--extra-index-url';
  return [
    {
      id: 'cpu-index',
      title: `Take PyTorch's build for the CPU (${option} ${cpuIndex})`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [insertWord(verb.span, `${option} ${cpuIndex}`)]),
      preferred: true,
    },
  ];
}

export const cudaTorchInCpuService: Rule = {
  meta: {
    id: 'cuda-torch-in-cpu-service',
    summary: 'torch is installed with CUDA where nothing speaks of a GPU',
    group: 'dependencies',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://pytorch.org/get-started/locally/'],
    wants: [
      ...['*.txt', '*.py', 'requirements/base.txt', 'requirements/prod.txt', 'requirements/requirements.txt'],
      ...['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml', 'pyproject.toml'],
    ],
  },
  checkFile: checkTorch,
  fix: fixTorch,
};
