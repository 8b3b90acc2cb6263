// Reads from git how often the files of a build context and the lines of its Dockerfile changed. Nothing of the repository is
// run: no hook, pager, filter or transport. No git and no repository are a history of nothing.
import path from 'node:path';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { isUnavailable, type Host } from '../host/host.ts';
import { type ChangeHistory, noHistory } from '../planner/layer-order/change-history.ts';
import { linesOf } from './stage-chain.ts';
import { countEdits, hunksBetween, readHunks } from './trace-edits.ts';

/** Most commits looked at; milliseconds for each call; bytes of a call's answer. */
const bounds = { commits: 100, deadline: 5000, bytes: 4 * 1024 * 1024 };

/** Where the files of a history lie; absolute. */
export interface HistoryPlace {
  readonly folder: string;
  readonly dockerfile: string;
}

/** What the repository may not make git do, whatever its own settings say. */
const guarded = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'log.showSignature=false',
  '-c',
  'core.quotePath=false',
];
const environment = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // Why: a partial clone would fetch what it lacks.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
};

/** The history of a Dockerfile as its text stands. Never rejects. */
export async function readChangeHistory(
  host: Host,
  { folder, dockerfile }: HistoryPlace,
  text: string,
  signal?: AbortSignal,
): Promise<ChangeHistory> {
  const ask = async (cwd: string, ...args: readonly string[]): Promise<string | null> => {
    const done = await host.run({
      program: 'git',
      args: [...guarded, ...args],
      cwd,
      env: environment,
      deadline: bounds.deadline,
      keep: bounds.bytes,
      ...(signal === undefined ? {} : { signal }),
    });
    return isUnavailable(done) || done.code !== 0 ? null : done.stdout;
  };
  const log = ['log', `--max-count=${String(bounds.commits)}`, '--first-parent', '-m', '--no-renames', '--no-ext-diff'];
  const named = await ask(
    folder,
    ...log,
    '--no-textconv',
    '--name-only',
    '-z',
    '--relative',
    '--format=%x01',
    '--',
    '.',
  );
  if (named === null) return noHistory;
  const all = named.split(mark).flatMap((entry) => {
    const paths = entry
      .split('\0')
      .map((name) => name.replace(/^\n+/, ''))
      .filter((name) => name !== '');
    return paths.length === 0 ? [] : [paths];
  });
  // Why: where there are fewer than were asked for, the oldest is the one that brought everything.
  const commits = all.length < bounds.commits ? all.slice(0, -1) : all;
  const own = path.basename(dockerfile);
  const home = path.dirname(dockerfile);
  // Why not `git diff`: it would run the repository's own filters on the file.
  const committed = await ask(home, 'cat-file', 'blob', `HEAD:./${own}`);
  const patches = await ask(
    home,
    ...log,
    '--no-textconv',
    '-p',
    '--unified=0',
    '--no-color',
    '--format=%x01',
    '--',
    own,
  );
  if (committed === null || patches === null) return { commits, edits: new Map() };
  const parsed = parseDockerfile(text);
  const spans = parsed.instructions.map((instruction) => {
    const { startLine, endLine } = linesOf(parsed, instruction);
    return { from: startLine + 1, to: endLine + 1 };
  });
  const steps = patches.split(mark).slice(1).map(readHunks);
  return { commits, edits: countEdits(spans, hunksBetween(committed, text), steps) };
}

/** What `%x01` stands for, before each commit; no path and no line of a patch begins with it. */
const mark = '\u0001';
