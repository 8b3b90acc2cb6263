// What manifests and lock files name, in the shapes that people write them; any text is read without a throw.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readCondaText,
  readLockText,
  readProjectText,
  readRequirementsText,
} from '../../server/src/rules/parts/python-manifests.ts';

describe('requirements', () => {
  it('takes comments, hashes and continuations off', () => {
    const text = [
      '# top',
      'torch==2.4.0 \\',
      '    --hash=sha256:aa \\',
      '    --hash=sha256:bb',
      'flask>=3  # web',
      '-r base.txt',
      '--requirement=more.txt',
      '-c limits.txt',
      '--extra-index-url https://example.com/simple',
      '-e .',
    ].join('\r\n');
    expect(readRequirementsText({ text })).toEqual({
      requirements: ['torch==2.4.0', 'flask>=3'],
      nested: ['base.txt', 'more.txt'],
      constraints: ['limits.txt'],
      sources: ['--extra-index-url https://example.com/simple'],
    });
  });
});

describe('projects', () => {
  it('reads PEP 621, dependency groups and uv', () => {
    const text = `[project]
name = "a" # b
dependencies = [
  "torch>=2; sys_platform == 'linux'",
  "uvicorn[standard]", # c
]
[project.optional-dependencies]
gpu = ["onnxruntime-gpu"]
[dependency-groups]
dev = ["pytest"]
[[tool.uv.index]]
url = "https://download.pytorch.org/whl/cpu"
`;
    const { main, extras, groups, sources } = readProjectText({ text });
    expect(main).toEqual(["torch>=2; sys_platform == 'linux'", 'uvicorn[standard]']);
    expect([...extras]).toEqual([['gpu', ['onnxruntime-gpu']]]);
    expect([...groups]).toEqual([['dev', ['pytest']]]);
    expect(sources).toEqual(['https://download.pytorch.org/whl/cpu']);
  });

  it('reads Poetry, optional ones left out', () => {
    const text = `[tool.poetry.dependencies]
python = "^3.12"
torch = { version = "^2", optional = true }
fastapi = "^0.115"
numpy = "2.1.0"
[tool.poetry.group.dev.dependencies]
ruff = "*"
`;
    const { main, groups } = readProjectText({ text });
    expect(main).toEqual(['fastapi', 'numpy==2.1.0']);
    expect([...groups]).toEqual([['dev', ['ruff']]]);
  });
});

describe('environments and locks', () => {
  it("tells conda's packages from pip's", () => {
    const text = `name: a
channels:
  - conda-forge
dependencies:
  - python=3.12
  - conda-forge::numpy>=2
  - pip:
    - torch==2.4.0
    - -r more.txt
  - scipy
prefix: /x
`;
    expect(readCondaText({ text })).toEqual({ conda: ['python', 'numpy', 'scipy'], pip: ['torch==2.4.0'] });
  });

  it('reads uv.lock and poetry.lock', () => {
    const uv = `[[package]]
name = "Torch_Vision"
version = "0.19"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "torch" },
    { name = "numpy", marker = "x" },
]
`;
    expect(readLockText({ text: uv }).get('torch-vision')?.requires).toEqual(['torch', 'numpy']);
    const poetry = `[[package]]
name = "timm"
version = "1.0"

[package.dependencies]
torch = "*"

[package.source]
type = "legacy"
url = "https://example.com"
`;
    expect(readLockText({ text: poetry }).get('timm')).toEqual({
      name: 'timm',
      version: '1.0',
      source: '"https://example.com"',
      requires: ['torch'],
    });
  });

  it('reads any text', () => {
    const piece = fc.constantFrom('[', ']', '[[package]]', 'name = "a"', '= [', '{', '"', "'", '#', '\n', '- pip:', ' ', 'x');
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        for (const read of [readRequirementsText, readProjectText, readCondaText, readLockText]) read({ text });
      }),
      { numRuns: 300 },
    );
  });
});
