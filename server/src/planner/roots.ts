// The run-time roots of an image: the programs and paths that ENTRYPOINT, CMD, HEALTHCHECK, entry scripts, WORKDIR,
// VOLUME and ENV name. It reads scripts that the snapshot holds; what they need of packages is packages.ts's question.
import type { CommandFacts, InstructionFacts } from '../facts/snapshot.ts';
import { joinPath, mayMatch } from '../effects/path-set.ts';
import { startOfBase } from '../knowledge/base-starts.ts';
import { parseShell } from '../shell/parse-shell.ts';
import type { ShellCommand } from '../shell/shell.ts';
import { contextCandidates, textInImage } from './context-view.ts';
import { startedScript, startsScripts } from './package-scripts.ts';
import { isCloned, type StageView } from './stage-view.ts';
import { supervisedBy } from './supervised.ts';

/** A script or program text that runs when the container starts. */
export interface RootText {
  /** Absolute path in the image; null for text on the instruction itself. */
  readonly image: string | null;
  /** Context path of the file; null for text on the instruction itself. */
  readonly context: string | null;
  readonly text: string;
}

export interface Roots {
  /** Base names of programs that run, each with why. */
  readonly commands: ReadonlyMap<string, string>;
  /** Absolute paths that are named, each with why. */
  readonly paths: ReadonlyMap<string, string>;
  /** Shell scripts and programs that were read. */
  readonly texts: readonly RootText[];
  /** Shell scripts of the context that run at start and could not be read, as image paths. */
  readonly unread: readonly string[];
  /** argv of ENTRYPOINT and CMD together, as far as known; empty where neither is set and the base starts nothing. */
  readonly argv: readonly string[];
  /** The instruction that starts the container: ENTRYPOINT, else CMD; null where neither is set. */
  readonly entry: InstructionFacts | null;
}

/**
 * A shell script that was not read and may call anything that the base has. The scripts of a package.json that was not
 * read are another matter: they start programs of the project, which is carried whole. Of a project that is cloned not
 * even the packages are told by any file.
 */
export function unreadShellScript(view: StageView, { unread }: Roots): string | null {
  return unread.find((path) => !path.endsWith('/package.json') || isCloned(view, path)) ?? null;
}

interface Gathered {
  readonly view: StageView;
  readonly commands: Map<string, string>;
  readonly paths: Map<string, string>;
  readonly texts: RootText[];
  readonly unread: Set<string>;
  readonly seen: Set<string>;
}

/** Why a working folder is among the paths: it is where programs start, which does not say that they need its content. */
export const workingFolderReason = 'it is the working folder';

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', '.', 'source', 'exec']);
const interpreters = /^(?:python[\d.]*|node|ruby|perl|php|Rscript|bash|sh|dash|ash|zsh)$/;
const scriptEnding = /\.(?:sh|bash|py|rb|pl|js)$/;

/** Gathers the roots of a stage. */
export function gatherRoots(view: StageView): Roots {
  const { entrypoint, cmd, healthcheck, environment, workingFolder, volumes } = view.snapshot.config;
  const gathered: Gathered = {
    view,
    commands: new Map(),
    paths: new Map(),
    texts: [],
    unread: new Set(),
    seen: new Set(),
  };
  if (workingFolder !== '/') gathered.paths.set(workingFolder, workingFolderReason);
  for (const volume of volumes) gathered.paths.set(volume, 'it is a volume');
  for (const [name, value] of environment) {
    for (const path of value.split(':')) {
      if (/^\/[^\s:]+$/.test(path)) gathered.paths.set(joinPath('/', path), `ENV ${name} names it`);
    }
  }
  const inherited = entrypoint === null && cmd === null ? startOfBase(view.stage.baseReference) : [];
  if (inherited.length > 0) addArgv(gathered, inherited, workingFolder, 'the base image starts it');
  if (entrypoint !== null) addInstruction(gathered, entrypoint, 'ENTRYPOINT');
  if (cmd !== null) addInstruction(gathered, cmd, 'CMD', entrypoint !== null);
  if (healthcheck !== null) addInstruction(gathered, healthcheck, 'HEALTHCHECK');
  return {
    commands: gathered.commands,
    paths: gathered.paths,
    texts: gathered.texts,
    unread: [...gathered.unread],
    argv: [...inherited, ...argvOf(entrypoint), ...argvOf(cmd)],
    entry: entrypoint ?? cmd,
  };
}

function argvOf(facts: InstructionFacts | null): readonly string[] {
  if (facts === null) return [];
  if (facts.syntax.json !== null) return facts.syntax.json.values;
  return (facts.commands.at(-1) ?? facts.commands[0])?.command.words.map((word) => word.value ?? word.raw) ?? [];
}

function addInstruction(gathered: Gathered, facts: InstructionFacts, from: string, asArguments = false): void {
  const { json } = facts.syntax;
  if (json !== null) {
    const context = facts.before.workingFolder;
    addArgv(gathered, json.values, context, `${from} runs it`, asArguments);
    return;
  }
  for (const command of facts.commands) addCommand(gathered, command.command, folderOf(command), `${from} runs it`);
  if (facts.script !== null) gathered.texts.push({ image: null, context: null, text: facts.script.text });
}

function folderOf({ context }: CommandFacts): string {
  return context.workingFolder;
}

function addCommand(gathered: Gathered, command: ShellCommand, folder: string, why: string): void {
  addArgv(
    gathered,
    command.words.map((word) => word.value ?? word.raw),
    folder,
    why,
  );
  for (const { target } of command.redirections)
    if (target?.value != null) addPath(gathered, target.value, folder, why);
}

/** argv of a program: its name, the paths among its arguments, and the scripts they lead to. */
function addArgv(gathered: Gathered, argv: readonly string[], folder: string, why: string, asArguments = false): void {
  const [program, ...rest] = argv;
  if (program === undefined) return;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (asArguments) {
    addPath(gathered, program, folder, why);
    if (scriptEnding.test(program)) addScript(gathered, joinPath(folder, program), folder);
  }
  if (!asArguments || !program.includes('=')) gathered.commands.set(name, why);
  if (program.includes('/')) {
    gathered.paths.set(joinPath(folder, program), why);
    addScript(gathered, joinPath(folder, program), folder);
  } else addScriptByName(gathered, program, folder, why);
  if (startsScripts(name) && !asArguments) addPackageScript(gathered, [name, ...rest], folder, why);
  addSupervised(gathered, [name, ...rest], folder);
  const inline = shells.has(name) ? rest.findIndex((word) => /^-[a-z]*c$/.test(word)) : -1;
  if (inline >= 0) {
    const text = rest[inline + 1] ?? '';
    addText(gathered, text, folder, why);
    return;
  }
  for (const [index, word] of rest.entries()) {
    addPath(gathered, word, folder, why);
    const runs = interpreters.test(name) || shells.has(name) || asArguments || wrappers.has(name);
    if (runs && (scriptEnding.test(word) || index === 0) && !word.startsWith('-')) {
      addScript(gathered, joinPath(folder, word), folder);
    }
  }
  const wrapped = wrappers.has(name) ? rest.findIndex((word) => !word.startsWith('-') && !word.includes('=')) : -1;
  const inner = rest.indexOf('--');
  const from = inner >= 0 ? inner + 1 : name === 'gosu' || name === 'su-exec' ? wrapped + 1 : wrapped;
  if (wrappers.has(name) && from > -1 && from < rest.length) addArgv(gathered, rest.slice(from), folder, why);
}

/** A script that a copy put into a folder of the search path is called by its bare name. */
function addScriptByName(gathered: Gathered, name: string, folder: string, why: string): void {
  const { view } = gathered;
  if (!/^[\w.-]+$/.test(name)) return;
  for (const each of searchPath(view)) {
    const image = joinPath(each, name);
    if (contextCandidates(view.units, image).length === 0) continue;
    if (!couldBeScript(view, image) && textInImage(view.snapshot, view.units, image) === null) continue;
    gathered.paths.set(image, why);
    addScript(gathered, image, folder);
    return;
  }
}

function searchPath({ snapshot }: StageView): ReadonlySet<string> {
  const own = (snapshot.config.environment.get('PATH') ?? '').split(':').filter((each) => each.startsWith('/'));
  return new Set([...own, '/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']);
}

/** Follows a script that package.json names, once. */
function addPackageScript(gathered: Gathered, argv: readonly string[], folder: string, why: string): void {
  const key = `${folder} ${argv.join(' ')}`;
  if (gathered.seen.has(key)) return;
  gathered.seen.add(key);
  const { view } = gathered;
  const path = joinPath(folder, 'package.json');
  const started = startedScript(argv, textInImage(view.snapshot, view.units, path)?.text ?? null);
  if (started === null) return;
  if (started.unread) gathered.unread.add(path);
  if (started.direct !== null) addArgv(gathered, started.direct, folder, why);
  for (const text of started.texts) addText(gathered, text, folder, `\`${argv.slice(0, 3).join(' ')}\` runs it`);
}

/** Follows what a process manager's settings start. */
function addSupervised(gathered: Gathered, argv: readonly string[], folder: string): void {
  const started = supervisedBy(gathered.view, argv, folder);
  if (started === null) return;
  if (started.unread !== null) gathered.unread.add(started.unread);
  for (const program of started.programs) {
    const key = `${program.folder} ${program.command}`;
    if (gathered.seen.has(key)) continue;
    gathered.seen.add(key);
    addText(gathered, program.command, program.folder, program.why);
  }
}

const wrappers = new Set(
  [
    'tini',
    'dumb-init',
    'gosu',
    'su-exec',
    'exec',
    'env',
    'nice',
    'nohup',
    'time',
    'timeout',
    'stdbuf',
    'xvfb-run',
  ].concat(['sudo', 'cross-env', 'setpriv', 'chpst', 'catatonit']),
);

function addPath(gathered: Gathered, word: string, folder: string, why: string): void {
  const value = word.startsWith('-') && word.includes('=') ? word.slice(word.indexOf('=') + 1) : word;
  if (value.startsWith('-') || value.includes('://') || value.includes('$') || /\s/.test(value)) return;
  if (value.startsWith('/') || value.includes('/') || scriptEnding.test(value) || /\.\w{1,10}$/.test(value)) {
    gathered.paths.set(joinPath(folder, value), why);
  }
}

/** Reads a script of the context, once, and follows what it runs. */
function addScript(gathered: Gathered, image: string, folder: string): void {
  if (gathered.seen.has(image)) return;
  gathered.seen.add(image);
  const { view } = gathered;
  const file = textInImage(view.snapshot, view.units, image);
  if (file === null) {
    const foreign = /\.(?:py|rb|pl|js)$/.test(image) || !couldBeScript(view, image);
    if (!foreign && (contextCandidates(view.units, image).length > 0 || comesFromStage(view, image)))
      gathered.unread.add(image);
    return;
  }
  gathered.texts.push({ image, context: file.path, text: file.text });
  const shebang = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(file.text);
  const interpreter = shebang?.[1] ?? null;
  if (interpreter !== null) {
    gathered.paths.set(interpreter, `the first line of ${image} names it`);
    const named = interpreter.endsWith('/env') ? (shebang?.[2] ?? 'env') : interpreter;
    gathered.commands.set(named.slice(named.lastIndexOf('/') + 1), `the first line of ${image} names it`);
  }
  if (
    /(?:^|\/)(?:ba|da|[azk])?sh$/.test(interpreter ?? '') ||
    /env$/.test(interpreter ?? '') ||
    image.endsWith('.sh')
  ) {
    if (/^#!.*(?:python|node|ruby|perl)/.test(file.text)) return;
    addText(gathered, file.text, folder, `${image} runs it`);
  }
}

function comesFromStage(view: StageView, image: string): boolean {
  return view.units.some(
    ({ facts }) => facts.copy?.kind === 'stage' && facts.copy.writes.some((path) => mayMatch(path, image)),
  );
}

/** Named like a shell script, or an entry point that a copy brought under its own name. */
function couldBeScript(view: StageView, image: string): boolean {
  if (/\.(?:sh|bash)$/.test(image)) return true;
  const name = image.slice(image.lastIndexOf('/') + 1);
  if (name.includes('.')) return false;
  return view.units.some(
    ({ facts }) =>
      facts.copy?.kind === 'context' && facts.copy.sources.some(({ expanded }) => expanded?.endsWith(name) === true),
  );
}

function addText(gathered: Gathered, text: string, folder: string, why: string): void {
  const script = parseShell({ text, span: { from: 0, to: text.length } });
  for (const command of script.commands) addCommand(gathered, command, folder, why);
  if (!gathered.texts.some((each) => each.text === text)) gathered.texts.push({ image: null, context: null, text });
}
