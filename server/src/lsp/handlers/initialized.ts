// initialized: loads what the first document will want, now that the answer to `initialize` is out, and asks the client to
// tell of settings and files.
import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import type { ServerContext } from '../server-context.ts';
import { watchFiles } from '../watch-files.ts';

export async function handle(context: ServerContext): Promise<void> {
  const { client, connection, session } = context;
  await session.load();
  if (client.pullsSettings)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'plimsoll' });
  await watchFiles(context);
}
