// What our reader and stacking make of an image is what the system's own tar makes of it: the final tree and the dead bytes, for
// generated images in every dialect that tar writes.
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomNumbers } from '../../scripts/support/generate-dockerfile.ts';
import { stackLayers } from '../../server/src/file-tree/stack-layers.ts';
import { readArchiveStream } from '../../server/src/sources/archive.ts';
import { ociArchive } from '../support/image-archive.ts';
import { chunked } from '../support/tar-writer.ts';
import { applyLayer, contentOf, listFolder, listTree } from '../support/witness.ts';

const imageCount = 40;
const names = ['a', 'b', 'lib', 'with space', 'ü€', 'n'.repeat(120), '-dash', 'new\nline'];
const dialects = ['gnu', 'pax', 'posix'] as const;

let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-witness-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }), 60_000);

/** Fills a folder with what one layer brings: a small set of names, so that layers meet each other's files. */
function fillLayer(folder: string, random: () => number): void {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const files: string[] = [];
  mkdirSync(folder);
  for (let step = 0; step < 12; step++) {
    const parent = path.join(folder, ...Array.from({ length: Math.floor(random() * 3) }, () => pick(names)));
    const name = pick(names);
    const kind = random();
    try {
      mkdirSync(parent, { recursive: true });
      const at = path.join(parent, name);
      if (kind < 0.5) {
        writeFileSync(at, 'x'.repeat(Math.floor(random() * 3000)), { flag: 'wx' });
        files.push(at);
      } else if (kind < 0.6) mkdirSync(at);
      else if (kind < 0.7) symlinkSync('nowhere', at);
      else if (kind < 0.8 && files.length > 0) linkSync(pick(files), at);
      else if (kind < 0.95) writeFileSync(path.join(parent, `.wh.${name}`), '', { flag: 'wx' });
      else if (parent !== folder) writeFileSync(path.join(parent, '.wh..wh..opq'), '');
    } catch {
      // Why: a random name may be taken, or its parent may be a file; then this step brings nothing.
    }
  }
}

test.each(Array.from({ length: imageCount }, (_, seed) => seed))(
  'generated image %i',
  { timeout: 60_000 },
  async (seed) => {
    const random = randomNumbers(seed + 1);
    const folder = path.join(work, String(seed));
    const root = path.join(folder, 'root');
    mkdirSync(root, { recursive: true });
    const tars: Uint8Array[] = [];
    let stored = 0;
    for (let layer = 0; layer < 2 + (seed % 4); layer++) {
      const source = path.join(folder, `source${layer}`);
      const tar = path.join(folder, `${layer}.tar`);
      fillLayer(source, random);
      const format = `--format=${dialects[(seed + layer) % dialects.length] ?? 'gnu'}`;
      execFileSync('tar', ['-cf', tar, format, '-C', source, '.']);
      tars.push(readFileSync(tar));
      stored += contentOf(source);
      applyLayer(tar, source, root);
    }
    const compress = seed % 2 === 0 ? (tar: Uint8Array) => tar : (tar: Uint8Array) => new Uint8Array(gzipSync(tar));
    const archive = ociArchive([{ layers: tars }], { compress });
    const image = await readArchiveStream(chunked(archive, 5000), { reference: null, platform: null });
    if ('why' in image) throw new Error(image.why);
    const tree = stackLayers(
      image.layers.map(({ index }) => index),
      10,
    );
    expect(listTree(tree)).toEqual(listFolder(root));
    expect({ live: tree.liveBytes, dead: tree.deadBytes }).toEqual({
      live: contentOf(root),
      dead: stored - contentOf(root),
    });
    rmSync(folder, { recursive: true });
  },
);
