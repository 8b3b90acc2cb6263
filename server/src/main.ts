// The language server's process: the real host behind the server, spoken to over the channel that the arguments name
// (`--node-ipc`, `--stdio`, `--socket=…`).
import { setFlagsFromString } from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { besideThis, createNodeHost } from './host/node-host.ts';
import { startServer } from './server.ts';

// Why: the server lives beside an editor for days; keystrokes must not grow its heap lazily. Measured by `npm run bench:lsp`.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=20');

startServer(createConnection(ProposedFeatures.all), createNodeHost({ threadFile: besideThis('measuring-thread.js') }));
