// What must hold for every shell text whatever: nothing throws, places are true, commands are independent.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { parseShell } from '../../server/src/shell/parse-shell.ts';
import type { ShellCommand, ShellScript } from '../../server/src/shell/shell.ts';
import { dropJoiners } from '../../server/src/text/joiner.ts';
import { dockerfileText, shellText } from '../support/arbitrary-dockerfile.ts';

const origin = 7;

function parse(text: string): ShellScript {
  return parseShell({ text, span: { from: origin, to: origin + text.length } });
}

function sliceOf(text: string, command: ShellCommand): string {
  return text.slice(command.span.from - origin, command.span.to - origin);
}

function wordsOf(command: ShellCommand | undefined): readonly (readonly [string, string | null])[] {
  return (command?.words ?? []).map((word) => [word.raw, word.value]);
}

function startOf(command: ShellCommand): number {
  return command.span.from;
}

function hasHeredoc(command: ShellCommand): boolean {
  return command.redirections.some((one) => one.body !== null);
}

describe('any shell text', () => {
  test('gives commands in order, with places inside it', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        const script = parse(text);
        script.commands.forEach((command, i) => {
          expect(command.index).toBe(i);
          for (const { from, to } of [command.span, command.joinSpan, ...command.words.map((word) => word.span)]) {
            expect(from).toBeGreaterThanOrEqual(origin);
            expect(to).toBeGreaterThanOrEqual(from);
            expect(to).toBeLessThanOrEqual(origin + text.length);
          }
          if (command.parent !== null) expect(command.parent).toBeLessThan(i);
          if (!command.exact) return;
          for (const word of command.words) {
            if (word.raw === ']]') continue;
            expect(dropJoiners(text.slice(word.span.from - origin, word.span.to - origin))).toBe(word.raw);
          }
        });
      }),
      { numRuns: 400 },
    );
  });

  test('gives each command the same words when its own text is read alone', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        const script = parse(text);
        if (script.errors.length > 0) return;
        for (const command of script.commands) {
          if (!command.exact || command.words.length === 0 || hasHeredoc(command)) continue;
          expect(wordsOf(parse(sliceOf(text, command)).commands[0])).toEqual(wordsOf(command));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('keeps every other command when one is blanked', () => {
    fc.assert(
      fc.property(shellText, fc.nat(), (text, choice) => {
        const script = parse(text);
        const blanked = script.commands[choice % Math.max(1, script.commands.length)];
        if (script.errors.length > 0 || blanked?.exact !== true || hasHeredoc(blanked)) return;
        const { from, to } = blanked.span;
        const filler = ':'.padEnd(to - from);
        const changed = parse(text.slice(0, from - origin) + filler + text.slice(to - origin));
        // Why: commands around the blanked one (the owner of a substitution) hold its text in their words.
        const around = new Set(script.commands.filter(({ span }) => span.from <= from && to <= span.to).map(startOf));
        const others = (one: ShellScript): readonly unknown[] =>
          one.commands
            .filter((command) => command.exact && !around.has(startOf(command)))
            .filter(({ span }) => span.to <= from || span.from >= to)
            .map((command) => [command.span, wordsOf(command)]);
        expect(others(changed)).toEqual(others(script));
      }),
      { numRuns: 600 },
    );
  });

  test('of a Dockerfile has words that spell the document', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        for (const { syntax } of parseDockerfile(text).instructions) {
          if (syntax.shell === null) continue;
          for (const command of parseShell(syntax.shell).commands) {
            if (!command.exact) continue;
            for (const word of command.words) {
              const written = syntax.text.slice(word.span.from, word.span.to);
              if (!/[\\`\n\ufdd0]/.test(written) && word.raw !== ']]') expect(word.raw).toBe(written);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
