// The state of a stage between two instructions: folder, user, shell, variables, users, all that decides what commands do.
// It is persistent: what does not change is the same object, so that everything remembered per state stays true.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import type { VariableState } from '../dockerfile/variables.ts';
import { environmentOf, findVariable } from '../dockerfile/variables.ts';
import type { ScriptStart, Settings } from '../effects/shell-frame.ts';
import type { InstructionFacts, StageState } from './snapshot.ts';
import { noteVariableRead } from './variable-reads.ts';

/** What decides how an instruction's text is understood. */
export interface Core {
  readonly workingFolder: string;
  /** A WORKDIR went somewhere unknown below `workingFolder`. */
  readonly folderUnknown: boolean;
  readonly user: string;
  readonly shell: readonly string[];
  readonly variables: VariableState;
  readonly users: ReadonlyMap<string, string>;
  /** What commands before set for later ones. */
  readonly settings: Settings;
}

export interface State extends StageState {
  readonly core: Core;
}

const states = new WeakMap<Core, State>();

/** The state of a core: the same object for the same one. */
export function stateOf(core: Core): State {
  let state = states.get(core);
  if (state === undefined) states.set(core, (state = makeState(core)));
  return state;
}

function makeState(core: Core): State {
  let environment: ReadonlyMap<string, string> | undefined;
  return {
    core,
    workingFolder: core.workingFolder,
    user: core.user,
    home: homeOf(core),
    shell: core.shell,
    variable(name) {
      noteVariableRead();
      const variable = findVariable(core.variables, name);
      if (variable === undefined) return undefined;
      return variable.missing.length > 0 ? null : variable.value;
    },
    environment() {
      noteVariableRead();
      environment ??= new Map(
        [...environmentOf(core.variables)].map(([name, variable]) => [name, variable.value ?? ''] as const),
      );
      return environment;
    },
    users: () => core.users,
  };
}

/** The variables in force before an instruction, for texts that are expanded as a whole. */
export function variablesBefore({ before }: InstructionFacts): VariableState {
  noteVariableRead();
  return (before as State).core.variables;
}

/** HOME as the engine sets it for RUN: ENV HOME, else the user's entry in /etc/passwd as far as it is known. */
function homeOf(core: Core): string {
  const set = findVariable(core.variables, 'HOME');
  if (set?.kind === 'envVar' && set.value !== null && set.value !== '' && set.missing.length === 0) return set.value;
  const name = core.user.split(':', 1)[0] ?? '';
  if (name === '' || name === 'root' || name === '0') return '/root';
  const registered = core.users.get(name);
  if (registered !== undefined) return registered;
  // Why: the engine gives a numeric user without an entry the root folder.
  return /^\d+$/.test(name) ? '/' : `/home/${name}`;
}

const starts = new WeakMap<Core, ScriptStart>();

/** Where a script of an instruction in this state starts. */
export function startOf(core: Core): ScriptStart {
  let start = starts.get(core);
  if (start === undefined) {
    let searchPath: readonly string[] | undefined;
    start = {
      workingFolder: core.workingFolder,
      folderUnknown: core.folderUnknown,
      user: core.user,
      home: homeOf(core),
      searchPath() {
        noteVariableRead();
        return (searchPath ??= searchPathOf(core));
      },
      variable(name) {
        noteVariableRead();
        const variable = findVariable(core.variables, name);
        return variable === undefined || variable.missing.length > 0 ? undefined : (variable.value ?? undefined);
      },
      setting: (name) => core.settings.get(name) ?? undefined,
    };
    starts.set(core, start);
  }
  return start;
}

function searchPathOf(core: Core): readonly string[] {
  const folders = (findVariable(core.variables, 'PATH')?.value ?? '').split(':');
  // Invariant: what is not known expands to nothing, so the first empty entry ends what is known.
  const end = folders.indexOf('');
  return end < 0 ? folders : folders.slice(0, end);
}

/** The shell that runs shell forms where no SHELL says otherwise. */
export function defaultShell(syntax: InstructionSyntax | null, baseText: string): readonly string[] {
  const isWindows = syntax?.escape === '`' || /(?:^|\/)windows(?:\/|server|$)|nanoserver|servercore/.test(baseText);
  return isWindows ? windowsShell : posixShell;
}

const posixShell: readonly string[] = ['/bin/sh', '-c'];
const windowsShell: readonly string[] = ['cmd', '/S', '/C'];

/** No SHELL instruction has spoken, not even one that names the default. */
export function isDefaultShell(shell: readonly string[]): boolean {
  return shell === posixShell || shell === windowsShell;
}

/** True where the shell reads POSIX-like text: sh, bash and their kin, also behind `conda run` or `env`. */
export function isPosixShell(shell: readonly string[]): boolean {
  return shell.some((word) => /(?:^|\/)(?:sh|bash|dash|ash|ksh|mksh|zsh|busybox)$/.test(word));
}
