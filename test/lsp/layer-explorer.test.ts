// What the layer explorer asks of the server: the kept file tree, what changed since the last build, exports, and the list of
// measured images.
import { afterEach, describe, expect, it } from 'vitest';
import { storeTree } from '../../server/src/file-tree/store-tree.ts';
import { listLiveTree } from '../../server/src/file-tree/live-tree.ts';
import { stackLayers } from '../../server/src/file-tree/stack-layers.ts';
import { createLayerIndex, entryType } from '../../server/src/image/layer-index.ts';
import type { BuildResult } from '../../server/src/image/build-outcome.ts';
import { keepRecord } from '../../server/src/operations/keep-record.ts';
import { keepTree } from '../../server/src/operations/keep-tree.ts';
import {
  methods,
  type ExportAnswer,
  type LayerComparison,
  type LayerView,
  type MeasuredEntry,
  type TreeAnswer,
} from '../../server/src/protocol.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { startClient, uri, type TestClient } from './support/client.ts';
import { measuredBuild, measuredText } from './support/measured.ts';

const clients: TestClient[] = [];
/** The folder that the client has open. */
const openFolder = '/work';
const ids = { first: `sha256:${'1'.repeat(64)}`, second: `sha256:${'2'.repeat(64)}` } as const;

/** A build with one file of our own of these bytes, its record and its file tree. */
async function keepBuild(host: MemoryHost, imageId: string, fileBytes: number, cached: boolean): Promise<void> {
  const { image } = measuredBuild;
  const instructions = image.instructions.map((line) => (line.index === 2 ? { ...line, cached } : line));
  const total = { ...image.total, fileBytes };
  const result: BuildResult = { ...measuredBuild, imageId, image: { ...image, instructions, total } };
  expect((await keepRecord(host, result, null)).failed).toBeUndefined();
  const index = createLayerIndex();
  const name = Buffer.from('usr/lib/gcc/cc1');
  index.add(entryType.file, fileBytes, name, 0, name.length);
  const { nodes } = stackLayers([index.finish()], 1);
  expect(await keepTree(host, imageId, storeTree(nodes, listLiveTree(nodes)))).toBeUndefined();
}

async function start(prepare: (host: MemoryHost) => Promise<void>): Promise<TestClient> {
  const client = await startClient({ initializationOptions: { ownCommands: true }, prepare });
  clients.push(client);
  client.open(measuredText);
  return client;
}

const twoBuilds = async (host: MemoryHost): Promise<void> => {
  await keepBuild(host, ids.first, 500, false);
  await keepBuild(host, ids.second, 400, true);
};

afterEach(() => {
  for (const client of clients.splice(0)) client.stop();
});

describe('the file tree', { timeout: 30_000 }, () => {
  it('is asked page by page, and is null where none is kept', async () => {
    const client = await start(twoBuilds);
    const view = await client.request<LayerView>(methods.layers, { uri });
    expect(view.imageId).toBe(ids.second);
    expect(view.layerRows).toEqual([null, 0, 1, 2]);
    expect(view.baseLayers).toBe(1);
    const ask = (query: object): Promise<TreeAnswer | null> => client.request(methods.layerTree, query);
    expect(await ask({ image: view.imageId, kind: 'children', node: 0, from: 0, count: 10 })).toMatchObject({
      total: 1,
      rows: [{ name: 'usr', kind: 'folder', fileBytes: 400, children: 1 }],
    });
    const all = { text: 'CC1', layers: null, deadOnly: false, from: 0, count: 10 };
    expect(await ask({ image: view.imageId, kind: 'find', ...all })).toMatchObject({
      total: 1,
      fileBytes: 400,
      rows: [{ name: '/usr/lib/gcc/cc1' }],
    });
    expect(await ask({ image: `sha256:${'3'.repeat(64)}`, kind: 'map', node: 0 })).toBeNull();
    expect(await ask({ image: '../../etc/passwd', kind: 'map', node: 0 })).toBeNull();
  });
});

describe('what changed since the last build', { timeout: 30_000 }, () => {
  it('is told by path and as a whole', async () => {
    const client = await start(twoBuilds);
    const view = await client.request<LayerView>(methods.layers, { uri });
    expect(view.before).toMatchObject({ fileBytes: 500 });
    const comparison = await client.request<LayerComparison>(methods.layerComparison, { uri });
    expect(comparison).toMatchObject({
      before: { fileBytes: 500 },
      after: { fileBytes: 400 },
      paths: [{ name: '/usr/lib/gcc/cc1', before: 500, after: 400 }],
    });
  });

  it('is nothing where the last build gave the same image', async () => {
    const client = await start(async (host) => {
      await keepBuild(host, ids.first, 500, false);
      await keepBuild(host, ids.first, 500, true);
    });
    expect(await client.request(methods.layerComparison, { uri })).toBeNull();
  });

  it('a line from the cache keeps the time of the run that was seen', async () => {
    const client = await start(twoBuilds);
    const view = await client.request<LayerView>(methods.layers, { uri });
    expect(view.rows[0]).toMatchObject({ cached: true, seconds: 4.2 });
  });
});

describe('exports', { timeout: 30_000 }, () => {
  it('are texts of the format that is asked for', async () => {
    const client = await start(twoBuilds);
    const made = async (format: string): Promise<ExportAnswer> => client.request(methods.exportLayers, { uri, format });
    expect(JSON.parse((await made('json')).text)).toMatchObject({ version: 1, image: { name: 'example' } });
    expect((await made('markdown')).text).toMatch(/^## example/);
    expect((await made('html')).text).toMatch(/^<!doctype html>[\s\S]*Content-Security-Policy/);
    const { name, text } = await made('csv');
    expect(name).toBe('project-layers.csv');
    expect(text.split('\r\n')[0]).toBe('what,name,version,from,file_bytes,dead_bytes,files,seconds,cached');
    expect(text).toContain('line,RUN apt-get update && apt-get install -y gcc,,line 3,287000000,90000000,,4.2,true');
  });
});

describe('measured images', { timeout: 30_000 }, () => {
  it('of the folders that are open are listed; that of the document itself needs no name', async () => {
    const inside = { ...measuredBuild, dockerfile: `${openFolder}/Dockerfile` };
    const client = await start(async (host) => {
      await twoBuilds(host);
      await host.writeFile(inside.dockerfile, measuredText);
      await keepRecord(host, inside, null);
      await keepRecord(host, { ...inside, target: 'test' }, null);
      await keepRecord(host, { ...inside, dockerfile: `${openFolder}/gone/Dockerfile` }, null);
    });
    const entries = await client.request<readonly MeasuredEntry[]>(methods.measuredImages, null);
    expect(entries).toHaveLength(2);
    const own = entries.find(({ target }) => target === null);
    expect(own).toMatchObject({ record: null, uri: `file://${openFolder}/Dockerfile`, fileBytes: 411_000_000 });
    const named = entries.find(({ target }) => target === 'test')?.record ?? '';
    const view = await client.request<LayerView | null>(methods.layers, { uri: own?.uri, record: named });
    expect(view).toMatchObject({ record: named, imageId: measuredBuild.imageId });
    expect(await client.request(methods.layers, { uri, record: named })).toBeNull();
  });
});
