// Runs a subcommand as the command line would, on files in memory, and keeps what it printed.
import type { Command, CommandIo } from '../../server/src/cli/command.ts';
import type { Host } from '../../server/src/host/host.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from '../support/memory-host.ts';

/** How a subcommand ended; `H` is the host it ran on. */
export interface Ran<H extends Host> {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly host: H;
  /** Standard output as JSON. */
  readonly json: () => unknown;
}

/** Runs in `/project`, where `files` lie by their relative names. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  files: NonNullable<MemoryHostOptions['files']> = {},
  stdin = '',
): Promise<Ran<MemoryHost>> {
  const placed = Object.fromEntries(Object.entries(files).map(([name, content]) => [`/project/${name}`, content]));
  const host = createMemoryHost({ files: { '/project/.keep': '', ...placed } });
  return runOn(command, args, { host, folder: '/project', stdin });
}

/** Runs on any host, in a folder of its. Standard input is empty where none is given. */
export async function runOn<H extends Host>(
  command: Command,
  args: readonly string[],
  { host, folder, stdin = '' }: { readonly host: H; readonly folder: string; readonly stdin?: string },
): Promise<Ran<H>> {
  let stdout = '';
  let stderr = '';
  const io: CommandIo = {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    host,
    signal: new AbortController().signal,
    folder,
    stdin: () => Promise.resolve(stdin),
    columns: 100,
    color: false,
  };
  const code = await command.run(args, io);
  return { code, stdout, stderr, host, json: () => JSON.parse(stdout) as unknown };
}
