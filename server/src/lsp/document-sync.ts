// Open, change, close: text is taken over in the very turn it comes, everything read from disk follows behind. Kept apart
// from the other handlers because these three must be there, and in order, from the first message on.
import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
} from 'vscode-languageserver/node';
import type { TextChange } from '../session/documents.ts';
import { pathOfUri } from '../session/file-uri.ts';
import { isIgnoreFileName } from './open-ignore-file.ts';
import type { ServerContext } from './server-context.ts';

export function didOpen(context: ServerContext, { textDocument }: DidOpenTextDocumentParams): void {
  const { uri, languageId, version, text } = textDocument;
  const { isDockerfile } = context.session.documents.open(uri, languageId, version, text);
  context.refresher.changed(uri);
  if (isDockerfile) void context.readBehind(uri);
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

/** An open ignore file or requirements file was typed in: what it stands in the context of is looked at again. */
function contextFileChanged(context: ServerContext, uri: string): void {
  const path = pathOfUri(uri);
  if (path === null) return;
  const read = context.session.contexts.holding(path).map((dockerfile) => context.readBehind(dockerfile));
  if (isIgnoreFileName(path)) void Promise.all(read).then(() => context.lookAtIgnoreFile(uri));
}
