// The test engine and its stand-in bases are what the other engine tests take them for, in both image stores.
import { describe, expect, test } from 'vitest';
import { standInTags } from '../../scripts/support/stand-in-recipes.ts';
import type { EngineStore } from '../../scripts/support/engine-run.ts';
import { runContainer, useEngine } from './support/engine.ts';

const stores: readonly EngineStore[] = ['overlay2', 'containerd'];

describe.each(stores)('the engine with the %s store', (store) => {
  const engine = useEngine({ store });

  test('holds every base under its real name', async () => {
    for (const tag of standInTags()) {
      expect((await engine().docker(['image', 'inspect', '--format', '{{.Id}}', tag])).code, tag).toBe(0);
    }
  });

  test('has the interpreter where the official image has it, in the full and in the slim twin', async () => {
    for (const tag of ['python:3.13', 'python:3.13-slim']) {
      const program =
        'import sys, ssl, sqlite3, sysconfig; print(sys.executable, sys.prefix, sysconfig.get_config_var("Py_ENABLE_SHARED"))';
      const result = await runContainer(engine(), tag, ['python', '-c', program]);
      expect(result.output.trim(), tag).toBe('/usr/local/bin/python /usr/local 1');
    }
    expect((await runContainer(engine(), 'python:3.13', ['gcc', '--version'])).code).toBe(0);
    expect((await runContainer(engine(), 'python:3.13-slim', ['gcc', '--version'])).code).not.toBe(0);
  });

  test('has the toolchains where the official images have them', async () => {
    const asked: readonly (readonly [tag: string, args: readonly string[], answer: string])[] = [
      ['golang:1.24-trixie', ['go', 'env', 'GOROOT'], '/usr/local/go'],
      ['rust:1.85-trixie', ['sh', '-c', 'command -v cargo'], '/usr/local/cargo/bin/cargo'],
      ['eclipse-temurin:21-jdk', ['sh', '-c', 'command -v javac'], '/opt/java/openjdk/bin/javac'],
      ['eclipse-temurin:21-jre', ['sh', '-c', 'command -v java javac || true'], '/opt/java/openjdk/bin/java'],
      ['maven:3.9-eclipse-temurin-21', ['sh', '-c', 'echo $MAVEN_HOME'], '/usr/share/maven'],
    ];
    for (const [tag, args, answer] of asked)
      expect((await runContainer(engine(), tag, args)).output.trim(), tag).toBe(answer);
  });

  test('reaches the package registries from a build, and leaves nothing of this machine in the history', async () => {
    const dockerfile =
      'FROM python:3.13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends tree && pip install h11==0.16.0\n';
    const args = ['buildx', 'build', '--progress=plain', '--network=host', '--no-cache', '--tag=reaches', '-'];
    const built = await engine().docker(args, { input: dockerfile });
    expect(built.code, built.output.slice(-2_000)).toBe(0);
    const history = await engine().docker(['history', '--no-trunc', '--format', '{{.CreatedBy}}', 'reaches']);
    expect(history.stdout).not.toMatch(/proxy|index-url|BEGIN CERTIFICATE/i);
  });
});

describe('what users meet', () => {
  const engine = useEngine({ bases: false });
  const build = (env: NodeJS.ProcessEnv): ReturnType<ReturnType<typeof engine>['docker']> =>
    engine().docker(['build', '--progress=plain', '-'], { input: 'FROM python:3.13\n', env, deadlineMs: 120_000 });

  test('a client without buildx cannot use BuildKit', async () => {
    const result = await build({ ...engine().envWithoutBuildx, DOCKER_BUILDKIT: '1' });
    expect(result.code).not.toBe(0);
    expect(result.output).toContain('buildx');
  });

  test('an engine without the base must ask a registry, and says which', async () => {
    const result = await build(engine().env);
    expect(result.code).not.toBe(0);
    expect(result.output).toContain('python:3.13');
  });

  test('a client without a daemon says so', async () => {
    const result = await build({ ...engine().env, DOCKER_HOST: `unix://${engine().socketPath}.none` });
    expect(result.code).not.toBe(0);
    expect(result.output).toMatch(/cannot connect|failed to connect|no such file/i);
  });
});
