// Brings what the editor shows up to date. The queue behind it, and with it the whole analysis, is loaded with the first
// Dockerfile; until then changes are only remembered.
import type { Connection } from 'vscode-languageserver/node';
import type { Session } from '../session/session.ts';
import type { ClientAbilities } from './client-abilities.ts';
import type { DiagnosticsQueue, startDiagnosticsQueue } from './diagnostics-queue.ts';

export interface Refresher {
  /** The document, or something its findings rest on, has changed. */
  changed(uri: string): void;
  closed(uri: string): void;
  /** Figures behind hints and lenses have changed. */
  figuresChanged(): void;
  /** Diagnostics as last published; undefined while there are none. */
  published(uri: string): ReturnType<DiagnosticsQueue['published']>;
}

type Bug = (message: string, error: unknown) => void;

export function createRefresher(
  connection: Connection,
  session: Session,
  bug: Bug,
  client: () => ClientAbilities,
  later: () => Promise<{ startDiagnosticsQueue: typeof startDiagnosticsQueue }>,
  settled: (uri: string) => void,
): Refresher {
  let queue: DiagnosticsQueue | undefined;
  let loading: Promise<void> | undefined;
  const early = new Set<string>();

  async function load(): Promise<void> {
    const loaded = await later();
    await session.load();
    queue = loaded.startDiagnosticsQueue(connection, session, bug, settled);
    for (const uri of early) queue.changed(uri);
    early.clear();
  }

  return {
    changed(uri) {
      if (session.documents.get(uri)?.isDockerfile !== true) return;
      if (queue !== undefined) queue.changed(uri);
      else {
        early.add(uri);
        loading ??= load().catch((error: unknown) => bug('the analyser could not be loaded', error));
      }
    },
    closed(uri) {
      early.delete(uri);
      queue?.closed(uri);
    },
    figuresChanged() {
      if (client().refreshesHints) void connection.languages.inlayHint.refresh().catch(() => undefined);
      if (client().refreshesLenses) void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
    },
    published: (uri) => queue?.published(uri),
  };
}
