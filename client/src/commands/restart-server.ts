// `plimsoll.restartServer`: a fresh language server.
import type { CommandContext } from './command-context.ts';

export async function restartServer({ server }: CommandContext): Promise<void> {
  await server.restart();
}
