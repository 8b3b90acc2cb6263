// A keystroke in ENV or ARG leaves most of what was found below as it is; whatever rests on a variable is found anew.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { InstructionFacts, Snapshot } from '../../server/src/facts/snapshot.ts';
import { remembered } from '../../server/src/rules/parts/remembered.ts';
import { pipCacheLeftInLayer as given } from '../../server/src/rules/pip-cache-left-in-layer.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { runAllRules, runRules } from '../../server/src/rules/run-rules.ts';

const all = { rules: { '*': 'info' as const } };

function snapshot(text: string, previous?: Snapshot): Snapshot {
  return buildSnapshot(parseDockerfile(text, previous?.dockerfile), {}, previous);
}

const body = `USER app
COPY $SRC ./package.json /srv/\${PORT}
EXPOSE $PORT 80
RUN pip install flask && pip install --cache-dir $HOME/c gunicorn
RUN apt-get update && apt-get install -y gcc $EXTRA
RUN uv sync && poetry install && npm ci
RUN --mount=type=cache,target=$HOME/.cache/pip pip install x
RUN go build -o /b . && cargo build --release
WORKDIR $SRC
ADD $SRC /x
LABEL a=$PORT
ONBUILD RUN pip install x
HEALTHCHECK CMD curl http://localhost:$PORT
CMD ["python", "app.py"]
`;

const declaration = fc
  .tuple(
    fc.constantFrom('ENV', 'ARG'),
    fc.constantFrom('PIP_NO_CACHE_DIR', 'HOME', 'PATH', 'SRC', 'PORT', 'EXTRA', 'UV_NO_CACHE', 'NODE_ENV', 'GOFLAGS', 'A'),
    fc.constantFrom('', '1', '/app', '/root', 'git', '8080', 'production', '-ldflags=-s', '$HOME/x', 'https://x.org/a.tgz'),
  )
  .map(([keyword, name, value]) => `${keyword} ${name}=${value}\n`);

it('findings are the same with the snapshot before and without it', () => {
  const texts = fc.array(fc.array(declaration, { maxLength: 3 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(texts, (heads) => {
      let previous: Snapshot | undefined;
      for (const head of heads) {
        // Why the mark: a text seen before would be answered from memory without a snapshot too.
        const text = (mark: string): string => `FROM python:3.12\n${head.join('')}${body.replaceAll('\n', `${mark}\n`)}`;
        previous = snapshot(text(''), previous);
        const found = runAllRules(previous, all);
        const alone = runAllRules(snapshot(text(' ')), all);
        const shape = ({ rule, message, instruction }: (typeof found)[number]): string =>
          `${rule} ${String(instruction)} ${message}`;
        expect(found.map(shape).sort()).toEqual(alone.map(shape).sort());
      }
    }),
    { numRuns: 15 },
  );
});

it('a rule that asks for a variable is asked again, also where it was told by memory, and no other', () => {
  const asked: string[] = [];
  const valueBefore = remembered((facts: InstructionFacts) => facts.before.variable('X') ?? '');
  const rule = (id: string, message: (facts: InstructionFacts) => string): Rule => ({
    meta: { ...given.meta, id },
    *checkInstruction(facts) {
      if (facts.syntax.keyword !== 'CMD') return;
      asked.push(id);
      yield { span: facts.syntax.keywordSpan, message: message(facts) };
    },
  });
  const rules = [rule('text', () => ''), rule('first', valueBefore), rule('second', valueBefore)];
  const read = (value: string, previous?: Snapshot): Snapshot =>
    snapshot(`FROM x\nENV X=${value}\nCMD a\n`, previous);
  const messages = (current: Snapshot): readonly string[] =>
    runRules(current, all, 'source', { rules }).map(({ rule: id, message }) => `${id} ${message}`);
  const before = read('1');
  expect(messages(before)).toEqual(['first 1', 'second 1', 'text ']);
  expect(messages(read('2', before))).toEqual(['first 2', 'second 2', 'text ']);
  expect(asked).toEqual(['text', 'first', 'second', 'first', 'second']);
});
