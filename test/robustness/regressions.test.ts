// Texts that once showed a fault, shortened: each must show none any more. Found by `npm run fuzz`.
import { describe, expect, it } from 'vitest';
import { corpusContext } from '../support/corpus-context.ts';
import { checkFaults, fixAllFaults, snapshotsIn } from './soundness.ts';
import { splitFaults } from './split-soundness.ts';

const texts: Readonly<Record<string, string>> = {
  'a word of shell text has no place in an exec form': 'RUN ["apt","install"]',
  'behind -- no flag is read': 'RUN t&apt -- install',
  'what a removed command leaves is not a flag': 'WORKDIR /\nRUN cd /&&--',
  'an argument of no name is not what a misspelt one means': 'arg VERSI?\nfrom $VERSON',
  'a blank that only the new form of ENV takes for one': 'ENV _\u2028 5',
  'what a start command installs is in no layer': 'Keep-Downloaded-Packages"true\nCMD m&apt-get install',
  'what is added below an open heredoc would be its body': 'RUN <<EOF\napt update<<E\nEOF',
};

describe.each(Object.entries(texts))('%s', (_, text) => {
  it.each([
    ['alone', null],
    ['in a context', corpusContext],
  ])('%s', (_name, context) => {
    const snapshotOf = snapshotsIn(context);
    expect(checkFaults(text, snapshotOf)).toEqual([]);
    expect(fixAllFaults(text, snapshotOf, 'safe')).toEqual([]);
    expect(fixAllFaults(text, snapshotOf, 'unsafe')).toEqual([]);
    expect(splitFaults(text, snapshotOf)).toEqual([]);
  });
});

describe('stages stand on each other deeper than calls may nest', () => {
  const tower = (body: string): string =>
    Array.from(
      { length: 8000 },
      (_, at) => `FROM ${at === 0 ? 'a' : `s${String(at - 1)}`} AS s${String(at)}\n${body}`,
    ).join('');

  // Why the room: 8,000 instructions are read and looked at several times over.
  it.each([
    ['alone', tower('')],
    ['with packages', `${tower('')}RUN apt-get install -y curl\n`],
  ])('%s', { timeout: 60_000 }, (_name, text) => {
    const snapshotOf = snapshotsIn(null);
    expect(checkFaults(text, snapshotOf)).toEqual([]);
    expect(splitFaults(text, snapshotOf)).toEqual([]);
  });
});
