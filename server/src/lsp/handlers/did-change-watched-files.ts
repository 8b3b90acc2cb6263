// workspace/didChangeWatchedFiles: the Dockerfiles whose context or settings the files belong to are looked at again.
import type { DidChangeWatchedFilesParams } from 'vscode-languageserver/node';
import { pathOfUri } from '../../session/file-uri.ts';
import { isSettingsFile } from '../settings-file.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, { changes }: DidChangeWatchedFilesParams): Promise<void> {
  const { session } = context;
  const touched = new Set<string>();
  for (const { uri } of changes) {
    const path = pathOfUri(uri);
    if (path === null) continue;
    const affected = isSettingsFile(path)
      ? session.documents.all().flatMap((document) => (document.isDockerfile ? [document.uri] : []))
      : session.contexts.holding(path);
    for (const each of affected) touched.add(each);
  }
  await Promise.all([...touched].map((uri) => context.readBehind(uri)));
}
