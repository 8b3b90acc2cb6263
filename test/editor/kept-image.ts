// Makes up a measured image of a Dockerfile and keeps it as a build would, so that tests of the layer explorer need no
// engine and can have half a million files. Sizes and names are made up; stacking, records and trees are the product's.
import { readFileSync } from 'node:fs';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { createLayerIndex, entryType } from '../../server/src/image/layer-index.ts';
import type { ImageContents, LayerContents } from '../../server/src/image/contents.ts';
import { assembleMeasured, stackImage } from '../../server/src/operations/assemble-measured.ts';
import { keepRecord } from '../../server/src/operations/keep-record.ts';
import { keepTree } from '../../server/src/operations/keep-tree.ts';
import { findTarget } from '../../server/src/operations/stage-chain.ts';
import { storeTree } from '../../server/src/file-tree/store-tree.ts';
import { lineAt } from '../../server/src/text/line-index.ts';

export interface KeptImageOptions {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Folder that the server under test keeps its records in. */
  readonly cacheFolder: string;
  /** 64 hexadecimal digits. */
  readonly imageId: string;
  /** Small files of the application besides the others. */
  readonly assets: number;
}

type Files = [path: string, fileBytes: number, content?: string][];

function layerOf(files: Files, gone: readonly string[] = []): LayerContents {
  const index = createLayerIndex();
  const lists = new Map<number, Uint8Array>();
  const add = (path: string, bytes: number): void => {
    const name = Buffer.from(path);
    index.add(entryType.file, bytes, name, 0, name.length);
  };
  for (const [path, bytes, content] of files) {
    if (content !== undefined) lists.set(index.count(), Buffer.from(content));
    add(path, bytes);
  }
  for (const path of gone)
    add(`${path.slice(0, path.lastIndexOf('/') + 1)}.wh.${path.slice(path.lastIndexOf('/') + 1)}`, 0);
  const tarBytes = files.reduce((sum, [, bytes]) => sum + bytes + 512, 10_240);
  const digests = new Map<number, string>();
  return { diffId: null, digest: null, index: index.finish(), tarBytes, downloadBytes: null, digests, lists };
}

/** Sizes that look like those of real folders: a few big files, many small ones. */
function family(folder: string, names: readonly string[], largest: number): Files {
  return names.map((name, at) => [`${folder}/${name}`, Math.round(largest / (at + 1) ** 1.3)]);
}

const numbered = (count: number, name: (at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => name(at));

function pythonPackage(name: string, version: string, largest: number, modules: number): Files {
  const site = 'usr/local/lib/python3.13/site-packages';
  const files = family(
    `${site}/${name}`,
    numbered(modules, (at) => (at < 3 ? `_core${at}.so` : `module_${at}.py`)),
    largest,
  );
  const record = files.map(([path]) => `${path.slice(site.length + 1)},,`).join('\n');
  return [...files, [`${site}/${name}-${version}.dist-info/RECORD`, record.length, record]];
}

/** The layers of the test's Dockerfile, bottom to top, by the line (zero-based) that wrote them; null for the base. */
function layersOf(assets: number): readonly (readonly [line: number | null, layer: LayerContents])[] {
  const base: Files = [
    ...family(
      'usr/lib/x86_64-linux-gnu',
      numbered(400, (at) => `lib${at}.so`),
      42e6,
    ),
    ...family(
      'usr/share/doc',
      numbered(300, (at) => `package-${at}/copyright`),
      2e6,
    ),
    ...family(
      'usr/share/locale',
      numbered(90, (at) => `l${at}/LC_MESSAGES/base.mo`),
      1e6,
    ),
    ...family(
      'usr/bin',
      numbered(250, (at) => `tool-${at}`),
      9e6,
    ),
  ];
  const python: Files = family(
    'usr/local/lib/python3.13',
    numbered(500, (at) => `lib-${at % 9}/file_${at}.py`),
    8e6,
  );
  const compilers: Files = [
    ...family('usr/lib/gcc/x86_64-linux-gnu/14', ['cc1plus', 'cc1', 'lto1', 'libgcc.a', 'collect2'], 38e6),
    ...family(
      'usr/include',
      numbered(600, (at) => `c++/14/header_${at}.h`),
      0.4e6,
    ),
    ...family('usr/lib/x86_64-linux-gnu/openblas-pthread', ['libopenblas.a', 'libopenblas.so.0'], 61e6),
    ...family(
      'var/lib/apt/lists',
      numbered(6, (at) => `deb.debian.org_debian_dists_${at}_Packages.lz4`),
      18e6,
    ),
  ];
  const packages: Files = [
    ...pythonPackage('torch', '2.9.0', 190e6, 900),
    ...pythonPackage('numpy', '2.3.4', 24e6, 300),
    ...pythonPackage('scipy', '1.16.2', 31e6, 400),
    ...pythonPackage('pandas', '2.3.3', 14e6, 350),
    ...pythonPackage('fastapi', '0.121.0', 0.2e6, 60),
    ...family(
      'root/.cache/pip',
      numbered(40, (at) => `http-v2/${at}/body`),
      30e6,
    ),
  ];
  const code: Files = [
    ...family(
      'app/service',
      numbered(30, (at) => `part_${at}.py`),
      0.1e6,
    ),
    ['app/model/weights.safetensors', 88e6],
  ];
  for (let at = 0; at < assets; at++)
    code.push([`app/assets/${at % 97}/${at % 89}/image-${at}.webp`, 900 + (at % 700)]);
  return [
    [null, layerOf(base)],
    [null, layerOf(python)],
    [2, layerOf([])],
    [5, layerOf(compilers)],
    [7, layerOf([['app/requirements.txt', 120]])],
    [8, layerOf(packages)],
    [10, layerOf(code)],
    [11, layerOf([], ['usr/share/doc', 'root/.cache'])],
  ];
}

/** Keeps record and file tree; rejects where they cannot be written. */
export async function keepImage({ dockerfile, cacheFolder, imageId, assets }: KeptImageOptions): Promise<void> {
  const host = createNodeHost({ cacheFolder });
  const text = readFileSync(dockerfile, 'utf8');
  const parsed = parseDockerfile(text);
  const target = findTarget(parsed, null);
  if (target === null) throw new Error(`${dockerfile} has no stage`);
  const layers = layersOf(assets);
  const lines = text.split('\n');
  const history = layers.map(([line]) => ({
    createdBy: line === null ? 'RUN /bin/sh -c make-base' : (lines[line] ?? ''),
    comment: 'buildkit.dockerfile.v0',
    emptyLayer: false,
  }));
  const contents: ImageContents = {
    name: 'measured-service',
    medium: 'engine',
    engine: 'Docker 28.5.2 with BuildKit',
    platform: 'linux/amd64',
    config: { platform: 'linux/amd64', diffIds: [], history },
    layers: layers.map(([, layer]) => layer),
    notes: [],
  };
  const instructionAt = (line: number | null): number | null =>
    parsed.instructions.find(({ range }) => line !== null && lineAt(parsed.lines, range.start) === line)?.index ?? null;
  const instructions = layers.map(([line]) => instructionAt(line));
  const timings = new Map(
    instructions.flatMap((index, at) =>
      index === null ? [] : [[index, { seconds: at * 5.3, cached: at < 5 }] as const],
    ),
  );
  const stacked = stackImage(contents);
  const attributed = { attribution: 'exact', baseLayers: 2, instructions, notes: [] } as const;
  const image = assembleMeasured(contents, attributed, { dockerfile: parsed, target }, timings, stacked);
  const id = `sha256:${imageId}`;
  const result = { image, imageId: id, dockerfile, text, target: null, buildSeconds: 95, measureSeconds: 2 };
  const failed =
    (await keepRecord(host, result, null)).failed ??
    (await keepTree(host, id, storeTree(stacked.tree.nodes, stacked.live)));
  if (failed !== undefined) throw new Error(`${failed.what}: ${failed.why}`);
}
