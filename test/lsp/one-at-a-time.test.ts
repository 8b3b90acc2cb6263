import { expect, it } from 'vitest';
import { oneAtATime } from '../../server/src/lsp/one-at-a-time.ts';

it('asked for while it runs, work runs once more, and one key does not wait for another', async () => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = oneAtATime((key) => {
    begun.push(key);
    return new Promise((resolve) => ends.push(resolve));
  });
  const first = ask('a');
  const again = [ask('a'), ask('a')];
  void ask('b');
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(['a', 'b']);
  ends[0]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(['a', 'b', 'a']);
  ends[2]?.();
  await Promise.all([first, ...again]);
  expect(begun).toEqual(['a', 'b', 'a']);
});

it('work that fails may be asked for again', async () => {
  let runs = 0;
  const ask = oneAtATime(() => {
    runs++;
    return Promise.reject(new Error('no'));
  });
  await expect(ask('a')).rejects.toThrow('no');
  await expect(ask('a')).rejects.toThrow('no');
  expect(runs).toBe(2);
});
