// What is measured of an image is what the engine itself gives a container of it, and what the system's own tar finds in its
// layers: the final tree and the dead bytes, for generated images on each of Docker's image stores, Podman and Buildah.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChildResult } from '../../scripts/support/child.ts';
import { randomNumbers } from '../../scripts/support/generate-dockerfile.ts';
import { stackLayers } from '../../server/src/file-tree/stack-layers.ts';
import { isUnavailable } from '../../server/src/host/host.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';
import { readArchiveFile } from '../../server/src/sources/archive.ts';
import { applyLayer, contentOf, listFolder, listTree, unpackTar } from '../support/witness.ts';
import { useEngine, usePodman, withPodman } from './support/engine.ts';

/** Of one call of a client, while others are at work beside it. */
const deadlineMs = 240_000;

interface Builder {
  /** Builds a context, whatever its engine calls that, under this tag. */
  readonly build: (context: string, tag: string) => Promise<ChildResult>;
  /** A client that makes and exports containers of what was built, and saves images. */
  readonly ask: (...args: readonly string[]) => Promise<ChildResult>;
}

let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-witness-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A base of a few programs: what is unpacked again and again is small. */
const base = `FROM debian:bookworm-slim AS tools
RUN mkdir -p /o/bin /o/etc /o/base/of && for name in sh mkdir head rm mv cp ln chmod; do cp -L /bin/$name /o/bin/; done && \\
    ldd /o/bin/* | grep -o '/[^ ]*' | grep '^/lib' | sort -u | while read -r file; do cp -L --parents "$file" /o; done && \\
    head -c 50000 /dev/zero > /o/base/of/file && ln /o/base/of/file /o/base/link
FROM scratch
COPY --from=tools /o /
RUN mkdir -p /w/a "/w/d e"
`;

/** What a RUN of a generated file does: writes, moves, links and deletes in few places, those of the base too. */
function nextRun(random: () => number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const place = (): string => pick(['/w/a', '/w/b', '/w/a/c', '/w/d e/f', '/w/ü', '/base/of', '/base/link']);
  const commands = Array.from({ length: 6 }, () => {
    const [one, other] = [place(), place()];
    const bytes = Math.floor(random() * 90_000);
    return pick([
      `mkdir -p "${one}"`,
      `mkdir -p "${path.dirname(one)}" && head -c ${bytes} /dev/zero > "${one}"`,
      `rm -rf "${one}"`,
      `rm -rf "${one}" && mkdir -p "${one}" && head -c ${bytes} /dev/zero > "${one}/new"`,
      `mv "${one}" "${other}"`,
      `cp -a "${one}" "${other}"`,
      `ln "${one}" "${other}"`,
      `ln -s nowhere "${one}"`,
      `chmod -R g+w "${one}"`,
    ]);
  });
  return `RUN ${commands.map((command) => `{ ${command} || true; }`).join('; ')}`;
}

function dockerfileOf(seed: number): string {
  // Why few first ones: images that begin alike share what the engine has built, which is what takes the time.
  const runs = [seed % 5, 100 + (seed % 20), 200 + seed].map((own) => nextRun(randomNumbers(own + 1)));
  return `${base}${runs.join('\n')}\n`;
}

/** What the engine lays over every container: mount points and files of its own. */
const isOfEngine = (line: string): boolean =>
  /^\S+ (?:\.dockerenv|dev|proc|run|sys|etc\/(?:hosts|hostname|resolv\.conf|mtab))(?:\/.*)? \d+$/.test(line);

/** So many generated images, the same ones everywhere. */
function eachImage(images: number, builder: () => Builder): void {
  async function ask(...args: readonly string[]): Promise<void> {
    const result = await builder().ask(...args);
    if (result.code !== 0) throw new Error(result.output);
  }

  // Why side by side: a build mostly waits for its engine to set up containers.
  test.concurrent.each(Array.from({ length: images }, (_, seed) => seed))('image %i', async (seed) => {
    const folder = path.join(work, `image-${seed}`);
    const context = path.join(folder, 'context');
    mkdirSync(context, { recursive: true });
    writeFileSync(path.join(context, 'Dockerfile'), dockerfileOf(seed));
    const tag = `witness:${seed}`;
    const built = await builder().build(context, tag);
    if (built.code !== 0) throw new Error(built.output);
    await ask('create', '--name', `witness-${seed}`, '--network=none', tag, 'true');
    await ask('export', '--output', path.join(folder, 'container.tar'), `witness-${seed}`);
    await ask('save', '--output', path.join(folder, 'image.tar'), tag);

    const file = await createNodeHost().openFile(path.join(folder, 'image.tar'));
    if (isUnavailable(file)) throw new Error(file.why);
    const image = await readArchiveFile(file, { reference: tag, platform: null });
    await file.close();
    if ('why' in image) throw new Error(image.why);
    const tree = stackLayers(
      image.layers.map(({ index }) => index),
      10,
    );

    const container = path.join(folder, 'container');
    unpackTar(path.join(folder, 'container.tar'), container);
    const own = (lines: readonly string[]): readonly string[] => lines.filter((line) => !isOfEngine(line));
    expect(own(listTree(tree))).toEqual(own(listFolder(container)));

    const archive = path.join(folder, 'archive');
    unpackTar(path.join(folder, 'image.tar'), archive);
    const manifest = JSON.parse(readFileSync(path.join(archive, 'manifest.json'), 'utf8')) as [{ Layers: string[] }];
    const root = path.join(folder, 'root');
    mkdirSync(root);
    let stored = 0;
    for (const [place, layer] of manifest[0].Layers.entries()) {
      const unpacked = path.join(folder, `layer${place}`);
      unpackTar(path.join(archive, layer), unpacked);
      stored += contentOf(unpacked);
      applyLayer(path.join(archive, layer), unpacked, root);
    }
    expect(listTree(tree)).toEqual(listFolder(root));
    expect({ live: tree.liveBytes, dead: tree.deadBytes }).toEqual({
      live: contentOf(root),
      dead: stored - contentOf(root),
    });
    rmSync(folder, { recursive: true });
  });
}

describe.each(['overlay2', 'containerd'] as const)("generated images on Docker's %s store", (store) => {
  const engine = useEngine({ store });
  const ask: Builder['ask'] = (...args) => engine().docker(args, { deadlineMs });
  eachImage(40, () => ({
    ask,
    build: (context, tag) => ask('build', '--quiet', '--network=none', '--tag', tag, context),
  }));
});

// Why fewer with Buildah: Podman builds with the same code, and each call of a client without a daemon takes its time.
const numbers = [
  ['podman', 40],
  ['buildah', 8],
] as const;

describe.skipIf(!withPodman).each(numbers)('generated images with %s', (program, images) => {
  const engines = usePodman(['debian:bookworm-slim']);
  eachImage(images, () => ({
    // Why: Buildah makes no containers; Podman works on the same store.
    ask: (...args) => engines().run('podman', args, { deadlineMs }),
    build: (context, tag) =>
      engines().run(program, ['build', '--quiet', '--layers', '--network=none', '--tag', tag, context], { deadlineMs }),
  }));
});
