// The ladder against rewrites that are wrong on purpose: each fault is found at its own level, what can be mended is mended
// once, and an original that does not build, or whose base is not there, is never held against its rewrite.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostOf, loadProject } from '../../scripts/support/proving-ground.ts';
import { rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import { isFailure, type Failure } from '../../server/src/image/build-outcome.ts';
import type { Verification } from '../../server/src/operations/verify/verification.ts';
import { verifyRewrite, type Verified } from '../../server/src/operations/verify/verify-rewrite.ts';
import type { Plan } from '../../server/src/planner/plan.ts';
import { renderPlan } from '../../server/src/planner/render-plan.ts';
import { useEngine } from './support/engine.ts';

const engine = useEngine();
let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-verify-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const dockerfile = `FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libyaml-dev
WORKDIR /opt/tool
COPY . .
RUN gcc -o tool tool.c -lyaml
ENV GREETING=hello
CMD ["./tool"]
`;
const files: Readonly<Record<string, string>> = {
  'words.txt': 'light\n',
  'start.sh': '#!/bin/bash\nexec ./tool\n',
  'tool.c': `#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

int main(void) {
  char word[32] = "";
  FILE *words = fopen("words.txt", "r");
  if (words == NULL || fscanf(words, "%31s", word) != 1) {
    perror("words.txt");
    return 3;
  }
  printf("%s %s %s\\n", getenv("GREETING"), word, yaml_get_version_string());
  return 0;
}
`,
};

/** What is done to a plan and to its text before both go up the ladder. */
interface Fault {
  readonly plan?: (plan: Plan) => Plan;
  readonly text?: (text: string) => string;
}

let projects = 0;
async function climb(text: string, fault: Fault = {}): Promise<Verified | Failure> {
  projects += 1;
  const folder = path.join(work, String(projects));
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'Dockerfile'), text);
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content, { mode: 0o755 });
  const host = hostOf(engine(), path.join(work, 'cache'));
  const snapshot = await loadProject(host, { folder });
  const planned = rewriteSnapshot(snapshot);
  if ('refusals' in planned) throw new Error(planned.refusals.map(({ message }) => message).join('; '));
  const plan = fault.plan?.(planned.plan) ?? planned.plan;
  const rendered = renderPlan(snapshot.dockerfile, plan);
  return await verifyRewrite(
    host,
    snapshot,
    { plan, text: fault.text?.(rendered) ?? rendered },
    {
      dockerfile: path.join(folder, 'Dockerfile'),
      context: folder,
      target: null,
      buildArgs: {},
      network: 'host',
      platform: null,
      engine: engine().dockerPath,
    },
    () => undefined,
    new AbortController().signal,
  );
}

/** Changes the lines of the shipped stage. */
function inShipped(change: (line: string) => string | null): (plan: Plan) => Plan {
  return (plan) => ({
    ...plan,
    stages: plan.stages.map((stage, index) =>
      index < plan.stages.length - 1
        ? stage
        : {
            ...stage,
            instructions: stage.instructions.flatMap((line) => {
              const text = change(line.text);
              return text === null ? [] : [{ ...line, text }];
            }),
          },
    ),
  });
}

function ended(outcome: Verified | Failure): Verified {
  if (isFailure(outcome)) throw new Error(`${outcome.message}\n${outcome.lines.join('\n')}`);
  return outcome;
}

function failedAt({ checks }: Verification): readonly string[] {
  return checks.filter(({ outcome }) => outcome === 'failed').map(({ level, what }) => `${level} ${what}`);
}

test('a right rewrite is verified', async () => {
  const { verification } = ended(await climb(dockerfile));
  expect(failedAt(verification)).toEqual([]);
  expect(verification.label).toBe('verified');
  expect(verification.repairs).toEqual([]);
});

test('a library that is left out is mended by its package', async () => {
  const isInstall = (line: string): boolean => line.includes('libyaml-0-2');
  const { verification } = ended(
    await climb(dockerfile, { plan: inShipped((line) => (isInstall(line) ? null : line)) }),
  );
  expect(verification.label).toBe('verified');
  expect(verification.repairs.join('\n')).toContain('libyaml-0-2');
});

test('a path that is left out is mended by carrying it', async () => {
  const fault = inShipped((line) => (/^COPY \. /.test(line) ? 'COPY start.sh ./' : line));
  const { verification } = ended(await climb(dockerfile, { plan: fault }));
  expect(verification.label).toBe('verified');
  expect(verification.repairs.join('\n')).toContain('/opt/tool/words.txt');
});

test.each<[string, Fault, string]>([
  ['an ENV', { text: (text) => withoutLast(text, 'ENV GREETING=hello\n') }, 'V2 the configuration'],
  ['what starts', { text: (text) => `${text}RUN rm -f /opt/tool/tool\n` }, 'V3 entry points'],
  ['a library', { text: (text) => `${text}RUN rm -f /usr/lib/*/libyaml*\n` }, 'V4 libraries'],
  ['a file that the program names', { text: (text) => `${text}RUN rm /opt/tool/words.txt\n` }, 'V4 data files'],
  ['the content of a file', { text: (text) => `${text}RUN echo heavy > /opt/tool/words.txt\n` }, 'V5 both run'],
])('without %s it fails at its level', async (_, fault, level) => {
  expect(failedAt(ended(await climb(dockerfile, fault)).first)[0]).toBe(level);
});

function withoutLast(text: string, part: string): string {
  const at = text.lastIndexOf(part);
  return text.slice(0, at) + text.slice(at + part.length);
}

test('where the leaner base is not to be had, the rewrite ships on the base of the original', async () => {
  const outcome = ended(
    await climb(dockerfile.replace('trixie-slim', 'trixie'), {
      text: (text) => text.replaceAll(/^FROM debian:trixie-slim$/gm, 'FROM debian:trixie-slimmer'),
    }),
  );
  expect(failedAt(outcome.first)).toEqual(['V1 both build']);
  expect([outcome.verification.label, outcome.proposed.plan.tier]).toEqual(['verified', 'same']);
});

test('an original that does not build is that, and nothing of its rewrite', async () => {
  const outcome = await climb(dockerfile.replace('-lyaml', '-lnowhere'));
  expect(isFailure(outcome) ? [outcome.failure, outcome.message] : []).toEqual([
    'build-failed',
    expect.stringContaining('The original does not build'),
  ]);
});

test('a base that is not there is that, and nothing of the rewrite', async () => {
  const outcome = await climb(dockerfile.replace('debian:trixie-slim', 'debian:buster'));
  expect(isFailure(outcome) ? outcome.failure : 'went on').toBe('base-unavailable');
});
