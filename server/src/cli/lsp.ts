// `plimsoll lsp --stdio`: the language server for any editor. It ends with its client.
import { serveStandardStreams } from '../server.ts';
import { exitCodes, usageError, type Command } from './command.ts';

const usage = `usage: plimsoll lsp --stdio
  --stdio  speak LSP over standard input and output (the only way there is)`;

export const lsp: Command = {
  usage,
  run: (args, io) => {
    if (args.length !== 1 || args[0] !== '--stdio') return Promise.resolve(usageError(io, 'say --stdio', usage));
    serveStandardStreams(io.host);
    // Why: the connection ends the process when the client leaves; until then the command is not done.
    return new Promise((resolve) => {
      io.signal.addEventListener('abort', () => resolve(exitCodes.clean), { once: true });
    });
  },
};
