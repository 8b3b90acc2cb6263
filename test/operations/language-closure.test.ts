// What Python, Node and Java programs load by name, and data files that shipped programs name: a part that is left out is told,
// with what would bring it; what the original lacks too is not.
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FlatFile } from '../../server/src/file-tree/flat-tree.ts';
import { compareData } from '../../server/src/operations/verify/compare-data.ts';
import { compareLanguages } from '../../server/src/operations/verify/compare-languages.ts';
import { manifestOf } from '../../server/src/operations/verify/jar-manifest.ts';
import { startOf } from '../../server/src/operations/verify/language-start.ts';
import { learnFromRun } from '../../server/src/operations/verify/learn-from-run.ts';
import type { ImageFiles } from '../../server/src/operations/verify/read-tree.ts';

const plain = { fileBytes: 1, executable: false, target: null, elf: null, interpreter: null };

/** Files by path: their text, or more; `-> x` is a link. */
function imageOf(
  files: Readonly<Record<string, string | Partial<FlatFile>>>,
  without: readonly string[] = [],
): ImageFiles {
  const all = new Map<string, FlatFile>();
  const texts = new Map<string, string>();
  for (const [path, what] of Object.entries(files)) {
    if (without.some((each) => path === each || path.startsWith(`${each}/`))) continue;
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      all.set(path.slice(0, at), { ...plain, kind: 'folder' });
    if (typeof what === 'string' && what.startsWith('-> '))
      all.set(path, { ...plain, kind: 'link', target: what.slice(3) });
    else {
      const interpreter =
        typeof what === 'string' && what.startsWith('#!') ? (what.split('\n')[0] ?? '').slice(2) : null;
      const extra = typeof what === 'string' ? { executable: interpreter !== null, interpreter } : what;
      all.set(path, { ...plain, kind: 'file', ...extra });
    }
    if (typeof what === 'string') texts.set(path, what);
  }
  return { tree: { files: all, libraryCache: null, owners: new Map() }, texts, names: new Map() };
}

/** Findings for an image that lacks some paths. */
function judge(
  files: Readonly<Record<string, string | Partial<FlatFile>>>,
  argv: readonly string[],
  without: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): readonly string[] {
  const before = imageOf(files);
  const start = startOf(before.tree, [argv], [], '/app', new Map(Object.entries(environment)));
  return compareLanguages(before, imageOf(files, without), start).findings;
}

describe('Python', () => {
  const site = '/usr/local/lib/python3.13/site-packages';
  const files = {
    '/app/main.py': 'import os, json\nfrom shop import prices\nif True:\n    import yaml as y\nimport nowhere\n',
    '/app/shop/__init__.py': '',
    '/app/shop/prices.py':
      'from . import units\nfrom .tables import (\n    first,\n    second,  # both\n)\nimport requests.adapters\n',
    '/app/shop/units.py': '',
    '/app/shop/tables/__init__.py': '',
    '/app/shop/tables/first.py': '',
    '/app/setup.py': 'import setuptools\n',
    '/usr/local/lib/python3.13/json/__init__.py': {},
    [`${site}/yaml/__init__.py`]: {},
    [`${site}/yaml/_yaml.cpython-313-x86_64-linux-gnu.so`]: {},
    [`${site}/requests/__init__.py`]: {},
    [`${site}/requests/adapters.py`]: {},
    [`${site}/setuptools/__init__.py`]: {},
    [`${site}/yaml-6.0.dist-info/RECORD`]:
      'yaml/__init__.py,sha256=x,1\nyaml/_yaml.cpython-313-x86_64-linux-gnu.so,,\n../../../bin/yamlize,,\n../../../share/yaml/spec.txt,,\nyaml/gone.py,,\n',
    '/usr/local/share/yaml/spec.txt': {},
    '/usr/local/bin/yamlize': '#!/usr/local/bin/python\nimport yaml\n',
    '/usr/local/bin/python': { executable: true },
  };
  const path = { PATH: '/usr/local/bin' };
  test('that is whole passes, also without what only building imports', () => {
    expect(judge(files, ['python', 'main.py'], [`${site}/setuptools`], path)).toEqual([]);
    expect(judge(files, ['python', '-u', '-m', 'shop.prices'], [`${site}/setuptools`], path)).toEqual([]);
  });
  test.each([
    [`${site}/yaml`, ['python', 'main.py'], 'the Python module yaml, which /app/main.py imports, is missing'],
    [
      `${site}/requests`,
      ['python3', '-m', 'main'],
      'the Python module requests.adapters, which /app/shop/prices.py imports, is missing',
    ],
    ['/app/shop/units.py', ['gunicorn', 'main:app'], '/app/shop/units, which /app/shop/prices.py imports, is missing'],
    ['/app/shop/tables/first.py', ['python', '-c', 'import shop.prices'], 'shop/tables/first, which'],
    [`${site}/yaml`, ['yamlize'], 'the Python module yaml, which /usr/local/bin/yamlize imports, is missing'],
    [`${site}/yaml/_yaml.cpython-313-x86_64-linux-gnu.so`, ['python', 'main.py'], 'of the Python package yaml-6.0 is'],
    ['/usr/local/share/yaml/spec.txt', ['python', 'main.py'], 'spec.txt of the Python package yaml-6.0 is missing'],
  ])('without %s fails', (lost, argv, finding) => {
    expect(judge(files, argv, [lost], path).join('\n')).toContain(finding);
  });
  test('does not miss programs that nothing starts', () => {
    expect(judge(files, ['python', 'main.py'], ['/usr/local/bin/yamlize'], path)).toEqual([]);
  });
  test('needs the folder that a .pth file names', () => {
    const editable = { ...files, [`${site}/__editable__.shop.pth`]: '/src/shop\n', '/src/shop/x.txt': {} };
    expect(judge(editable, ['python', 'main.py'], ['/src/shop'], path)).toEqual([
      `the folder /src/shop, which ${site}/__editable__.shop.pth names, is missing`,
    ]);
  });
});

describe('Node', () => {
  const files = {
    '/app/server.js':
      "const express = require('express');\nimport { a } from './lib/a';\nimport('node:fs');\nrequire('fs');\n",
    '/app/lib/a.mjs': "export * from '@scope/deep/part';\n",
    '/app/webpack.config.js': "require('webpack');\n",
    '/app/node_modules/webpack/package.json': '{}',
    '/app/node_modules/express/package.json': '{"dependencies": {"accepts": "1"}}',
    '/app/node_modules/.store/accepts/node_modules/accepts/package.json': '{"dependencies": {"mime": "1"}}',
    '/app/node_modules/.store/accepts/node_modules/mime/package.json': '{}',
    '/app/node_modules/accepts': '-> .store/accepts/node_modules/accepts',
    '/app/node_modules/@scope/deep/package.json': '{"dependencies": {"never-there": "1"}}',
  };
  test('that is whole passes, also without what only building requires', () => {
    expect(judge(files, ['node', '--enable-source-maps', 'server.js'], ['/app/node_modules/webpack'])).toEqual([]);
  });
  test.each([
    ['/app/node_modules/express', 'express, which /app/server.js requires, is missing'],
    ['/app/node_modules/@scope/deep', '@scope/deep/part, which /app/lib/a.mjs requires, is missing'],
    ['/app/lib/a.mjs', './lib/a, which /app/server.js requires, is missing'],
    ['/app/node_modules/.store/accepts/node_modules/mime', 'mime, which'],
  ])('without %s fails', (lost, finding) => {
    expect(judge(files, ['sh', '-c', 'exec node server.js'], [lost]).join('\n')).toContain(finding);
  });
});

describe('Java', () => {
  const files = {
    '/app/app.jar':
      'Manifest-Version: 1.0\r\nClass-Path: lib/a.jar lib/b-with-a-very-long-name\r\n .jar\r\nMain-Class: app.Main\r\n',
    '/app/lib/a.jar': 'Manifest-Version: 1.0\n',
    '/app/lib/b-with-a-very-long-name.jar': {},
    '/app/target/classes/app/Main.class': {},
  };
  test('needs the class path of the manifest', () => {
    expect(judge(files, ['java', '-Xmx64m', '-jar', 'app.jar'], [])).toEqual([]);
    expect(judge(files, ['java', '-jar', 'app.jar'], ['/app/lib/b-with-a-very-long-name.jar'])).toEqual([
      '/app/lib/b-with-a-very-long-name.jar of the class path that the manifest names is missing',
    ]);
  });
  test('needs each jar of a folder', () => {
    const argv = ['java', '-cp', 'target/classes:lib/*', 'app.Main'];
    expect(judge(files, argv, ['/app/lib/a.jar'])).toEqual(['/app/lib/a.jar of the class path is missing']);
  });
});

test('the manifest of a jar is found behind other members', () => {
  const text = 'Manifest-Version: 1.0\nMain-Class: a.B\n';
  const members = [
    { name: 'a/B.class', content: Buffer.from('x'.repeat(50)), method: 0 },
    { name: 'META-INF/MANIFEST.MF', content: deflateRawSync(Buffer.from(text)), method: 8 },
  ];
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, content, method } of members) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    central.push(entry, Buffer.from(name));
    parts.push(local, Buffer.from(name), content);
    at += 30 + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(at, 16);
  const jar = Buffer.concat([...parts, ...central, end]);
  expect(manifestOf(jar)).toBe(text);
  for (let cut = 0; cut < jar.length; cut++) expect(manifestOf(jar.subarray(0, cut))).toBeNull();
});

describe('data files', () => {
  const files = {
    '/app/run.py': 'open("words.txt")\nload("data/model.bin")\n',
    '/app/words.txt': {},
    '/app/data/model.bin': {},
    '/app/notes.txt': {},
    '/app/src/a.c': {},
    '/root/.cache/huggingface/hub/weights.bin': {},
  };
  const find = (without: readonly string[], names: ReadonlyMap<string, ReadonlySet<string>> = new Map()) =>
    compareData(imageOf(files), { ...imageOf(files, without), names }, '/app');
  test('that programs name must be there', () => {
    expect(find(['/app/data']).findings).toEqual(['/app/data/model.bin is missing, which /app/run.py names']);
    expect(find(['/app/words.txt']).remedies).toEqual([
      { kind: 'path', path: '/app/words.txt', isLibrary: false, reason: '/app/run.py names it' },
    ]);
    expect(find(['/app/notes.txt'], new Map([['/app/tool', new Set(['notes.txt'])]])).findings).toEqual([
      '/app/notes.txt is missing, which /app/tool names',
    ]);
  });
  test('that nothing names are told by kind', () => {
    const { findings, notes } = find(['/app/notes.txt', '/app/src']);
    expect(findings).toEqual([]);
    expect(notes).toEqual(['no longer there (other files): /app/notes.txt', 'no longer there (sources): /app/src/a.c']);
  });
  test('that were downloaded for run time must be there', () => {
    expect(find(['/root']).findings).toEqual([
      '/root/.cache/huggingface/hub/weights.bin is missing, which was downloaded for run time',
    ]);
  });
});

describe('a failing run', () => {
  const files = {
    '/usr/lib/libzbar.so.0': {},
    '/usr/bin/ffmpeg': { executable: true },
    '/app/config/a.ini': {},
    '/app/kept.txt': {},
  };
  const learn = (output: string) =>
    learnFromRun(
      output,
      { before: imageOf(files).tree, after: imageOf(files, ['/usr', '/app/config']).tree },
      {
        workingFolder: '/app',
        searchPath: '/usr/bin',
      },
    ).map((remedy) => (remedy.kind === 'path' ? [remedy.path, remedy.isLibrary] : []));
  test('teaches what the original has', () => {
    expect(learn('ImportError: libzbar.so.0: cannot open shared object file')).toEqual([
      ['/usr/lib/libzbar.so.0', true],
    ]);
    expect(learn("FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'")).toEqual([
      ['/usr/bin/ffmpeg', false],
    ]);
    expect(learn("Error: ENOENT: open './config/a.ini'")).toEqual([['/app/config/a.ini', false]]);
  });
  test('teaches nothing of what both have, or neither, nor of the words of a message', () => {
    expect(learn("ffmpeg cannot go on: No such file or directory: 'nowhere'")).toEqual([]);
    expect(learn('No such file or directory: kept.txt, nowhere.txt')).toEqual([]);
    expect(learn('all is well with ffmpeg')).toEqual([]);
  });
});
