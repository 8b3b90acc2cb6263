// Progress of buildx as JSON lines (`--progress=rawjson`): vertexes with their times, logs in base64. A vertex is told
// several times and may run in several stretches.
import type { BuildProgress, BuildStep } from '../image/build-outcome.ts';
import { listOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import { createLineReader } from './read-lines.ts';
import { keepLast, plainText } from './progress.ts';
import type { ProgressReader, StepOutput } from './progress.ts';

interface Vertex {
  readonly id: string;
  name: string;
  /** Completion by start, both as told: one entry per stretch. */
  readonly stretches: Map<string, string | null>;
  cached: boolean;
  failed: boolean;
  readonly output: StepOutput;
  readonly lines: ReturnType<typeof createLineReader>;
}

const vertexLimit = 10_000;

export function readRawJson(): ProgressReader {
  const vertexes = new Map<string, Vertex>();
  let told: BuildProgress[] = [];
  let latest: Vertex | null = null;

  function vertexOf(id: string): Vertex | null {
    const known = vertexes.get(id);
    if (known || vertexes.size >= vertexLimit) return known ?? null;
    const output = keepLast();
    const lines = createLineReader((line) => {
      const text = plainText(line);
      output.add(text);
      told.push({ kind: 'log', line: text });
    });
    const vertex = { id, name: '', stretches: new Map(), cached: false, failed: false, output, lines };
    vertexes.set(id, vertex);
    return vertex;
  }

  function takeVertex(value: unknown): void {
    const record = recordOf(value);
    const id = stringOf(record['digest'], 128);
    const vertex = id === null ? null : vertexOf(id);
    if (!vertex) return;
    vertex.name = stringOf(record['name']) ?? vertex.name;
    const started = stringOf(record['started'], 64);
    const isNews = started !== null && vertex.stretches.size === 0;
    if (started !== null) vertex.stretches.set(started, stringOf(record['completed'], 64));
    if (record['cached'] === true) vertex.cached = true;
    if (typeof record['error'] === 'string' && !record['error'].includes('context canceled')) vertex.failed = true;
    if (!isNews) return;
    latest = vertex;
    const own = [...vertexes.values()].filter(({ name }) => !name.startsWith('[internal]'));
    const done = own.filter(({ stretches }) => [...stretches.values()].some((completed) => completed !== null)).length;
    // Why: before the builder has laid out its steps there is nothing to count.
    const counts = vertex.name.startsWith('[internal]') ? { done: null, total: null } : { done, total: own.length };
    told.push({ kind: 'step', message: plainText(vertex.name), ...counts });
  }

  return {
    line(text) {
      told = [];
      if (!text.startsWith('{')) {
        if (text.trim() !== '') told.push({ kind: 'log', line: plainText(text) });
        return told;
      }
      const record = recordOf(parseJson(text));
      for (const value of listOf(record['vertexes'], vertexLimit)) takeVertex(value);
      for (const value of listOf(record['logs'], vertexLimit)) {
        const log = recordOf(value);
        const vertex = vertexes.get(stringOf(log['vertex'], 128) ?? '');
        const data = stringOf(log['data'], 4 * 1024 * 1024);
        if (vertex && data !== null) vertex.lines.feed(Buffer.from(data, 'base64').toString('utf8'));
      }
      return told;
    },
    steps: () => [...vertexes.values()].map(stepOf),
    failingOutput() {
      const vertex = [...vertexes.values()].find(({ failed }) => failed) ?? latest;
      vertex?.lines.flush();
      return vertex?.output.lines ?? [];
    },
  };
}

function stepOf({ id, name, stretches, cached, failed }: Vertex): BuildStep {
  let milliseconds = 0;
  let ended = false;
  for (const [started, completed] of stretches) {
    if (completed === null) continue;
    const length = Date.parse(completed) - Date.parse(started);
    if (Number.isFinite(length) && length >= 0) milliseconds += length;
    ended = true;
  }
  return { id, name, seconds: ended ? milliseconds / 1000 : null, cached: ended ? cached : null, failed };
}
