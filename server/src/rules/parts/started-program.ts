// What the container runs: the argv of ENTRYPOINT and CMD, shells, wrappers and entry scripts of the context looked
// through. It knows no ecosystem.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { joinPath } from '../../effects/path-set.ts';
import { parseShell } from '../../shell/parse-shell.ts';
import { contextPaths } from './python-installs.ts';
import { remembered } from './remembered.ts';
import { shippingChain } from './stage-chain.ts';

/** A command that runs at start. */
export interface StartedCommand {
  /** At least one; the program as it is named, then its arguments; unknown words as written. */
  readonly argv: readonly string[];
  /** Where it runs. */
  readonly folder: string;
}

const shells = /^(?:ba|da|[azk])?sh$/;
const wrappers: ReadonlySet<string> = new Set([
  ...['tini', 'dumb-init', 'catatonit', 'gosu', 'su-exec', 'exec', 'env', 'nice', 'nohup', 'time', 'timeout', 'stdbuf'],
  ...[
    'xvfb-run',
    'sudo',
    'setpriv',
    'chpst',
    'opentelemetry-instrument',
    'ddtrace-run',
    'newrelic-admin',
    'docker-entrypoint.sh',
  ],
]);
/** `poetry run x`, `uv run x`, `conda run -n env x`: the word after the runner's own. */
const runners: ReadonlySet<string> = new Set([
  'poetry',
  'uv',
  'pipenv',
  'pdm',
  'conda',
  'mamba',
  'micromamba',
  'hatch',
  'rye',
]);

/** Base name of a program. */
export function nameOfProgram(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

const longestScript = 65_536;

interface Gathered {
  readonly snapshot: Snapshot;
  readonly started: StartedCommand[];
  readonly scripts: Set<string>;
}

function addText(gathered: Gathered, text: string, folder: string): void {
  if (text.length > longestScript) return;
  let at = folder;
  for (const command of parseShell({ text, span: { from: 0, to: text.length } }).commands) {
    const argv = command.words.map((word) => word.value ?? word.raw);
    if (argv[0] === 'cd' && argv[1] !== undefined) at = joinPath(at, argv[1]);
    else addArgv(gathered, argv, at);
  }
}

function addArgv(gathered: Gathered, argv: readonly string[], folder: string): void {
  const [program, ...rest] = argv;
  if (program === undefined || program === '') return;
  const name = nameOfProgram(program);
  const inline = shells.test(name) ? rest.findIndex((word) => /^-[a-z]*c$/.test(word)) : -1;
  if (inline >= 0) {
    addText(gathered, rest[inline + 1] ?? '', folder);
    return;
  }
  if (wrappers.has(name)) {
    const from = rest.findIndex((word, at) => !word.startsWith('-') && !word.includes('=') && !takesUser(name, at));
    if (from >= 0) addArgv(gathered, rest.slice(from), folder);
    if (name !== 'docker-entrypoint.sh') return;
  }
  if (runners.has(name)) {
    const run = rest.indexOf('run');
    const from = rest.findIndex(
      (word, at) =>
        at > run &&
        !word.startsWith('-') &&
        !/^(?:-n|--name|-p|--prefix|--extra|--group|--with|--project|--directory)$/.test(rest[at - 1] ?? ''),
    );
    if (run >= 0 && from >= 0) addArgv(gathered, rest.slice(from), folder);
    return;
  }
  const script = shells.test(name) ? rest.find((word) => !word.startsWith('-')) : program;
  if (script !== undefined && (/\.(?:ba)?sh$/.test(script) || /entrypoint|start|run/.test(nameOfProgram(script))))
    addScript(gathered, joinPath(folder, script), folder);
  gathered.started.push({ argv, folder });
}

function takesUser(name: string, at: number): boolean {
  return at === 0 && /^(?:gosu|su-exec|chpst|timeout)$/.test(name);
}

function addScript(gathered: Gathered, path: string, folder: string): void {
  if (gathered.scripts.has(path) || gathered.scripts.size > 8) return;
  gathered.scripts.add(path);
  const text = textAt(gathered.snapshot, path)?.text;
  if (text !== undefined && !/^#!.*(?:python|node|perl|ruby)/.test(text)) addText(gathered, text, folder);
}

const copiesOf: (snapshot: Snapshot) => readonly InstructionFacts[] = remembered((snapshot) =>
  shippingChain(snapshot)
    .filter(({ copy }) => copy?.kind === 'context')
    .slice(-200),
);

/** The file of the context that stands at an image path, as far as it was read. */
export function textAt(snapshot: Snapshot, path: string): { readonly path: string; readonly text: string } | undefined {
  for (const each of contextPaths(path, { copies: copiesOf(snapshot), mounts: [], workingFolder: '/' })) {
    const file = snapshot.context?.files.get(each);
    if (file !== undefined && 'text' in file) return { path: each, text: file.text };
  }
  return undefined;
}

function argvOf(facts: InstructionFacts | null): readonly string[] | null {
  return facts?.syntax.json?.values ?? null;
}

/** What runs at start, in the order it is reached; empty where nothing is said. Worked out once for each snapshot. */
export const startedCommands: (snapshot: Snapshot) => readonly StartedCommand[] = remembered((snapshot) => {
  const { entrypoint, cmd } = snapshot.config;
  const gathered: Gathered = { snapshot, started: [], scripts: new Set() };
  const folder = snapshot.config.workingFolder;
  const entry = argvOf(entrypoint);
  const rest = argvOf(cmd);
  if (entry !== null) addArgv(gathered, [...entry, ...(rest ?? [])], folder);
  else if (entrypoint?.script != null) addText(gathered, entrypoint.script.text, folder);
  else if (rest !== null) addArgv(gathered, rest, folder);
  if (entrypoint === null && cmd?.script != null) addText(gathered, cmd.script.text, folder);
  // Why: what an entry script ends with (`exec "$@"`) is CMD.
  else if (entrypoint !== null && rest !== null && gathered.scripts.size > 0) addArgv(gathered, rest, folder);
  return gathered.started;
});

const interactive =
  /^(?:ba|da|[azk])?sh$|^(?:jupyter(?:-\w+)?|ipython|code-server|tail|sleep|pytest|tox|nox|start-notebook\.sh|tensorboard|rstudio-server|sshd)$/;

/** True where the image runs a program of its own: not a shell, a notebook or a test run, and not nothing. */
export function runsService(snapshot: Snapshot): boolean {
  const started = startedCommands(snapshot);
  if (started.length === 0) return false;
  return !started.some(({ argv }) => {
    const [program = '', ...rest] = argv;
    const name = nameOfProgram(program);
    if (shells.test(name)) return !rest.some((word) => !word.startsWith('-'));
    const module = /^python[\d.]*$/.test(name) && rest[0] === '-m' ? (rest[1] ?? '') : '';
    return (
      interactive.test(name) ||
      interactive.test(module) ||
      module === 'notebook' ||
      (/^python[\d.]*$/.test(name) && rest.length === 0)
    );
  });
}
