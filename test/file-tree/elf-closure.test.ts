// Which libraries a tree's programs cannot have: search order, links, versions, and the comparison of two trees.
import { describe, expect, test } from 'vitest';
import { readElf } from '../../server/src/elf/read-elf.ts';
import { missingLibraries, newlyMissing } from '../../server/src/file-tree/elf-closure.ts';
import { findProgram, resolveFile, type FlatFile, type FlatTree } from '../../server/src/file-tree/flat-tree.ts';
import { type ElfSpec, writeElf } from '../support/elf-writer.ts';

type Spec = ElfSpec | { readonly link: string } | 'folder' | 'file';

function treeOf(
  files: Readonly<Record<string, Spec>>,
  cache: Readonly<Record<string, readonly string[]>> | null = null,
): FlatTree {
  const all = new Map<string, FlatFile>();
  const plain = { fileBytes: 0, executable: false, target: null, elf: null, interpreter: null };
  for (const [path, spec] of Object.entries(files)) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (!all.has(folder)) all.set(folder, { ...plain, kind: 'folder' });
    }
    if (spec === 'folder' || spec === 'file') all.set(path, { ...plain, kind: spec });
    else if ('link' in spec) all.set(path, { ...plain, kind: 'link', target: spec.link });
    else all.set(path, { ...plain, kind: 'file', executable: true, elf: readElf(writeElf(spec)) });
  }
  return { files: all, libraryCache: cache === null ? null : new Map(Object.entries(cache)), owners: new Map() };
}

const nothing = { libraryPath: [] };
const program = (spec: ElfSpec = {}): ElfSpec => ({ needed: ['liba.so.1'], ...spec });

describe('a library is found', () => {
  const found: Readonly<Record<string, FlatTree>> = {
    'in a standard folder': treeOf({ '/app/run': program(), '/usr/lib/liba.so.1': {} }),
    "in the architecture's folder": treeOf({ '/app/run': program(), '/usr/lib/x86_64-linux-gnu/liba.so.1': {} }),
    'through a linked folder': treeOf({ '/app/run': program(), '/lib': { link: 'usr/lib' }, '/usr/lib/liba.so.1': {} }),
    'through a link to the real name': treeOf({
      '/app/run': program(),
      '/usr/lib/liba.so.1': { link: 'liba.so.1.2' },
      '/usr/lib/liba.so.1.2': {},
    }),
    'beside the program by $ORIGIN': treeOf({
      '/app/bin/run': program({ runpath: '$ORIGIN/../lib' }),
      '/app/lib/liba.so.1': {},
    }),
    'by the old search path': treeOf({ '/app/run': program({ rpath: '/opt/lib' }), '/opt/lib/liba.so.1': {} }),
    "in the loader's cache": treeOf(
      { '/app/run': program(), '/usr/local/lib/liba.so.1': {} },
      { 'liba.so.1': ['/usr/local/lib/liba.so.1'] },
    ),
  };
  for (const [how, tree] of Object.entries(found))
    test(how, () => {
      expect(missingLibraries(tree, nothing)).toEqual([]);
    });
});

describe('a library is missing', () => {
  const lost: Readonly<Record<string, FlatTree>> = {
    'where it is not': treeOf({ '/app/run': program() }),
    'where it is for another machine': treeOf({ '/app/run': program(), '/usr/lib/liba.so.1': { machine: 183 } }),
    'where ldconfig did not see it': treeOf({ '/app/run': program(), '/usr/local/lib/liba.so.1': {} }, {}),
    'behind a link into nothing': treeOf({ '/app/run': program(), '/usr/lib/liba.so.1': { link: 'gone' } }),
    'behind links in a ring': treeOf({ '/app/run': program(), '/usr/lib/liba.so.1': { link: 'liba.so.1' } }),
    'by the old path beside a new one': treeOf({
      '/app/run': program({ rpath: '/opt/lib', runpath: '/srv/lib' }),
      '/opt/lib/liba.so.1': {},
    }),
  };
  for (const [how, tree] of Object.entries(lost))
    test(how, () => {
      expect(missingLibraries(tree, nothing)).toEqual([{ path: '/app/run', library: 'liba.so.1', version: null }]);
    });
  test('and so is a version of it, unless it has none', () => {
    const needs = program({ versionsNeeded: { 'liba.so.1': ['A_1', 'A_2'] } });
    const versioned = treeOf({ '/app/run': needs, '/usr/lib/liba.so.1': { versionsGiven: ['A_1'] } });
    expect(missingLibraries(versioned, nothing)).toEqual([{ path: '/app/run', library: 'liba.so.1', version: 'A_2' }]);
    expect(missingLibraries(treeOf({ '/app/run': needs, '/usr/lib/liba.so.1': {} }), nothing)).toEqual([]);
  });
  test('and so is the loader', () => {
    const tree = treeOf({ '/app/run': { interpreter: '/lib/ld.so.1' } });
    expect(missingLibraries(tree, nothing)).toEqual([{ path: '/app/run', library: '/lib/ld.so.1', version: null }]);
  });
});

test('what the original lacked too is not told', () => {
  const before = treeOf({ '/app/run': program({ needed: ['liba.so.1', 'libjvm.so'] }), '/usr/lib/liba.so.1': {} });
  const after = treeOf({ '/app/run': program({ needed: ['liba.so.1', 'libjvm.so'] }) });
  expect(newlyMissing(before, after, { before: nothing, after: nothing })).toEqual([
    { path: '/app/run', library: 'liba.so.1', version: null },
  ]);
});

describe('programs', () => {
  const tree = treeOf({
    '/usr/bin/run': {},
    '/bin': { link: 'usr/bin' },
    '/usr/bin/data': 'file',
    '/usr/bin/deep': 'folder',
  });
  test('are found on the PATH through links', () => {
    expect(findProgram(tree, 'run', '/sbin:/bin', '/')?.path).toBe('/usr/bin/run');
  });
  test('are found from the working folder', () => {
    expect(findProgram(tree, './run', '', '/usr/bin')?.path).toBe('/usr/bin/run');
  });
  test('must be executable files', () => {
    expect(findProgram(tree, 'data', '/bin', '/')).toBeNull();
    expect(findProgram(tree, 'deep', '/bin', '/')).toBeNull();
  });
  test('the root is always there', () => {
    expect(resolveFile(tree, '/usr/../..')?.path).toBe('/');
  });
});
