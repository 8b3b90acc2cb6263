// Open, change, close: text is taken over in the very turn it comes, everything read from disk follows behind. Kept apart
// from the other handlers because these three must be there, and in order, from the first message on.
import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
} from 'vscode-languageserver/node';
import type { TextChange } from '../session/documents.ts';
import { pathOfUri } from '../session/file-uri.ts';
import type { ServerContext } from './server-context.ts';

export function didOpen(context: ServerContext, { textDocument }: DidOpenTextDocumentParams): void {
  const { uri, languageId, version, text } = textDocument;
  const { isDockerfile } = context.session.documents.open(uri, languageId, version, text);
  context.refresher.changed(uri);
  if (isDockerfile) void readBehind(context, uri);
  else contextFileChanged(context, uri);
}

export function didChange(context: ServerContext, { textDocument, contentChanges }: DidChangeTextDocumentParams): void {
  const { documents } = context.session;
  const { uri, version } = textDocument;
  const known = context.session.lastAnalysis(uri);
  const lines =
    known !== undefined && known.document === documents.get(uri) ? known.snapshot.dockerfile.lines : undefined;
  const changes: readonly TextChange[] = contentChanges;
  const changed = documents.change(uri, version, changes, lines);
  if (changed?.isDockerfile === true) context.refresher.changed(uri);
  else if (changed !== undefined) contextFileChanged(context, uri);
}

export function didClose(context: ServerContext, { textDocument: { uri } }: DidCloseTextDocumentParams): void {
  const wasDockerfile = context.session.documents.get(uri)?.isDockerfile === true;
  context.session.close(uri);
  if (wasDockerfile) context.refresher.closed(uri);
  else contextFileChanged(context, uri);
}

/** Settings and context of a document, read behind its first findings. */
export async function readBehind(context: ServerContext, uri: string): Promise<void> {
  const { connection, session, log, client, workspaceFolders } = context;
  try {
    const { readProjectFiles, restoreRecord } = await context.later();
    if (client.pullsSettings) {
      const before = session.settings.of(uri);
      session.settings.setDocument(
        uri,
        await connection.workspace.getConfiguration({ scopeUri: uri, section: 'plimsoll' }),
      );
      if (JSON.stringify(before) !== JSON.stringify(session.settings.of(uri))) context.refresher.changed(uri);
    }
    if (await restoreRecord(session, uri)) {
      context.refresher.changed(uri);
      context.refresher.figuresChanged();
    }
    if (await readProjectFiles(session, uri, workspaceFolders, log)) context.refresher.changed(uri);
  } catch (error) {
    log.warn(`settings or context of ${uri} could not be read: ${String(error)}`);
  }
}

/** An open ignore file or requirements file was typed in: what it stands in the context of is looked at again. */
function contextFileChanged(context: ServerContext, uri: string): void {
  const path = pathOfUri(uri);
  if (path === null) return;
  for (const dockerfile of context.session.contexts.holding(path)) void readBehind(context, dockerfile);
}
