// Small real projects, built as they are and as the planner splits them, must behave the same from fewer bytes. Each
// folder of test/engine/split is one project; its probe.json says how it is asked.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { ContextFacts, ContextFile } from '../../server/src/facts/snapshot.ts';
import { rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import type { Engine } from '../../scripts/support/engine-run.ts';
import { runContainer, startContainer, useEngine, waitFor } from './support/engine.ts';
import { healthOf, imageBytes } from './support/onnx-serving.ts';

interface Probe {
  /** The image serves HTTP: these paths of this port are asked. Without a port it is run to its end. */
  readonly port?: number;
  readonly paths?: readonly string[];
  /** The image's own health check must pass. */
  readonly health?: boolean;
}

const projects = path.resolve('test/engine/split');
const only = process.env['SPLIT_PROJECT'];
const engine = useEngine();

function readContext(folder: string): ContextFacts {
  const files = new Map<string, ContextFile>();
  const entries: { path: string; fileBytes: number }[] = [];
  const walk = (below: string): void => {
    for (const name of readdirSync(path.join(folder, below))) {
      const relative = below === '' ? name : `${below}/${name}`;
      const stat = statSync(path.join(folder, relative));
      if (stat.isDirectory()) walk(relative);
      else {
        entries.push({ path: relative, fileBytes: stat.size });
        files.set(relative, { text: readFileSync(path.join(folder, relative), 'utf8') });
      }
    }
  };
  walk('');
  const fileBytes = entries.reduce((sum, each) => sum + each.fileBytes, 0);
  const listing = { entries, fileBytes, fileCount: entries.length, topLevel: [], truncated: false };
  return { ignoreFile: null, files, listing };
}

function splitText(folder: string): string {
  const dockerfile = parseDockerfile(readFileSync(path.join(folder, 'Dockerfile'), 'utf8'));
  const rewrite = rewriteSnapshot(buildSnapshot(dockerfile, { context: readContext(folder) }));
  if ('refusals' in rewrite) throw new Error(`${folder}: ${rewrite.refusals.map(({ message }) => message).join('; ')}`);
  return rewrite.text;
}

async function build(folder: string, text: string, tag: string): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'split-'));
  try {
    const file = path.join(work, 'Dockerfile');
    writeFileSync(file, text);
    const args = ['buildx', 'build', '--progress=plain', '--network=host', `--file=${file}`, `--tag=${tag}`, folder];
    const result = await engine().docker(args, { deadlineMs: 900_000 });
    if (result.code !== 0) throw new Error(`${tag} does not build:\n${text}\n${result.output.slice(-3_000)}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

// Why: bash is in every Debian image, slim ones too, and speaks TCP itself; interpreters and curl are not.
const ask = 'exec 3<>"/dev/tcp/127.0.0.1/$1"; printf "GET $2 HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n" >&3; cat <&3';

/** Status and body of an answer; undefined while nobody listens or the answer is not whole. */
function answerIn(text: string): string | undefined {
  const end = text.indexOf('\r\n\r\n');
  return text.startsWith('HTTP/') && end > 0 ? `${text.split('\r\n')[0] ?? ''}\n${text.slice(end + 4)}` : undefined;
}

async function behaviour(running: Engine, tag: string, probe: Probe): Promise<unknown> {
  const { port } = probe;
  if (port === undefined) {
    const { code, stdout, stderr } = await runContainer(running, tag);
    return { code, stdout, stderr };
  }
  const container = await startContainer(running, tag);
  try {
    const answers: Record<string, string> = {};
    for (const each of probe.paths ?? []) {
      answers[each] = await waitFor(`${tag} ${each}`, async () => {
        const result = await container.exec(['bash', '-c', ask, 'ask', String(port), each]);
        return result.code === 0 ? answerIn(result.stdout) : undefined;
      });
    }
    return answers;
  } catch (error) {
    throw new Error(`${String(error)}\n${await container.logs()}`, { cause: error });
  } finally {
    await container.remove();
  }
}

/** Parts of an image's configuration that must not change. */
async function configuration(running: Engine, tag: string): Promise<unknown> {
  const { stdout } = await running.docker(['image', 'inspect', '--format', '{{json .Config}}', tag]);
  const config = JSON.parse(stdout) as Record<string, unknown>;
  const kept = [
    'User',
    'WorkingDir',
    'Entrypoint',
    'Cmd',
    'ExposedPorts',
    'Volumes',
    'Labels',
    'StopSignal',
    'Healthcheck',
  ];
  return Object.fromEntries([...kept, 'Shell', 'OnBuild'].map((name) => [name, config[name] ?? null]));
}

describe('a split project behaves as before', () => {
  const names = readdirSync(projects).filter((name) => existsSync(path.join(projects, name, 'Dockerfile')));
  for (const name of names.filter((each) => only === undefined || each === only)) {
    test(name, { timeout: 1_200_000 }, async () => {
      const folder = path.join(projects, name);
      const probe = JSON.parse(readFileSync(path.join(folder, 'probe.json'), 'utf8')) as Probe;
      const [before, after] = [`split-${name}:before`, `split-${name}:after`];
      await build(folder, readFileSync(path.join(folder, 'Dockerfile'), 'utf8'), before);
      await build(folder, splitText(folder), after);
      expect(await configuration(engine(), after)).toEqual(await configuration(engine(), before));
      const wanted = await behaviour(engine(), before, probe);
      expect(await behaviour(engine(), after, probe)).toEqual(wanted);
      if (probe.health === true) expect(await healthOf(engine(), after)).toBe(0);
      const bytes = [await imageBytes(engine(), before), await imageBytes(engine(), after)] as const;
      console.log(
        `${name}: ${Math.round(bytes[0] / 1e6)} MB before, ${Math.round(bytes[1] / 1e6)} MB after; ${JSON.stringify(wanted)}`,
      );
      expect(bytes[1]).toBeLessThan(bytes[0]);
      await engine().docker(['image', 'rm', '--force', before, after]);
    });
  }
});
