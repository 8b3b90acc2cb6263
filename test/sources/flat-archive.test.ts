// The reader of a container's file system: whatever the pieces it comes in, every entry is told once, with the content that
// was asked for and no other.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FlatEntry, readFlatArchive } from '../../server/src/sources/flat-archive.ts';
import { writeTar } from '../support/tar-writer.ts';

const long = 'x'.repeat(2000);
const tar = writeTar([
  { name: 'bin/', type: '5' },
  { name: 'bin/tool', content: `keep ${long}` },
  { name: 'bin/also', type: '1', link: 'bin/tool' },
  { name: 'bin/link', type: '2', link: '../opt/tool' },
  { name: 'etc/start.sh', content: `#!/bin/sh\n${long}` },
  { name: 'etc/empty', content: '' },
  { name: 'etc/other', content: long },
]);

async function read(
  bytes: Uint8Array,
  cuts: readonly number[],
): Promise<{ entries: FlatEntry[]; fault: string | null }> {
  const entries: FlatEntry[] = [];
  const places = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
  // eslint-disable-next-line @typescript-eslint/require-await -- Why: the reader takes what comes as it comes.
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const [index, from] of places.entries()) yield bytes.subarray(from, places[index + 1] ?? bytes.length);
  }
  const wants = (_: string, head: Uint8Array): 'whole' | 'head' | 'nothing' =>
    head[0] === 0x6b ? 'whole' : head[0] === 0x23 ? 'head' : 'nothing';
  const fault = await readFlatArchive(pieces(), wants, (entry) => entries.push(entry));
  return { entries, fault };
}

test('entries come with what was asked for, in whatever pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (cuts) => {
      const { entries, fault } = await read(tar, cuts);
      expect(fault).toBeNull();
      expect(entries.map(({ path, kind, target, content }) => [path, kind, target, content?.length ?? null])).toEqual([
        ['/bin', 'folder', null, null],
        ['/bin/tool', 'file', null, 2005],
        ['/bin/also', 'hardlink', '/bin/tool', null],
        ['/bin/link', 'link', '../opt/tool', null],
        ['/etc/start.sh', 'file', null, 256],
        ['/etc/empty', 'file', null, 0],
        ['/etc/other', 'file', null, null],
      ]);
    }),
  );
});

test('an archive that is cut off is a fault', async () => {
  const { fault } = await read(tar.subarray(0, 3000), []);
  expect(fault).not.toBeNull();
});
