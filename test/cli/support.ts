// Runs a subcommand as the command line would, on files in memory, and keeps what it printed.
import type { Command, CommandIo } from '../../server/src/cli/command.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from '../support/memory-host.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly host: MemoryHost;
  /** Standard output as JSON. */
  readonly json: () => unknown;
}

/** Runs in `/project`, where `files` lie by their relative names. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  files: NonNullable<MemoryHostOptions['files']> = {},
  stdin = '',
): Promise<Ran> {
  const placed = Object.fromEntries(Object.entries(files).map(([name, content]) => [`/project/${name}`, content]));
  const host = createMemoryHost({ files: { '/project/.keep': '', ...placed } });
  let stdout = '';
  let stderr = '';
  const io: CommandIo = {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    host,
    signal: new AbortController().signal,
    folder: '/project',
    stdin: () => Promise.resolve(stdin),
    columns: 100,
    color: false,
  };
  const code = await command.run(args, io);
  return { code, stdout, stderr, host, json: () => JSON.parse(stdout) as unknown };
}
