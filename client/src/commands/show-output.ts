// `plimsoll.showOutput`: the log channel.
import type { CommandContext } from './command-context.ts';

export function showOutput({ server }: CommandContext): void {
  server.log.show();
}
