// What an instruction reads and writes as far as its place among the others is concerned: more than effects say, where a
// program looks for settings of its own, and nothing at all where anything of it is not known.
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import type { ContextFacts } from '../../facts/snapshot.ts';
import type { PathPattern } from '../../effects/effect.ts';
import { below, fileAt, globAt, isWithin, joinPath, treeAt, unknownBelow } from '../../effects/path-set.ts';
import { type CopiedFiles, copiedFiles } from './copied-files.ts';
import type { ProvenInstalls } from './install-reads.ts';
import { isManifestInstall, systemManagers } from './installers.ts';

/** What one instruction touches. */
export interface Footprint {
  readonly reads: readonly PathPattern[];
  readonly writes: readonly PathPattern[];
  /** Those of the paths that words of commands name, as against what packages are known to read and write. */
  readonly named: readonly PathPattern[];
  /** Files of the context that a copy brings, where they are known one by one; they are not in `writes` then. */
  readonly copied: CopiedFiles | null;
  /** Folders that it makes where they are not there yet, with whom they belong to then; behind it the mode that is asked for. */
  readonly makes: { readonly folders: readonly string[]; readonly owner: string };
  /** It installs packages of the system or of a language, or runs what they bring: two such keep their order. */
  readonly usesPackages: boolean;
}

/** Folders that programs and their settings lie in. Why not /usr whole: sources are kept in /usr/src and /usr/app. */
const systemFolders = [
  ...['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc', '/var/lib', '/var/cache', '/var/log'],
  ...['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libexec', '/usr/include', '/usr/share'],
  ...['bin', 'sbin', 'lib', 'etc', 'share', 'include'].map((name) => `/usr/local/${name}`),
].map(treeAt);

/** Commands of the shell that do nothing to files, whatever their words are. */
const quiet = new Set(['', 'set', 'cd', 'export', 'unset', 'umask', 'true', ':', 'echo', 'printf', 'whoami', 'id']);

/** The footprint; null where something of the instruction is not known: then it keeps its place. */
export function footprintOf(
  facts: InstructionFacts,
  context: ContextFacts | null,
  proven: ProvenInstalls | null,
): Footprint | null {
  return facts.copy === null ? runFootprint(facts, proven) : copyFootprint(facts, context);
}

function copyFootprint(facts: InstructionFacts, context: ContextFacts | null): Footprint | null {
  const { copy } = facts;
  if (copy?.target == null) return null;
  const copied = copiedFiles(facts, context);
  const owner = copy.owner ?? '';
  const mode = copy.mode === null ? '' : ` ${copy.mode}`;
  return {
    reads: /[a-z_]/i.test(owner) ? [fileAt('/etc/passwd'), fileAt('/etc/group')] : [],
    writes: copied === null ? copy.writes : copied.open,
    named: [],
    copied,
    makes: { folders: ancestors(copy.target, true), owner: `${owner === '' ? '0' : owner}${mode}` },
    usesPackages: false,
  };
}

/** The first command that may read anything. */
export function unknownCommand({ commands }: InstructionFacts, proven: ProvenInstalls): CommandFacts | null {
  return commands.find((command) => readsOf(command, proven) === null) ?? null;
}

function runFootprint(facts: InstructionFacts, proven: ProvenInstalls | null): Footprint | null {
  const { syntax, script, commands, before } = facts;
  if (syntax.keyword !== 'RUN' || commands.length === 0 || (script?.errors.length ?? 0) > 0) return null;
  const reads: PathPattern[] = [...systemFolders, globAt(`${below(before.home)}/.[!.]*`), ...searched(facts)];
  const writes: PathPattern[] = [];
  const named: PathPattern[] = [];
  for (const command of commands) {
    const read = readsOf(command, proven);
    if (read === null) return null;
    const { effect, context } = command;
    reads.push(...read);
    if (context.folderUnknown === true) return null;
    // Why: a folder that is entered must be there.
    if (context.workingFolder !== before.workingFolder && proven?.folder !== context.workingFolder) {
      reads.push(fileAt(context.workingFolder));
      named.push(fileAt(context.workingFolder));
    }
    const written = [...effect.writes, ...effect.deletes, ...effect.touches].flatMap(({ path }) => narrowed(path));
    writes.push(...written);
    if (effect.installs.length === 0 && proven?.reads.has(command) !== true) named.push(...read, ...written);
    if (effect.registers.length > 0) writes.push(treeAt('/etc'), treeAt('/var/lib'));
  }
  for (const mount of facts.mounts) if (mount.type === 'bind' && !mount.readOnly) return null;
  return {
    reads,
    writes,
    named,
    copied: null,
    makes: {
      folders: writes.flatMap(({ path, kind }) => ancestors(path, kind !== 'file')),
      owner: before.user === 'root' ? '0' : before.user,
    },
    usesPackages: commands.some(({ effect }) => effect.installs.length > 0 || effect.removes.length > 0),
  };
}

/** Folders of PATH: a program is taken from the first that has it. */
function searched({ commands }: InstructionFacts): readonly PathPattern[] {
  const folders = commands[0]?.context.searchPath() ?? [];
  return folders.filter((folder) => folder.startsWith('/')).map(treeAt);
}

/** Where packages are said to go anywhere in /usr, the places where they do go. */
function narrowed(path: PathPattern): readonly PathPattern[] {
  if (path.kind !== 'unknown' || path.path !== '/usr') return [path];
  return systemFolders.filter((folder) => isWithin('/usr', folder.path));
}

/** What a command reads beyond the system's own folders; null where that is not known. */
function readsOf(command: CommandFacts, proven: ProvenInstalls | null): readonly PathPattern[] | null {
  const { effect } = command;
  if (!effect.known) return null;
  const own = proven?.reads.get(command);
  if (own !== undefined) return own;
  if (systemManagers.test(effect.tool)) return effect.reads;
  if (isManifestInstall(command)) return null;
  if (effect.installs.length > 0 || effect.removes.length > 0) return packageReads(command);
  switch (effect.role) {
    case 'install':
    case 'clean':
      return [...effect.reads, ...operandReads(command)];
    case 'files':
    case 'fetch':
    case 'unpack':
      return [...effect.reads, ...operandReads(command)];
    default:
      if (quiet.has(effect.tool)) return effect.reads;
      return effect.registers.length > 0 && effect.role === 'configure' ? effect.reads : null;
  }
}

/** Installs by name: settings of the project in the working folder count, its manifests do not. */
function packageReads({ effect, context }: CommandFacts): readonly PathPattern[] | null {
  const here = (name: string): PathPattern => fileAt(joinPath(context.workingFolder, name));
  switch (effect.tool) {
    case 'pip':
    case 'pipx':
    case 'gem':
      return [...effect.reads, treeAt(joinPath(context.workingFolder, 'pip')), here('pip.py')];
    case 'uv':
      return [...effect.reads, here('pyproject.toml'), here('uv.toml'), here('.python-version')];
    case 'npm':
    case 'pnpm':
    case 'yarn':
      if (effect.installs.some(({ into }) => into.kind === 'project')) return null;
      return [
        ...effect.reads,
        ...['package.json', '.npmrc', '.yarnrc', '.yarnrc.yml', 'pnpm-workspace.yaml'].map(here),
      ];
    default:
      return null;
  }
}

/** Words that may name files, whatever the tool makes of them; of a word that is not known, anything in the folder. */
function operandReads({ command, context }: CommandFacts): readonly PathPattern[] {
  return command.words.slice(1).flatMap(({ value, raw }): readonly PathPattern[] => {
    if (value === null && /[$`]/.test(raw))
      return /^["']?(?:https?|ftp|git|-)/.test(raw) ? [] : [unknownBelow(context.workingFolder)];
    const named = (value ?? raw).replace(/^(?:-[\w-]+=?)?@?/, '');
    return named === '' || /^[a-z+]+:\/\//.test(named) ? [] : [globAt(joinPath(context.workingFolder, named))];
  });
}

/** The folders above a path, and it too where it is a folder; what every image has is left out. */
function ancestors(path: string, itself: boolean): readonly string[] {
  const folders = itself ? [path] : [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.push(path.slice(0, at));
  return folders.filter((folder) => !everywhere.has(folder));
}

const everywhere = new Set(
  `/ /bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib
  /usr/local /usr/local/bin /usr/local/lib /usr/sbin /usr/share /usr/src /var /var/lib /var/cache /var/log`.split(
    /\s+/,
  ),
);
