// The language server's process: the real host behind the server, spoken to over the channel that the arguments name
// (`--node-ipc`, `--stdio`, `--socket=…`).
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createNodeHost } from './host/node-host.ts';
import { startServer } from './server.ts';

startServer(createConnection(ProposedFeatures.all), createNodeHost());
