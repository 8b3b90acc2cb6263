// Where a command of a script runs: the folder and variables that the commands before it left, on top of where the script
// started. Values are immutable; nothing is run.
import type { ShellCommand, ShellWord } from '../shell/shell.ts';
import { argumentsOf, resolveWord } from './arguments.ts';
import type { CommandContext } from './effect.ts';
import { joinPath } from './path-set.ts';

/** What earlier commands set in files, by name (CommandContext.setting); null is something unknown. */
export type Settings = ReadonlyMap<string, string | null>;

/** Where a script starts. */
export interface ScriptStart {
  readonly workingFolder: string;
  readonly folderUnknown: boolean;
  readonly user: string;
  readonly home: string;
  /** Folders known to stand at the head of PATH, in order. */
  searchPath(): readonly string[];
  /** Value of an ENV or ARG; undefined where unset or unknown. */
  variable(name: string): string | undefined;
  /** What instructions before set for later commands; undefined where none did or it is unknown. */
  setting(name: string): string | undefined;
}

/** What `cd`, assignments and loops made of the start. Values: null is unknown. */
export interface Frame {
  readonly folder: string;
  readonly folderUnknown: boolean;
  readonly folderBefore: string | null;
  readonly variables: ReadonlyMap<string, string | null>;
  readonly alternatives: ReadonlyMap<string, readonly string[]> | null;
  /** What the script's own commands set for later ones. */
  readonly learnt: Settings;
}

export function startFrame({ workingFolder, folderUnknown }: ScriptStart): Frame {
  return {
    folder: workingFolder,
    folderUnknown,
    folderBefore: null,
    variables: new Map(),
    alternatives: null,
    learnt: new Map(),
  };
}

/** The context of a command in a frame of a script that started there. */
export function contextOf(frame: Frame, start: ScriptStart): CommandContext {
  const { folder, folderUnknown, variables, alternatives, learnt } = frame;
  const path = variables.get('PATH');
  return {
    workingFolder: folder,
    ...(folderUnknown ? { folderUnknown } : {}),
    user: start.user,
    home: variables.get('HOME') ?? start.home,
    searchPath: () => (path === undefined ? start.searchPath() : (path ?? '').split(':').filter((each) => each !== '')),
    variable: (name) => (variables.has(name) ? (variables.get(name) ?? undefined) : start.variable(name)),
    ...(alternatives === null ? {} : { alternatives }),
    setting: (name) => (learnt.has(name) ? (learnt.get(name) ?? undefined) : start.setting(name)),
  };
}

/** The frame with variables assigned, one after the other. */
export function assign(frame: Frame, assignments: ShellCommand['assignments'], context: CommandContext): Frame {
  const variables = new Map(frame.variables);
  for (const { name, value } of assignments) {
    const current: CommandContext = { ...context, variable: (each) => variables.get(each) ?? context.variable(each) };
    variables.set(name, value === null ? '' : valueFor(name, value, current));
  }
  return { ...frame, variables };
}

/** The value of an assignment; of PATH, what stands before a `$PATH` that is not known. */
function valueFor(name: string, word: ShellWord, context: CommandContext): string | null {
  const value = resolveWord(word, context);
  if (value !== null || name !== 'PATH') return value;
  const known = word.parts.map((part) => (part.kind === 'literal' ? part.value : `\0${part.kind}`)).join('');
  const own = known.split('\0')[0] ?? '';
  return own === '' && word.parts[0]?.kind !== 'variable' ? null : [own, ...context.searchPath()].join(':');
}

/** `. /opt/venv/bin/activate` puts the environment at the head of PATH. */
export function activate(frame: Frame, words: readonly ShellWord[], context: CommandContext): Frame {
  const text = argumentsOf(words.slice(1), context)[0]?.text ?? '';
  if (!text.endsWith('/bin/activate')) return frame;
  const environment = joinPath(context.workingFolder, text.slice(0, -'/bin/activate'.length));
  const path = [`${environment}/bin`, ...context.searchPath()].join(':');
  return { ...frame, variables: new Map(frame.variables).set('VIRTUAL_ENV', environment).set('PATH', path) };
}

/** The frame after `cd`, `pushd` or `popd`. */
export function changeFolder(frame: Frame, words: readonly ShellWord[], context: CommandContext, name: string): Frame {
  const argument = argumentsOf(words.slice(1), context).filter((each) => !/^-[LPe@]+$/.test(each.prefix))[0];
  const folderBefore = frame.folder;
  if (name === 'popd' || argument?.text === '-') {
    return frame.folderBefore === null
      ? { ...frame, folder: '/', folderUnknown: true, folderBefore }
      : { ...frame, folder: frame.folderBefore, folderBefore };
  }
  if (argument === undefined) return { ...frame, folder: context.home, folderUnknown: false, folderBefore };
  const isAbsolute = argument.prefix.startsWith('/');
  if (argument.text === null || argument.glob) {
    const known = argument.prefix.slice(0, argument.prefix.lastIndexOf('/') + 1);
    const folder = isAbsolute || argument.prefix !== '' ? joinPath(frame.folder, known === '' ? '.' : known) : '/';
    return { ...frame, folder, folderUnknown: true, folderBefore };
  }
  const folder = joinPath(frame.folder, argument.text);
  // Why: `cd ..` out of an unknown folder may lead above the deepest known one.
  if (frame.folderUnknown && !isAbsolute && argument.text.includes('..'))
    return { ...frame, folder: '/', folderBefore };
  return isAbsolute
    ? { ...frame, folder, folderUnknown: false, folderBefore }
    : { ...frame, folder: frame.folderUnknown ? frame.folder : folder, folderBefore };
}
