// The cache of the test engine: a half-made folder never shows, what is there is kept, and outdated things go.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cacheFolder } from '../../scripts/support/cache-folder.ts';
import { installOnce, keyOf, removeOutdated } from '../../scripts/support/engine-cache.ts';
import { readStandIns, recipeFolder, standInKey } from '../../scripts/support/stand-in-recipes.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'engine-cache-'));
  vi.stubEnv('PLIMSOLL_CACHE', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function makeFolder(name: string, ageHours: number): string {
  const made = path.join(folder, name);
  mkdirSync(made, { recursive: true });
  const time = Date.now() / 1_000 - ageHours * 3_600;
  utimesSync(made, time, time);
  return made;
}

test('the folder follows PLIMSOLL_CACHE, then XDG_CACHE_HOME where it is absolute, then the home folder', () => {
  expect(cacheFolder()).toBe(folder);
  vi.stubEnv('PLIMSOLL_CACHE', '');
  vi.stubEnv('XDG_CACHE_HOME', '/elsewhere');
  expect(cacheFolder()).toBe('/elsewhere/plimsoll');
  vi.stubEnv('XDG_CACHE_HOME', 'relative');
  expect(cacheFolder()).toMatch(/\/\.cache\/plimsoll$/);
});

test('a key tells apart where one text ends and the next begins', () => {
  expect(keyOf(['ab', 'c'])).not.toBe(keyOf(['a', 'bc']));
  expect(keyOf(['ab', 'c'])).toBe(keyOf(['ab', 'c']));
});

test('an installation that fails leaves nothing behind', async () => {
  const target = path.join(folder, 'thing');
  const failing = installOnce(target, (half) => {
    writeFileSync(path.join(half, 'file'), 'half');
    expect(existsSync(target)).toBe(false);
    return Promise.reject(new Error('no network'));
  });
  await expect(failing).rejects.toThrow('no network');
  expect(readdirSync(folder)).toEqual([]);
});

test('what another run finished first is kept', async () => {
  const target = path.join(folder, 'thing');
  await installOnce(target, async (half) => {
    writeFileSync(path.join(half, 'file'), 'second');
    await installOnce(target, (other) => {
      writeFileSync(path.join(other, 'file'), 'first');
      return Promise.resolve();
    });
  });
  expect(readFileSync(path.join(target, 'file'), 'utf8')).toBe('first');
  expect(readdirSync(folder)).toEqual(['thing']);
});

test('only what no run needs is removed', () => {
  const gone = [
    makeFolder('empty-abc', 4),
    makeFolder('debian-abc', 4),
    makeFolder('engine/k0.making-abc', 4),
    makeFolder('engine/k1', 30),
    makeFolder('engine-data/k1-overlay2-0', 1),
  ];
  const kept = [
    makeFolder('empty-new', 1),
    makeFolder('engine/k4.making-new', 1),
    makeFolder('engine/k2', 20),
    makeFolder('engine/k3', 10),
    makeFolder('engine-data/k3-overlay2-0', 50),
    makeFolder('stand-ins/s1', 100),
    makeFolder('stand-ins/s2', 90),
    makeFolder('editor/code', 900),
  ];
  removeOutdated();
  expect(gone.filter((file) => existsSync(file))).toEqual([]);
  expect(kept.filter((file) => !existsSync(file))).toEqual([]);
});

test('every recipe of a stand-in is there, and the key is of their text alone', () => {
  for (const standIn of readStandIns()) {
    if (!('dockerfile' in standIn)) continue;
    const text = readFileSync(path.join(recipeFolder, standIn.dockerfile), 'utf8');
    expect(text).toMatch(/^FROM/m);
    expect(text).toContain(` AS ${standIn.target}\n`);
  }
  const before = standInKey();
  vi.stubEnv('HTTP_PROXY', 'http://proxy.example:3128');
  expect(standInKey()).toBe(before);
});
