// Asks the editor to tell of files that findings rest on: the context's files, ignore files and plimsoll.json. It reads none.
import { DidChangeWatchedFilesNotification, WatchKind } from 'vscode-languageserver/node';
import type { ServerContext } from './server-context.ts';

/** Registers the watchers where the client can watch. Contents matter for named files, coming and going for all. */
export async function watchFiles({ connection, client }: ServerContext): Promise<void> {
  if (!client.watchesFiles) return;
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [
      { globPattern: '**/{plimsoll.json,.dockerignore,*.dockerignore,.containerignore}' },
      { globPattern: '**/{*requirements*.txt,constraints*.txt,pyproject.toml,setup.py,package.json,*.lock,go.mod}' },
      { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
    ],
  });
}
