import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generateDockerfile } from '../../scripts/support/generate-dockerfile.ts';
import { diagnose } from '../../server/src/features/diagnostics.ts';
import { analyse, type Analysis } from '../../server/src/session/analysis.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';

function look(text: string, version: number, previous?: Analysis): Analysis {
  const document = { uri: 'file:///project/Dockerfile', version, text, isDockerfile: true };
  return analyse({ document, settings: defaultSettings, context: null, record: null }, previous);
}

const told = ({ snapshot, settings }: Analysis): unknown =>
  diagnose(snapshot, settings, 'source').map(({ range, code, message, severity }) => [range, code, message, severity]);

const typed = fc.constantFrom('a', ' ', '\n', '\\', '"', '#', '&', '<<EOF', '$X', '/', 'RUN ', 'FROM x\n', '\r\n', '');
const keystroke = fc.record({ place: fc.nat(1_000_000), removed: fc.nat(12), text: typed });

it('typing gives the very findings that opening the file would', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.array(keystroke, { minLength: 1, maxLength: 12 }), (seed, keystrokes) => {
      let text = generateDockerfile(30, seed);
      let analysis = look(text, 1);
      keystrokes.forEach(({ place, removed, text: inserted }, i) => {
        const at = place % (text.length + 1);
        text = text.slice(0, at) + inserted + text.slice(at + removed);
        analysis = look(text, i + 2, analysis);
      });
      expect(told(analysis)).toEqual(told(look(text, 99)));
    }),
    { numRuns: 60 },
  );
});

it('the same inputs give the same analysis', () => {
  const first = look('FROM debian:12\n', 1);
  expect(analyse(first, first)).toBe(first);
});
