// What counts as left over, by path; sums that never exceed what a layer holds, whatever its paths are.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findLeftovers, findSecrets } from '../../server/src/file-tree/find-leftovers.ts';
import {
  cudaLibraryName,
  isSecretFile,
  kindOfFile,
  kindOfFolder,
  mayBeSecret,
} from '../../server/src/file-tree/leftover-places.ts';
import { stackLayers } from '../../server/src/file-tree/stack-layers.ts';
import { createLayerIndex, entryType, type LayerIndex } from '../../server/src/image/layer-index.ts';

const encoder = new TextEncoder();

function layerOf(files: readonly (readonly [path: string, bytes: number])[]): LayerIndex {
  const builder = createLayerIndex();
  for (const [path, bytes] of files) {
    const name = encoder.encode(path);
    builder.add(entryType.file, bytes, name, 0, name.length);
  }
  return builder.finish();
}

const folder = (path: string): readonly string[] => path.split('/').slice(1);

describe('a folder', () => {
  it.each([
    ['/var/lib/apt/lists', 'apt-lists'],
    ['/home/app/.cache/pip', 'pip'],
    ['/opt/conda/pkgs', 'conda'],
    ['/usr/local/bundle/cache', 'gem'],
    ['/usr/local/lib/ruby/gems/3.3.0/cache', 'gem'],
    ['/usr/local/cargo/registry', 'cargo'],
    ['/usr/local/share/.cache/yarn', 'yarn'],
    ['/app/node_modules/.cache', 'node-tools'],
    ['/tmp', 'temporary'],
    ['/src/.git', 'version-control'],
    ['/usr/lib/python3/dist-packages/numpy/tests', 'package-tests'],
  ])('%s is %s', (path, kind) => {
    expect(kindOfFolder(folder(path))).toBe(kind);
  });

  it.each([
    '/',
    '/srv/var/lib/apt/lists',
    '/app/tmp',
    '/app/tests',
    '/usr/lib/python3/dist-packages/tests',
    '/app/node_modules/x/.git',
    '/app/cache',
    '/app/registry',
    '/usr/share/applications',
  ])('%s is none', (path) => {
    expect(kindOfFolder(path === '/' ? [] : folder(path))).toBeNull();
  });
});

test('files that only a compiler reads are known by name and place', () => {
  expect(kindOfFile('libz.a', () => ['usr', 'lib'])).toBe('static-libraries');
  expect(kindOfFile('model.a', () => ['models'])).toBeNull();
  expect(kindOfFile('stdio.h', () => ['usr', 'include'])).toBe('headers');
  expect(kindOfFile('notes.h', () => ['app'])).toBeNull();
});

test('secrets are known by name, examples and public halves are none', () => {
  const isOne = (path: string): boolean => mayBeSecret(folder(path).at(-1) ?? '') && isSecretFile(folder(path));
  expect(
    ['/root/.ssh/id_rsa', '/app/.env.local', '/root/.kube/config', '/etc/ssl/key.pfx'].filter((path) => !isOne(path)),
  ).toEqual([]);
  expect(
    ['/app/.env.example', '/root/.ssh/id_rsa.pub', '/app/config', '/app/docs/.env', '/constructor'].filter(isOne),
  ).toEqual([]);
  expect(['/usr/share/cmake-3.31/Templates/Key.pfx', '/usr/share/nginx/html/.env'].filter(isOne)).toEqual([
    '/usr/share/nginx/html/.env',
  ]);
});

test('libraries of CUDA are known without their version', () => {
  expect(cudaLibraryName('libcublasLt.so.12.4.5.8')).toBe('libcublasLt');
  expect(cudaLibraryName('libcudnn_ops.so.9')).toBe('libcudnn_ops');
  expect(['libcuda.so.1', 'libc.so.6', 'cublas.so', 'libcublas_helper.so'].map(cudaLibraryName)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

describe('leftovers', () => {
  test('are summed up by layer and kind, with what died of them', () => {
    const below = layerOf([
      ['root/.cache/pip/a', 50_000],
      ['root/.cache/pip/b/c', 30_000],
      ['usr/bin/x', 9],
    ]);
    const above = layerOf([['root/.cache/pip/a', 20_000]]);
    expect(findLeftovers(stackLayers([below, above], 1).nodes)).toEqual([
      { kind: 'pip', layer: 0, fileBytes: 80_000, deadBytes: 50_000, files: 2, folders: ['/root/.cache/pip'] },
      { kind: 'pip', layer: 1, fileBytes: 20_000, deadBytes: 0, files: 1, folders: ['/root/.cache/pip'] },
    ]);
  });

  test('in folders nested without end are found, and end', () => {
    const deep = `${'d/'.repeat(5000)}.cache/pip/${'e/'.repeat(5000)}f`;
    const found = findLeftovers(stackLayers([layerOf([[deep, 40_000]])], 1).nodes);
    expect(found.map(({ kind, fileBytes }) => [kind, fileBytes])).toEqual([['pip', 40_000]]);
  });

  test('never weigh more than their layer', () => {
    const name = fc.constantFrom(
      '.cache',
      'pip',
      'uv',
      'tmp',
      'var',
      'lib',
      'include',
      'x.h',
      'y.a',
      '.git',
      '.env',
      'a',
    );
    const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'));
    const layers = fc.array(fc.array(fc.tuple(path, fc.nat(50_000)), { maxLength: 20 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(layers, (specs) => {
        const tree = stackLayers(specs.map(layerOf), 1);
        const found = findLeftovers(tree.nodes);
        for (const [layer, { fileBytes }] of tree.layers.entries()) {
          const own = found.filter((each) => each.layer === layer);
          expect(own.reduce((sum, each) => sum + each.fileBytes, 0)).toBeLessThanOrEqual(fileBytes);
          for (const { deadBytes, fileBytes: bytes } of own) expect(deadBytes).toBeLessThanOrEqual(bytes);
        }
        expect(findSecrets(tree.nodes).every(({ fileBytes }) => fileBytes > 0)).toBe(true);
      }),
    );
  });
});
