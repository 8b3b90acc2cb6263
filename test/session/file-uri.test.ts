import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolvePath } from '../../server/src/text/resolve-path.ts';
import { baseNameOf, folderOf, isInside, pathOfUri, uriOfPath } from '../../server/src/session/file-uri.ts';

describe('file URIs', () => {
  it.each([
    ['file:///home/a/Docker%20file', '/home/a/Docker file'],
    ['file:///c%3A/a/Dockerfile', 'c:/a/Dockerfile'],
    ['file://server/share/Dockerfile', '//server/share/Dockerfile'],
    ['untitled:Untitled-1', null],
    ['file:///bad%', null],
  ])('%s is %s', (uri, path) => {
    expect(pathOfUri(uri)).toBe(path);
  });

  it('come back as they were', () => {
    const name = fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((text) => !/[/\\\0]/.test(text));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const path = `/${names.join('/')}`;
        fc.pre(!/^\/[a-z]:/i.test(path));
        expect(pathOfUri(uriOfPath(path))).toBe(path);
      }),
    );
  });
});

it('paths are taken apart', () => {
  expect([folderOf('/a/b'), folderOf('/a'), folderOf('a'), baseNameOf('c:\\x\\y')]).toEqual(['/a', '/', '.', 'y']);
  expect([isInside('/a', '/a/b'), isInside('/a', '/ab'), isInside('/', '/x')]).toEqual([true, false, true]);
  expect([resolvePath('/a/b', '../c'), resolvePath('/a', '/x/./y'), resolvePath('/', '../..')]).toEqual([
    '/a/c',
    '/x/y',
    '/',
  ]);
});
