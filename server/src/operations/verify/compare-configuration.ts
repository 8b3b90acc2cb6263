// V2: what the engine will do with the image, before and after. What the file itself sets must be the same; what only the
// base set may change with the base, and is told.
import type { RuntimeConfig } from '../../facts/snapshot.ts';
import { type FlatTree, resolveFile } from '../../file-tree/flat-tree.ts';
import { type JsonRecord, recordOf } from '../../image/untrusted-json.ts';
import type { Remedy } from '../../planner/repair-plan.ts';
import { wordsOf } from '../../engine/container.ts';

export interface Compared {
  /** What is worse than in the original. */
  readonly findings: readonly string[];
  readonly notes: readonly string[];
  /** What would mend it, where that is known. */
  readonly remedies?: readonly Remedy[];
}

const keys = [
  'User',
  'WorkingDir',
  'Entrypoint',
  'Cmd',
  'ExposedPorts',
  'Volumes',
  'StopSignal',
  'Healthcheck',
  'Shell',
  'OnBuild',
];

/** Compares what `image inspect` says of both. `config` is what the original's text sets. */
export function compareConfiguration(
  before: JsonRecord,
  after: JsonRecord,
  config: RuntimeConfig,
  tree: FlatTree,
): Compared {
  const findings: string[] = [];
  const notes: string[] = [];
  for (const key of ['Os', 'Architecture'])
    if (before[key] !== after[key]) findings.push(`${key} is ${told(after[key])} instead of ${told(before[key])}`);
  const [a, b] = [recordOf(before['Config']), recordOf(after['Config'])];
  for (const key of keys)
    if (key === 'Entrypoint' && config.entrypoint === null && handsOver(a[key]) && handsOver(b[key])) {
      if (told(a[key]) !== told(b[key])) notes.push(`the base now starts by ${told(b[key])}, which runs CMD as it is`);
    } else if (told(a[key]) !== told(b[key])) findings.push(`${key} is ${told(b[key])} instead of ${told(a[key])}`);

  const compareEach = (
    what: string,
    old: ReadonlyMap<string, string>,
    now: ReadonlyMap<string, string>,
    own: ReadonlySet<string>,
  ): void => {
    for (const [name, value] of old) {
      const changed = now.get(name);
      if (changed === value) continue;
      if (!own.has(name))
        notes.push(`${what} ${name} of the base is ${changed === undefined ? 'gone' : `now ${changed}`}`);
      else if (name !== 'PATH' || changed === undefined)
        findings.push(`${what} ${name} is ${changed ?? 'not set'} instead of ${value}`);
      else {
        const lost = value.split(':').filter((folder) => !changed.split(':').includes(folder));
        const missed = lost.filter((folder) => resolveFile(tree, folder) !== null);
        if (missed.length > 0) findings.push(`PATH no longer names ${missed.join(', ')}`);
      }
    }
    for (const name of now.keys()) if (!old.has(name)) notes.push(`${what} ${name} is new`);
  };
  compareEach('ENV', environmentOf(a), environmentOf(b), new Set(config.environment.keys()));
  compareEach('LABEL', labelsOf(a), labelsOf(b), new Set(config.labels.keys()));
  return { findings, notes };
}

/** An entry point of the Java images, which prepares settings or certificates and runs its arguments; or none. */
function handsOver(entrypoint: unknown): boolean {
  const [program, ...more] = wordsOf(entrypoint) ?? [];
  return (
    more.length === 0 &&
    (program === undefined || /^(?:\/usr\/local\/bin\/mvn-entrypoint|\/__cacert_entrypoint)\.sh$/.test(program))
  );
}

/** ENV as the engine tells it. */
export function environmentOf(config: JsonRecord): ReadonlyMap<string, string> {
  return new Map(
    (wordsOf(config['Env']) ?? []).map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function labelsOf(config: JsonRecord): ReadonlyMap<string, string> {
  return new Map(Object.entries(recordOf(config['Labels'])).map(([name, value]) => [name, String(value)]));
}

/** As text, keys in order; nothing, an empty text, an empty list and an empty object are the same. */
function told(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (typeof value !== 'object') return JSON.stringify(value);
  const sorted = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return sorted === '[]' || sorted === '{}' ? 'nothing' : sorted;
}
