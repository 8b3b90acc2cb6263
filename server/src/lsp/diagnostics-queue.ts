// Decides when a document is looked at: as soon as the messages that wait with it are through, once for all of them,
// never later. It knows no debounce and no clock.
import { firstAnswer, secondAnswer, send, type Bug, type Published } from './publish-diagnostics.ts';
import type { Connection } from 'vscode-languageserver/node';
import type { Session } from '../session/session.ts';

export interface DiagnosticsQueue {
  /** The document, or something its findings rest on, has changed. */
  changed(uri: string): void;
  closed(uri: string): void;
  /** What was last published for the document. */
  published(uri: string): Published | undefined;
}

/** Changes of one burst are taken together, but no more turns than these are waited for. */
const longestBurst = 200;

export function startDiagnosticsQueue(
  connection: Connection,
  session: Session,
  bug: Bug,
  /** All that was found in the document's newest version has been published. */
  settled: (uri: string) => void = () => undefined,
): DiagnosticsQueue {
  const waiting = new Set<string>();
  const last = new Map<string, Published>();
  const reported = new Set<string>();
  let arrivals = 0;
  let scheduled = false;

  /** One line in the log for each fault, however many versions meet it. */
  const bugOnce: Bug = (message, error) => {
    if (reported.has(message)) return;
    reported.add(message);
    bug(message, error);
  };

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    let seen = -1;
    let turns = 0;
    // Why turns: each waiting message is handled in a turn of its own, so a turn without an arrival ends the burst.
    const turn = (): void => {
      if (arrivals !== seen && turns++ < longestBurst) {
        seen = arrivals;
        setImmediate(turn);
        return;
      }
      scheduled = false;
      flush();
    };
    setImmediate(turn);
  }

  function flush(): void {
    const uris = [...waiting];
    waiting.clear();
    for (const uri of uris) {
      void publish(uri).catch((error: unknown) => bugOnce('diagnostics could not be published', error));
    }
  }

  async function publish(uri: string): Promise<void> {
    // Why no await where it can be had without: a keystroke is answered in the turn it is looked at.
    const analysis = session.analysisNow(uri) ?? (await session.analysis(uri));
    if (analysis === undefined || session.documents.get(uri) !== analysis.document) return;
    const first = firstAnswer(analysis, last.get(uri), bugOnce);
    last.set(uri, first);
    send(connection, first);
    setImmediate(() => {
      if (last.get(uri) !== first || session.documents.get(uri) !== analysis.document) return;
      const second = secondAnswer(first, bugOnce);
      if (second !== null) {
        last.set(uri, second);
        send(connection, second);
      }
      settled(uri);
    });
  }

  return {
    changed(uri) {
      arrivals++;
      waiting.add(uri);
      schedule();
    },
    closed(uri) {
      waiting.delete(uri);
      last.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
    },
    published: (uri) => last.get(uri),
  };
}
