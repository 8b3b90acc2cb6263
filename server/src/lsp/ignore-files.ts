// Ignore files that are open in the editor: what each of the Dockerfiles it holds for says of it, open ones as they are in
// their editors, others from disk. What was last found is kept for actions and hovers.
import type { Connection, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { diagnoseIgnoreFile, type IgnoreFileDiagnostic, type IgnoreFileView } from '../features/ignore-file.ts';
import { dockerfilesFor, snapshotOnDisk } from '../operations/view-ignore-file.ts';
import type { OpenDocument } from '../session/documents.ts';
import { baseNameOf, pathOfUri, uriOfPath } from '../session/file-uri.ts';
import type { Session } from '../session/session.ts';
import { indexLines } from '../text/line-index.ts';
import { isIgnoreFileName, openIgnoreFileOf } from './open-ignore-file.ts';
import { toLspDiagnostic, type Bug } from './publish-diagnostics.ts';

/** What was found in one version of an ignore file. */
export interface LookedAt {
  readonly document: OpenDocument;
  /** Folder that the patterns count from. */
  readonly folder: string;
  readonly found: readonly IgnoreFileDiagnostic[];
}

export interface IgnoreFiles {
  /** Looks at the document and publishes what is found; nothing where it is closed by then. */
  publish(uri: string): Promise<void>;
  /** What was found in the document as it is now, looked at anew where it must be. Null where it is no open ignore file. */
  of(uri: string): Promise<LookedAt | null>;
}

export function openIgnoreFiles(connection: Connection, session: Session, bug: Bug): IgnoreFiles {
  const last = new Map<string, LookedAt>();
  // Why: a client that has left hears nothing, and that is no fault.
  const send = (params: PublishDiagnosticsParams): Promise<void> =>
    connection.sendDiagnostics(params).catch(() => undefined);

  async function look(document: OpenDocument): Promise<LookedAt | null> {
    const path = pathOfUri(document.uri);
    if (path === null) return null;
    const views: IgnoreFileView[] = [];
    const seen = new Set<string>();
    let folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    for (const { uri, isDockerfile } of session.documents.all()) {
      if (!isDockerfile || openIgnoreFileOf(session, uri)?.uri !== document.uri) continue;
      const analysis = await session.analysis(uri);
      if (analysis === undefined) continue;
      folder = session.contexts.place(uri)?.folder ?? folder;
      seen.add(pathOfUri(uri) ?? uri);
      views.push(analysis);
    }
    for (const dockerfile of await dockerfilesFor(session.host, path)) {
      if (seen.has(dockerfile) || session.documents.get(uriOfPath(dockerfile)) !== undefined) continue;
      const snapshot = await snapshotOnDisk(session.contexts.openFilesFirst, dockerfile);
      if (snapshot?.context?.ignoreFile?.path !== baseNameOf(path)) continue;
      views.push({ snapshot, settings: session.settings.of(uriOfPath(dockerfile)) });
    }
    return { document, folder, found: diagnoseIgnoreFile(document.text, views, { bug }) };
  }

  async function of(uri: string): Promise<LookedAt | null> {
    const document = session.documents.get(uri);
    if (document === undefined || !isIgnoreFileName(uri)) return null;
    const known = last.get(uri);
    if (known?.document === document) return known;
    const looked = await look(document);
    if (looked !== null && session.documents.get(uri) === document) last.set(uri, looked);
    return looked;
  }

  return {
    of,
    async publish(uri) {
      last.delete(uri);
      const looked = await of(uri);
      if (session.documents.get(uri) === undefined) {
        last.delete(uri);
        await send({ uri, diagnostics: [] });
      } else if (looked !== null && session.documents.get(uri) === looked.document) {
        const lines = indexLines(looked.document.text);
        const diagnostics = looked.found.map(({ diagnostic }) => toLspDiagnostic(lines, diagnostic));
        await send({ uri, version: looked.document.version, diagnostics });
      }
    },
  };
}
