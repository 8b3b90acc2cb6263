// The form of fixture pages: markers, files, cases.
import { describe, expect, it } from 'vitest';
import { readFiles, readFixturePage, readMarkers, replaceLines } from './fixture-page.ts';

describe('markers', () => {
  it('mark columns of the line above, also several below one line', () => {
    const { text, markers } = readMarkers(['RUN a && b', '    ^ x: one', '         ^ y: two', 'CMD c']);
    expect(text).toBe('RUN a && b\nCMD c\n');
    expect(markers.map(({ range, label, message }) => [text.slice(range.start, range.end), label, message])).toEqual([
      ['a', 'x', 'one'],
      ['b', 'y', 'two'],
    ]);
  });

  it('reach down to the end of a later line', () => {
    const { text, markers } = readMarkers(['RUN a \\', '^^^...1 refused: why', '  && b', 'CMD c']);
    expect(markers.map(({ range }) => text.slice(range.start, range.end))).toEqual(['RUN a \\\n  && b']);
  });

  it('leaves other caret lines alone', () => {
    expect(readMarkers(['RUN echo', '^^^ not a marker', '  ^']).text).toBe('RUN echo\n^^^ not a marker\n  ^\n');
  });

  it('says where a marker is wrong', () => {
    expect(() => readMarkers(['RUN a', '     ^^^ x: y'])).toThrow('line 2');
    expect(() => readMarkers(['RUN a', '^...3 x: y'])).toThrow('below its block');
    expect(() => readMarkers(['RUN\ta', '^ x: y'])).toThrow('tab');
  });
});

describe('files', () => {
  it('have text, a size, or neither', () => {
    expect(readFiles('a.txt\n    one\n\n    two\n\n.git/pack 12 MB\nempty\n')).toEqual([
      { path: 'a.txt', text: 'one\n\ntwo\n', fileBytes: 9 },
      { path: '.git/pack', text: null, fileBytes: 12_000_000 },
      { path: 'empty', text: '', fileBytes: 0 },
    ]);
  });
});

describe('pages', () => {
  const page = [
    '# some-rule',
    'Why it is.',
    '',
    '## Example',
    '```files',
    'a 1 kB',
    '```',
    '```dockerfile',
    'FROM x',
    '^^^^ some-rule: bad',
    '```',
    '```dockerfile fixed other-way',
    'FROM y',
    '```',
    '## Edge cases',
    '```dockerfile',
    'FROM z',
    '```',
  ].join('\n');

  it('are cut into cases', () => {
    const { title, introduction, cases } = readFixturePage(page);
    expect([title, introduction]).toEqual(['some-rule', 'Why it is.']);
    expect(
      cases.map(({ subject, files, results }) => [subject.text, files?.length, results.map(({ words }) => words)]),
    ).toEqual([
      ['FROM x\n', 1, [['fixed', 'other-way']]],
      ['FROM z\n', undefined, []],
    ]);
  });

  it('can have lines replaced', () => {
    expect(replaceLines('a\nb\nc', [{ from: 1, to: 2, lines: ['x', 'y'] }])).toBe('a\nx\ny\nc');
  });
});
