// How the project itself builds a Dockerfile, as the default of a subcommand that builds: found, chosen by what the user asked
// for, and told, so that nobody wonders where a context came from.
import path from 'node:path';
import { findDeclaredBuilds, type FoundBuild } from '../operations/find-declared-builds.ts';
import type { CommandIo } from './command.ts';

export interface BuildWish {
  /** Absolute; null where the user named none. */
  readonly context: string | null;
  readonly target: string | null;
}

/** The first declared build that agrees with what was asked for; null where there is none. */
export async function projectBuild(
  io: CommandIo,
  dockerfile: string,
  { context, target }: BuildWish,
  quiet: boolean,
): Promise<FoundBuild | null> {
  const builds = await findDeclaredBuilds(io.host, dockerfile, null);
  const agreeing = builds.filter((build) => context === null || build.context === context);
  const chosen = agreeing.find((build) => target === null || build.target === target) ?? agreeing[0] ?? null;
  if (chosen !== null && !quiet) io.stderr(`plimsoll: ${told(io, chosen, agreeing.length - 1)}\n`);
  return chosen;
}

function told(io: CommandIo, { label, context, target, buildArgs }: FoundBuild, others: number): string {
  const names = Object.keys(buildArgs);
  const parts = [
    `context ${path.relative(io.folder, context) || '.'}`,
    ...(target === null ? [] : [`target ${target}`]),
    ...(names.length === 0 ? [] : [`build arguments ${names.join(', ')}`]),
  ];
  const more = others === 0 ? '' : ` (${String(others)} more ${others === 1 ? 'way' : 'ways'} declared)`;
  return `built as ${label} says: ${parts.join(', ')}${more}`;
}
