// What a subcommand of the command line is: its usage, and a function from arguments to an exit code. The process,
// its streams and its signals are cli.ts's business.
import type { Host } from '../host/host.ts';

/** Exit codes (docs/cli.md). */
export const exitCodes = { clean: 0, findings: 1, failed: 2 } as const;

export interface CommandIo {
  /** Writes text as given; line ends are the caller's. */
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly host: Host;
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Absolute path of the folder the command was started in. */
  readonly folder: string;
  /** Standard input as text, read once and only when asked for. */
  readonly stdin: () => Promise<string>;
  /** Columns of the terminal; 100 where it is none. */
  readonly columns: number;
  /** True where escape codes for colour may be written. */
  readonly color: boolean;
}

export interface Command {
  /** First line: how it is called. Then one line per option. */
  readonly usage: string;
  /** Never rejects for bad input; gives one of `exitCodes`. */
  readonly run: (args: readonly string[], io: CommandIo) => Promise<number>;
}

/** Prints what is wrong with the call and how it should be; gives the exit code for it. */
export function usageError(io: CommandIo, message: string, usage: string): number {
  io.stderr(`plimsoll: ${message}\n${usage.split('\n')[0] ?? ''}\n`);
  return exitCodes.failed;
}
