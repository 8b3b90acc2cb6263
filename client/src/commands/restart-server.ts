// `plimsoll.restartServer`: a fresh language server.
import type { CommandContext } from './register-commands.ts';

export async function restartServer({ server }: CommandContext): Promise<void> {
  await server.restart();
}
