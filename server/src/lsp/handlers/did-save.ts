// textDocument/didSave: the context is read again, for clients that watch no files.
import type { DidSaveTextDocumentParams } from 'vscode-languageserver/node';
import type { ServerContext } from '../server-context.ts';

export async function handle(
  context: ServerContext,
  { textDocument: { uri } }: DidSaveTextDocumentParams,
): Promise<void> {
  if (context.session.documents.get(uri)?.isDockerfile === true) await context.readBehind(uri);
}
