// What one instruction does in one core state: the state after it, its script and commands, its mounts and copies. Found
// once for each pair of state and text and remembered with them; nothing here depends on where the instruction stands.
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import { flagText } from '../dockerfile/flags.ts';
import type { Mount } from '../dockerfile/mounts.ts';
import { mountsOf, readMount } from '../dockerfile/mounts.ts';
import { expandIn, stepVariables } from '../dockerfile/variables.ts';
import { joinPath } from '../effects/path-set.ts';
import type { Settings } from '../effects/shell-frame.ts';
import { copyFactsOf } from './copy-facts.ts';
import { commandsOf } from './instruction-commands.ts';
import { pairMemo } from './pair-memo.ts';
import { packageChanges } from './packages.ts';
import type { PackageChange } from './packages.ts';
import type { CommandFacts, CopyFacts } from './snapshot.ts';
import type { ShellScript } from '../shell/shell.ts';
import { isDefaultShell, type Core } from './stage-state.ts';

export interface Step {
  readonly after: Core;
  readonly script: ShellScript | null;
  readonly commands: readonly CommandFacts[];
  readonly mounts: readonly Mount[];
  readonly copy: CopyFacts | null;
  /** Packages that come and go. */
  readonly installs: readonly PackageChange[];
}

const steps = pairMemo<Core, InstructionSyntax, Step>();

/** The step of an instruction in a state: the same object for the same two. */
export function stepOf(core: Core, syntax: InstructionSyntax): Step {
  return steps.get(core, syntax, () => findStep(core, syntax));
}

const idle = { script: null, commands: [], mounts: [], copy: null, installs: [] } as const;

function findStep(core: Core, syntax: InstructionSyntax): Step {
  switch (syntax.keyword) {
    case 'RUN': {
      const { script, commands, learnt } = commandsOf(core, syntax);
      const installs = commands.flatMap(packageChanges);
      const after = withUsers(core, commands);
      return {
        after: withSettings(after, learnt),
        script,
        commands,
        mounts: mountsIn(core, syntax),
        copy: null,
        installs,
      };
    }
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK': {
      const { script, commands } = commandsOf(core, syntax);
      return { ...idle, after: core, script, commands };
    }
    case 'COPY':
    case 'ADD':
      return { ...idle, after: core, copy: copyFactsOf(syntax, core) };
    default:
      return { ...idle, after: coreAfter(core, syntax) };
  }
}

function coreAfter(core: Core, syntax: InstructionSyntax): Core {
  const [word] = syntax.words;
  switch (syntax.keyword) {
    case 'ENV':
    case 'ARG': {
      const variables = stepVariables(core.variables, syntax);
      return variables === core.variables ? core : { ...core, variables };
    }
    case 'WORKDIR': {
      if (word === undefined) return core;
      const { value, missing } = expandIn(core.variables, word.raw, syntax.escape);
      const isAbsolute = value.startsWith('/') && !/^\$/.test(word.raw.replace(/^["']/, ''));
      const folderUnknown = missing.length > 0 || (core.folderUnknown && !isAbsolute);
      const known = missing.length === 0 ? value : knownFolder(word.raw);
      const workingFolder = joinPath(
        missing.length > 0 && !isAbsolute ? '/' : core.workingFolder,
        windowsToPosix(known),
      );
      return workingFolder === core.workingFolder && folderUnknown === core.folderUnknown
        ? core
        : { ...core, workingFolder, folderUnknown };
    }
    case 'USER': {
      if (word === undefined) return core;
      const { value, missing } = expandIn(core.variables, word.raw, syntax.escape);
      const user = missing.length > 0 && value === '' ? word.raw : value.trim();
      return user === core.user ? core : { ...core, user };
    }
    case 'SHELL': {
      const shell = syntax.json?.values;
      if (shell === undefined) return core;
      const isSame = !isDefaultShell(core.shell) && shell.join('\0') === core.shell.join('\0');
      return isSame ? core : { ...core, shell };
    }
    default:
      return core;
  }
}

/** The folders of a path before its first variable. */
function knownFolder(raw: string): string {
  const literal = raw.slice(0, raw.indexOf('$')).replace(/^["']/, '');
  return literal.slice(0, literal.lastIndexOf('/') + 1);
}

function windowsToPosix(path: string): string {
  return /^[a-z]:[\\/]/i.test(path) ? `/${path.replaceAll('\\', '/')}` : path;
}

function withUsers(core: Core, commands: readonly CommandFacts[]): Core {
  let users: Map<string, string> | null = null;
  for (const { effect } of commands) {
    for (const registration of effect.registers) {
      if (registration.kind !== 'user' || registration.home === null) continue;
      for (const name of [registration.name, registration.uid ?? registration.name]) {
        if ((users ?? core.users).get(name) === registration.home) continue;
        users ??= new Map(core.users);
        users.set(name, registration.home);
      }
    }
  }
  return users === null ? core : { ...core, users };
}

function withSettings(core: Core, learnt: Settings): Core {
  const changed = [...learnt].filter(([name, value]) => core.settings.get(name) !== value);
  return changed.length === 0 ? core : { ...core, settings: new Map([...core.settings, ...changed]) };
}

/** The mounts with variables filled in and targets absolute. */
function mountsIn(core: Core, syntax: InstructionSyntax): readonly Mount[] {
  return mountsOf(syntax).map((mount) => {
    const { flag } = mount;
    const expanded =
      flag.value?.includes('$') === true
        ? readMount({ ...flag, value: expandIn(core.variables, flagText(flag), syntax.escape).value })
        : mount;
    const read = expanded ?? mount;
    return { ...read, flag, target: read.target === '' ? '' : joinPath(core.workingFolder, read.target) };
  });
}
