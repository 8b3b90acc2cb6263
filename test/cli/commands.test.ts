// The command line as a user and as a program call it: exit codes, text, JSON, and what happens on bad input.
import { describe, expect, test } from 'vitest';
import { check } from '../../server/src/cli/check.ts';
import { estimate } from '../../server/src/cli/estimate.ts';
import { isDockerfileName } from '../../server/src/cli/find-dockerfiles.ts';
import { fix } from '../../server/src/cli/fix.ts';
import { rules } from '../../server/src/cli/rules.ts';
import { size } from '../../server/src/cli/size.ts';
import { split } from '../../server/src/cli/split.ts';
import { runCommand } from './support.ts';

const heavy = 'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nCMD ["curl"]\n';
const clean = 'FROM debian:12-slim\nCMD ["true"]\n';

interface CheckAnswer {
  readonly version: number;
  readonly files: readonly {
    readonly path: string;
    readonly error?: string;
    readonly findings: readonly {
      readonly rule: string;
      readonly range: unknown;
      readonly fixes: readonly { readonly edits: readonly unknown[] }[];
    }[];
  }[];
}

describe('check', () => {
  test('finds, and says so by its exit code', async () => {
    const { code, stdout } = await runCommand(check, ['Dockerfile'], { Dockerfile: heavy });
    expect(code).toBe(1);
    expect(stdout).toContain('apt-lists-left-in-layer');
    expect(stdout).toMatch(/finding.* in 1 file/);
  });
  test('is content with a clean file', async () => {
    expect((await runCommand(check, ['Dockerfile'], { Dockerfile: clean })).code).toBe(0);
  });
  test('gives places and edits as JSON', async () => {
    const answer = (
      await runCommand(check, ['--format', 'json', 'Dockerfile'], { Dockerfile: heavy })
    ).json() as CheckAnswer;
    expect(answer.version).toBe(1);
    const finding = answer.files[0]?.findings.find(({ rule }) => rule === 'apt-lists-left-in-layer');
    expect(finding?.range).toMatchObject({ start: { line: 1, character: 4 } });
    expect(finding?.fixes[0]?.edits.length).toBeGreaterThan(0);
  });
  test('gives SARIF with lines from one, fixes, and files that could not be read', async () => {
    const ran = await runCommand(check, ['--format', 'sarif', 'a b/Dockerfile', 'missing'], {
      'a b/Dockerfile': heavy,
    });
    interface Run {
      readonly results: readonly { readonly ruleId: string }[];
    }
    const { runs } = ran.json() as { readonly runs: readonly Run[] };
    expect(runs).toMatchObject([{ columnKind: 'utf16CodeUnits', invocations: [{ executionSuccessful: false }] }]);
    expect(runs[0]?.results.find(({ ruleId }) => ruleId === 'apt-lists-left-in-layer')).toMatchObject({
      level: 'warning',
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'a%20b/Dockerfile' }, region: { startLine: 2, startColumn: 5 } },
        },
      ],
      fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: {} }] }] }, {}],
    });
  });
  test('looks through folders, and passes over what is no Dockerfile', async () => {
    const files = {
      'a/Dockerfile': clean,
      'b/web.dockerfile': clean,
      'b/Dockerfile.dev': clean,
      'c/Containerfile': clean,
      'node_modules/x/Dockerfile': heavy,
      'snippets/dockerfile.json': '{}',
      'Dockerfile.md': '# text',
    };
    const answer = (await runCommand(check, ['--format', 'json'], files)).json() as CheckAnswer;
    expect(answer.files.map(({ path }) => path)).toEqual([
      'a/Dockerfile',
      'b/Dockerfile.dev',
      'b/web.dockerfile',
      'c/Containerfile',
    ]);
  });
  test('goes on after a file that cannot be read', async () => {
    const files = { bad: new Uint8Array([70, 0, 1]), latin: new Uint8Array([70, 0xe9, 10]), Dockerfile: clean };
    const ran = await runCommand(check, ['--format', 'json', 'bad', 'missing', 'latin', 'Dockerfile'], files);
    const answer = ran.json() as CheckAnswer;
    expect(answer.files.map(({ path, error }) => [path, error !== undefined])).toEqual([
      ['bad', true],
      ['missing', true],
      ['latin', true],
      ['Dockerfile', false],
    ]);
    expect(ran.code).toBe(0);
  });
  test('reads standard input', async () => {
    expect((await runCommand(check, ['-'], {}, heavy)).stdout).toContain('apt-lists-left-in-layer');
  });
  test.each([
    ['error', 0],
    ['warning', 1],
    ['never', 0],
  ])('--fail-on %s exits %i', async (level, code) => {
    expect((await runCommand(check, ['--fail-on', level, 'Dockerfile'], { Dockerfile: heavy })).code).toBe(code);
  });
  test('runs only the rules that are asked for', async () => {
    const ran = await runCommand(check, ['--rules', 'shell-form-command', 'Dockerfile'], { Dockerfile: heavy });
    expect(ran.code).toBe(0);
  });
  test.each([['--nonsense'], ['--format', 'xml'], ['--fail-on', 'loud'], ['--rules', 'no-such-rule']])(
    '%s is wrong usage',
    async (...args) => {
      const { code, stderr } = await runCommand(check, args, { Dockerfile: clean });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^plimsoll: .+\nusage: plimsoll check/);
    },
  );
  test('takes settings from plimsoll.json, and names what is wrong in it', async () => {
    const files = { 'plimsoll.json': '{"rules":{"apt-lists-left-in-layer":"off"},"colour":"red"}', Dockerfile: heavy };
    const { stdout, stderr } = await runCommand(check, ['Dockerfile'], files);
    expect(stdout).not.toContain('apt-lists-left-in-layer');
    expect(stderr).toContain('colour');
  });
});

describe('fix', () => {
  test('shows the change, and writes nothing', async () => {
    const { code, stdout, host } = await runCommand(fix, ['Dockerfile'], { Dockerfile: heavy });
    expect(code).toBe(0);
    expect(stdout).toContain('+RUN apt-get update');
    expect(host.text('/project/Dockerfile')).toBe(heavy);
  });
  test('writes when told to, and finds nothing more to do', async () => {
    const { host } = await runCommand(fix, ['--write', 'Dockerfile'], { Dockerfile: heavy });
    const written = host.text('/project/Dockerfile') ?? '';
    expect(written).toContain('rm -rf /var/lib/apt/lists/*');
    expect((await runCommand(fix, ['Dockerfile'], { Dockerfile: written })).stdout).toContain('nothing to fix');
  });
  test('holds the whole text in its JSON', async () => {
    const answer = (await runCommand(fix, ['--format', 'json', 'Dockerfile'], { Dockerfile: heavy })).json();
    expect(answer).toMatchObject({
      version: 1,
      files: [{ path: 'Dockerfile', refusals: [], text: expect.stringContaining('rm -rf') as unknown }],
    });
  });
  test('--diff and --write exclude each other', async () => {
    expect((await runCommand(fix, ['--diff', '--write', 'Dockerfile'], { Dockerfile: heavy })).code).toBe(2);
  });
});

const compiled =
  'FROM debian:bookworm\nRUN apt-get update && apt-get install -y build-essential\nCOPY main.c /src/main.c\nRUN gcc -o /usr/local/bin/app /src/main.c\nCMD ["app"]\n';

describe('split', () => {
  test('puts a line into the stage that is asked for', async () => {
    const { code, stdout } = await runCommand(split, ['--diff', '--place', '3=final', 'Dockerfile'], {
      Dockerfile: compiled,
    });
    expect(code).toBe(0);
    expect(stdout.split('FROM debian:bookworm\n').at(-1)).toContain('COPY main.c /src/main.c');
  });

  test.each([
    ['4=final', 1, 'builds: in the final stage'],
    ['9=final', 2, 'no instruction stands on line 9'],
    ['4=elsewhere', 2, '--place is a line and its stage'],
  ])('says why %s cannot be', async (place, code, words) => {
    const ran = await runCommand(split, ['--place', place, 'Dockerfile'], { Dockerfile: compiled });
    expect(ran.code).toBe(code);
    expect(ran.stdout + ran.stderr).toContain(words);
  });

  test('plans two stages', async () => {
    const { code, stdout } = await runCommand(split, ['Dockerfile'], {
      Dockerfile: compiled,
      'main.c': 'int main(){}',
    });
    expect(stdout).toContain('COPY --from=');
    expect(code).toBe(0);
  });
  test('--diff prints a patch and nothing else', async () => {
    const { stdout } = await runCommand(split, ['--diff', 'Dockerfile'], {
      Dockerfile: compiled,
      'main.c': 'int main(){}',
    });
    expect(stdout.startsWith('--- a/Dockerfile\n')).toBe(true);
  });
  test('says why it refuses', async () => {
    const ran = await runCommand(split, ['--format', 'json', 'Dockerfile'], {
      Dockerfile: 'FROM debian:12\nRUN make\n',
    });
    expect(ran.code).toBe(1);
    expect(ran.json()).toMatchObject({
      version: 1,
      files: [{ refusals: [{ code: expect.any(String) as unknown, range: {} }] }],
    });
  });
  test('could not run without a file', async () => {
    expect((await runCommand(split, ['missing'])).code).toBe(2);
  });
});

describe('size', () => {
  test('shows twins with what they save', async () => {
    const { code, stdout } = await runCommand(size, ['python:3.12-bookworm']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/download 381 MB {3}unpacked 1\.02 GB/);
    expect(stdout).toContain('python:3.12-slim-bookworm');
  });
  test('says unknown, never zero', async () => {
    const { json } = await runCommand(size, ['--format', 'json', 'ghcr.io/acme/base:1']);
    expect(json()).toMatchObject({ version: 1, images: [{ downloadBytes: null, fileBytes: null, twins: [] }] });
  });
  test('names what is no reference', async () => {
    const { code, stderr } = await runCommand(size, ['Not A Reference']);
    expect(code).toBe(2);
    expect(stderr).toContain('not an image reference');
  });
});

describe('estimate', () => {
  test('adds up what is known and names what is not', async () => {
    const dockerfile = 'FROM debian:12\nRUN apt-get update && apt-get install -y gcc no-such-package\nCOPY big /\n';
    const { code, stdout } = await runCommand(estimate, ['Dockerfile'], {
      Dockerfile: dockerfile,
      big: 'x'.repeat(5000),
    });
    expect(code).toBe(0);
    expect(stdout).toContain('gcc 172 MB');
    expect(stdout).toContain('not known: no-such-package');
    expect(stdout).toContain('5 kB');
  });
});

test('rules lists every rule', async () => {
  const { json } = await runCommand(rules, ['--format', 'json']);
  const list = (json() as { rules: { id: string; aliases: string[] }[] }).rules;
  expect(list.length).toBeGreaterThanOrEqual(12);
  expect(list.find(({ id }) => id === 'apt-lists-left-in-layer')?.aliases).toContain('hadolint:DL3009');
});

test.each([
  ['Dockerfile', true],
  ['dockerfile', true],
  ['Dockerfile.gpu', true],
  ['api.Dockerfile', true],
  ['Containerfile.base', true],
  ['Dockerfile.dockerignore', false],
  ['dockerfile.json', false],
  ['Dockerfile~', false],
  ['MyDockerfileNotes', false],
])('%s is a Dockerfile by name: %s', (name, expected) => {
  expect(isDockerfileName(name)).toBe(expected);
});
