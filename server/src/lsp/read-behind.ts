// Everything about a document that must be asked for or read: settings, the record of its last build, its project's files
// and context. It runs behind the first findings; what comes of it is a reason to look again.
import type * as Later from './on-first-use.ts';
import type { ServerContext } from './server-context.ts';

/** `later` gives what is loaded with the first document. */
export async function readBehind(
  context: ServerContext,
  later: () => Promise<typeof Later>,
  uri: string,
): Promise<void> {
  const { connection, session, log, client, workspaceFolders, refresher } = context;
  try {
    const { readProjectFiles, restoreRecord } = await later();
    const before = JSON.stringify(session.settings.of(uri));
    if (client.pullsSettings) {
      const given: unknown = await connection.workspace.getConfiguration({ scopeUri: uri, section: 'plimsoll' });
      if (session.documents.get(uri) === undefined) return;
      session.settings.setDocument(uri, given);
      if (JSON.stringify(session.settings.of(uri)) !== before) refresher.changed(uri);
    }
    if (await restoreRecord(session, uri)) {
      refresher.changed(uri);
      refresher.figuresChanged();
    }
    if (await readProjectFiles(session, uri, workspaceFolders, log)) refresher.changed(uri);
  } catch (error) {
    log.warn(`settings or context of ${uri} could not be read: ${String(error)}`);
  }
}
