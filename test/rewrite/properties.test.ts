// Edits in RUN for any way of laying it out: what was asked happens, every other command stays as it was.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InstructionSyntax } from '../../server/src/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { removeCommand } from '../../server/src/rewrite/remove-command.ts';
import { appendToRun, removeWord, toTextEdits } from '../../server/src/rewrite/run-edits.ts';
import { parseShell } from '../../server/src/shell/parse-shell.ts';
import type { ShellScript } from '../../server/src/shell/shell.ts';
import { applyEdits, editsConflict, type TextEdit } from '../../server/src/text/edit.ts';

const command = fc.constantFrom(
  'apt-get update',
  'apt-get install -y curl git',
  'rm -rf /tmp/x',
  'echo "a b"',
  'cd /src',
  'make -j4',
  'export A=1',
  "sh -c 'p && q'",
  '(cd /x; make)',
  'if a; then b; fi',
  'a | b',
  '[ -f x ]',
);

interface Layout {
  readonly eol: string;
  readonly escape: '\\' | '`';
  readonly lead: boolean;
  readonly indentation: string;
  readonly comment: boolean;
  readonly kind: 'line' | 'lines' | 'body';
}

const layout: fc.Arbitrary<Layout> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  escape: fc.constantFrom('\\', '`'),
  lead: fc.boolean(),
  indentation: fc.constantFrom('', '  ', '\t', '    '),
  comment: fc.boolean(),
  kind: fc.constantFrom('line', 'lines', 'body'),
});

function write(commands: readonly string[], joins: readonly string[], how: Layout): string {
  const { eol, escape, indentation } = how;
  const head = `${escape === '`' ? `# escape=\`${eol}` : ''}FROM debian${eol}`;
  const tail = `${eol}CMD x${eol}`;
  const comment = how.comment ? `${indentation}# why \\ not${eol}` : '';
  if (how.kind === 'body') {
    const body = commands.map((one) => comment + indentation + one + eol).join('');
    return `${head}RUN <<EOF${eol}${body}EOF${tail}`;
  }
  const run = commands.map((one, i) => {
    const join = joins[i % joins.length] ?? '&&';
    if (i === 0) return one;
    if (how.kind === 'line') return join === ';' ? `; ${one}` : ` ${join} ${one}`;
    if (how.lead) return ` ${escape}${eol}${comment}${indentation}${join} ${one}`;
    return `${join === ';' ? ';' : ` ${join}`} ${escape}${eol}${comment}${indentation}${one}`;
  });
  return `${head}RUN ${run.join('')}${tail}`;
}

const runText = fc
  .tuple(
    fc.array(command, { minLength: 1, maxLength: 5 }),
    fc.array(fc.constantFrom('&&', '&&', ';', '||'), { minLength: 1, maxLength: 4 }),
    layout,
  )
  .map(([commands, joins, how]) => write(commands, joins, how));

function readRun(text: string): { syntax: InstructionSyntax; script: ShellScript; origin: number; after: string } {
  const { instructions } = parseDockerfile(text);
  const run = instructions.find((one) => one.keyword === 'RUN');
  if (run?.syntax.shell == null) throw new Error(`no RUN in ${text}`);
  const after = instructions.slice(run.index + 1).map((one) => one.syntax.text);
  const { syntax } = run;
  return { syntax, script: parseShell(run.syntax.shell), origin: run.range.start, after: after.join('\n') };
}

function wordsOf(script: ShellScript): readonly string[] {
  return script.commands.map((one) => one.words.map((word) => word.value ?? word.raw).join('\u0001'));
}

function apply(text: string, edits: readonly TextEdit[]): string {
  expect(editsConflict(edits)).toBe(false);
  return applyEdits(text, edits);
}

test('appending adds one command at the end and leaves the others', () => {
  fc.assert(
    fc.property(runText, (text) => {
      const { syntax, script, origin, after } = readRun(text);
      const edit = appendToRun(syntax, script, 'rm -rf /var/lib/apt/lists/*');
      expect(edit).not.toBeNull();
      if (edit === null) return;
      const next = readRun(apply(text, toTextEdits(origin, [edit])));
      expect(next.script.errors).toEqual([]);
      expect(wordsOf(next.script)).toEqual([...wordsOf(script), 'rm\u0001-rf\u0001/var/lib/apt/lists/*']);
      expect(next.script.commands.at(-1)?.list).toBe(0);
      expect(next.after).toBe(after);
    }),
    { numRuns: 400 },
  );
});

test('removing takes one command with what is inside it and leaves the others', () => {
  fc.assert(
    fc.property(runText, fc.nat(), (text, choice) => {
      const { syntax, script, origin, after } = readRun(text);
      const chosen = script.commands[choice % script.commands.length];
      if (chosen === undefined) return;
      const edits = removeCommand(syntax, script, chosen);
      if (edits === null) return;
      const next = readRun(apply(text, toTextEdits(origin, edits)));
      expect(next.script.errors).toEqual([]);
      const within = ({ span }: { span: { from: number; to: number } }): boolean =>
        span.from >= chosen.span.from && span.to <= chosen.span.to;
      const around = ({ span }: { span: { from: number; to: number } }): boolean =>
        span.from <= chosen.span.from && span.to >= chosen.span.to;
      const owners = script.commands.filter((one) => around(one) && one !== chosen).length;
      const others = { ...script, commands: script.commands.filter((one) => !within(one) && !around(one)) };
      // Why: who owns the removed command (`sh -c '…'`) has other words now; that it is still there is all to ask.
      if (owners === 0) expect(wordsOf(next.script)).toEqual(wordsOf(others));
      else expect(next.script.commands).toHaveLength(script.commands.filter((one) => !within(one)).length);
      expect(next.after).toBe(after);
    }),
    { numRuns: 600 },
  );
});

test('removing a word leaves every other word', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.constantFrom(' ', ' \\\n  ', ' \\\n # c\n\t', ' \\\r\n  ')),
        {
          minLength: 2,
          maxLength: 6,
        },
      ),
      fc.nat(),
      (parts, choice) => {
        const text = `FROM a\nRUN ${parts.map(([word, gap], i) => (i === 0 ? '' : gap) + word).join('')}\nUSER x\n`;
        const { syntax, origin, after } = readRun(text);
        const at = 1 + (choice % (parts.length - 1));
        const word = syntax.words[at];
        if (word === undefined) return;
        const next = readRun(apply(text, toTextEdits(origin, removeWord(syntax, word.span))));
        expect(next.syntax.words.map((one) => one.value)).toEqual(
          syntax.words.filter((one) => one !== word).map((one) => one.value),
        );
        expect(next.after).toBe(after);
      },
    ),
    { numRuns: 300 },
  );
});
