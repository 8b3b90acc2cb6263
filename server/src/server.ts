// Wires a connection to a host: the whole language server. It knows no method and no feature.
import { createConnection, ProposedFeatures, type Connection } from 'vscode-languageserver/node';
import type { Host } from './host/host.ts';
import { connectHandlers } from './lsp/connect-handlers.ts';

/** Serves one client until it closes the connection. Heavy parts are loaded when they are first asked for. */
export function startServer(connection: Connection, host: Host): void {
  connectHandlers(connection, host);
  connection.listen();
}

/** Serves one client over standard input and output. */
export function serveStandardStreams(host: Host): void {
  // eslint-disable-next-line no-restricted-globals -- Why: the streams are the connection; nothing else of the process is used.
  const { stdin, stdout } = process;
  startServer(createConnection(ProposedFeatures.all, stdin, stdout), host);
}
