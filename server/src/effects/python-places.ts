// Where Python's installers put things: the interpreter's own place, or the virtual environment that the program's path,
// VIRTUAL_ENV or the head of PATH names.
import type { CommandContext, Write } from './effect.ts';
import { below, globAt, joinPath, treeAt, unknownBelow } from './path-set.ts';
import { writeTo } from './persistence.ts';

const systemFolders = new Set(['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']);

/** The prefix that an interpreter or pip called by this name installs into; null for the system's own. */
export function pythonPrefixOf(program: string, context: CommandContext): string | null {
  if (program.includes('/')) {
    const path = program.startsWith('~/') ? `${below(context.home)}${program.slice(1)}` : program;
    const whole = joinPath(context.workingFolder, path);
    const folder = whole.slice(0, whole.lastIndexOf('/'));
    return systemFolders.has(folder) || !folder.endsWith('/bin') ? null : folder.slice(0, -'/bin'.length);
  }
  const active = context.variable('VIRTUAL_ENV');
  const heads = context.searchPath();
  if (active !== undefined && active !== '' && heads.includes(`${active}/bin`)) return active;
  for (const head of heads) {
    if (systemFolders.has(head)) return null;
    if (isEnvironment(head, active)) return head.slice(0, -'/bin'.length);
  }
  return null;
}

/** Folders at the head of PATH that hold an interpreter: those of environments and of conda, not of CUDA or cargo. */
function isEnvironment(folder: string, active: string | undefined): boolean {
  if (!folder.startsWith('/') || !folder.endsWith('/bin')) return false;
  const prefix = folder.slice(0, -'/bin'.length);
  return (
    prefix === active || /\/(?:[\w.-]*v(?:irtual)?env[\w.-]*|env|envs\/[^/]+|[\w.-]*conda\d?|mamba\w*)$/.test(prefix)
  );
}

/** What installing a distribution writes below a prefix; null for the system's own place. */
export function pythonWrites(prefix: string | null): readonly Write[] {
  if (prefix !== null) return [writeTo(treeAt(prefix))];
  return [
    { path: globAt('/usr/local/lib/python*'), persistence: 'artifact' },
    { path: unknownBelow('/usr/local/bin'), persistence: 'artifact' },
    { path: unknownBelow('/usr/local/share'), persistence: 'artifact' },
    { path: unknownBelow('/usr/local/etc'), persistence: 'artifact' },
    { path: unknownBelow('/usr/local/include'), persistence: 'toolchain' },
  ];
}
