// `plimsoll.showOutput`: the log channel.
import type { CommandContext } from './register-commands.ts';

export function showOutput({ server }: CommandContext): void {
  server.log.show();
}
