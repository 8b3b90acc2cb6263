// The torch that PyPI serves for Linux on x86-64 brings CUDA along: cuBLAS, cuDNN, NCCL and more, several gigabytes that a
// machine without an NVIDIA card never loads. PyTorch's own index has a build for the CPU. Reported where torch is installed
// from PyPI, by itself or by a package that requires it, and nothing in the project speaks of a GPU.
import type { Snapshot } from '../facts/snapshot.ts';
import { drawsIn, wheelBytes } from '../knowledge/python-wheels.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { speaksOfGpu } from './parts/gpu-signs.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { shippedPython } from './parts/python-environment.ts';
import { takesCpuBuild, type PythonInstall } from './parts/python-installs.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const cpuIndex = 'https://download.pytorch.org/whl/cpu';

/** Names that bring torch, as far as the lock file or the table of wheels knows. */
function bringers({ packages, locked }: PythonInstall): readonly string[] {
  // Why: a lock file that has no torch says so.
  if (locked.size > 0 && !locked.has('torch')) return [];
  return [...packages.keys()].filter((name) => drawsIn(name, 'torch'));
}

const otherProcessor = /arm|aarch64|ppc64|s390x|riscv/;

/** Wheels for other processors have brought no CUDA. */
function isForArm({ dockerfile, target }: Snapshot): boolean {
  if (/^(?:arm64v8|arm32v[67]|ppc64le|s390x|riscv64)\//.test(target.baseReference?.repository ?? '')) return true;
  return dockerfile.stages.some(({ from }) =>
    from?.syntax.flags.some(
      ({ name, value }) => name === 'platform' && otherProcessor.test(defaultOf(dockerfile, value ?? '')),
    ),
  );
}

/** The text itself, or the default of the argument that it names. */
function defaultOf({ instructions }: Snapshot['dockerfile'], text: string): string {
  const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(text);
  if (name === null) return text;
  for (const { syntax, stage } of instructions) {
    if (stage !== null) break;
    const value = syntax.pairs.find((pair) => pair.name === (name[1] ?? name[2]))?.value;
    if (value != null) return value;
  }
  return text;
}

function* checkTorch(snapshot: Snapshot): Generator<FileFinding> {
  if (isForArm(snapshot)) return;
  for (const { facts, command, install } of shippedPython(snapshot).sites) {
    // Why: conda has channels and builds of its own.
    if (command.effect.installs.some(({ manager }) => manager === 'conda')) continue;
    const by = bringers(install);
    if (by.length === 0) continue;
    // Why: torch comes once; a later install finds it there.
    if (takesCpuBuild(install, command) || speaksOfGpu(snapshot)) return;
    const bytes = wheelBytes(['torch']) - wheelBytes(['torch'], true);
    const through = by.includes('torch') ? 'torch' : `torch, which ${by[0] ?? ''} requires,`;
    yield {
      facts,
      span: headSpan(command),
      message: `${through} comes with CUDA, about ${formatBytes(bytes)} that a CPU does not use`,
      saving: { bytes, unit: 'file', kind: 'estimated' },
      proof: {
        by,
        alone: install.names.every((name) => torchFamily.has(name)),
        project: [...install.packages.values()].find(({ name }) => by.includes(name))?.file ?? null,
      },
    };
    return;
  }
}

const torchFamily: ReadonlySet<string> = new Set(['torch', 'torchvision', 'torchaudio', 'torchtext']);

function fixTorch(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || command === undefined || verb === undefined || !command.command.exact) return [];
  const { tool, verb: chosen } = command.effect;
  if (tool === 'uv' && chosen === 'pip install')
    return [
      {
        id: 'cpu-backend',
        title: "Take PyTorch's build for the CPU (--torch-backend=cpu)",
        applicability: 'unsafe',
        edits: editsAt(snapshot, facts, [insertWord(verb.span, '--torch-backend=cpu')]),
        preferred: true,
      },
    ];
  if (tool === 'uv' && chosen === 'sync') return cpuSource(snapshot, finding);
  if (tool !== 'pip') return [];
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

/** pyproject.toml with PyTorch's own index as the source of torch, for uv. The lock file has to be written anew after it. */
function cpuSource(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const path = proof['project'];
  const file = typeof path === 'string' ? snapshot.context?.files.get(path) : undefined;
  if (typeof path !== 'string' || file === undefined || !('text' in file)) return [];
  if (!path.endsWith('pyproject.toml') || /^\[tool\.uv\.sources\]/m.test(file.text)) return [];
  const lines = [
    ...['', '[[tool.uv.index]]', 'name = "pytorch-cpu"', `url = "${cpuIndex}"`, 'explicit = true'],
    ...['', '[tool.uv.sources]', 'torch = { index = "pytorch-cpu" }', ''],
  ];
  return [
    {
      id: 'cpu-source',
      title: `Name PyTorch's index for the CPU in ${path} (then run: uv lock)`,
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text: file.text.replace(/\n?$/, '\n') + lines.join('\n') }],
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
      ...[
        'uv.lock',
        'poetry.lock',
        'pdm.lock',
        'Pipfile',
        'environment.yml',
        'environment.yaml',
        'requirements-prod.txt',
      ],
    ],
  },
  checkFile: checkTorch,
  fix: fixTorch,
};
