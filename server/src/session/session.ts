// The one holder of mutable state in the server: open documents, settings, what was read of their contexts and measured
// of their images. It hands out immutable analyses, one per document version, and loads the analyser on first use.
import type { Host } from '../host/host.ts';
import type { MeasuredRecord } from '../operations/keep-record.ts';
import type { Analysis, AnalysisInputs } from './analysis.ts';
import { openContexts, type Contexts, type ContextTools } from './contexts.ts';
import { openDocuments, type Documents } from './documents.ts';
import { openSettings, type SettingsStore } from './settings-store.ts';

/** What is loaded with the first document. */
export interface SessionTools extends ContextTools {
  readonly analyse: (inputs: AnalysisInputs, previous?: Analysis) => Analysis;
}

export interface Session {
  readonly host: Host;
  readonly documents: Documents;
  readonly settings: SettingsStore;
  readonly contexts: Contexts;
  /** Programs may be run: the person trusts the folder. */
  trusted: boolean;
  /** What is known of the document as it is now; undefined where it is not open or no Dockerfile. */
  analysis(uri: string): Promise<Analysis | undefined>;
  /** The same without waiting: undefined also while the analyser has not been loaded. */
  analysisNow(uri: string): Analysis | undefined;
  /** The analysis last made, of whatever version. */
  lastAnalysis(uri: string): Analysis | undefined;
  /** Loads the analyser, so that the next `analysisNow` answers. */
  load(): Promise<void>;
  /** The last measured build of the document, restored or made in this session. */
  record(uri: string): MeasuredRecord | null;
  setRecord(uri: string, record: MeasuredRecord): void;
  /** Forgets what a closed document needs no more. Its record stays: the document may be opened again. */
  close(uri: string): void;
}

export function openSession(host: Host, loadTools: () => Promise<SessionTools>): Session {
  const documents = openDocuments();
  const settings = openSettings();
  const contexts = openContexts(host, documents, loadTools);
  const analyses = new Map<string, Analysis>();
  const records = new Map<string, MeasuredRecord>();
  let analyser: SessionTools | undefined;

  function analyseWith({ analyse }: SessionTools, uri: string): Analysis | undefined {
    const document = documents.get(uri);
    if (document?.isDockerfile !== true) return undefined;
    const made = analyse(
      {
        document,
        settings: settings.of(uri),
        context: contexts.of(uri),
        record: records.get(uri) ?? null,
      },
      analyses.get(uri),
    );
    analyses.set(uri, made);
    return made;
  }

  async function load(): Promise<SessionTools> {
    return (analyser ??= await loadTools());
  }

  return {
    host,
    documents,
    settings,
    contexts,
    trusted: false,
    async analysis(uri) {
      return analyseWith(analyser ?? (await load()), uri);
    },
    analysisNow: (uri) => (analyser === undefined ? undefined : analyseWith(analyser, uri)),
    lastAnalysis: (uri) => analyses.get(uri),
    async load() {
      await load();
    },
    record: (uri) => records.get(uri) ?? null,
    setRecord(uri, record) {
      records.set(uri, record);
    },
    close(uri) {
      documents.close(uri);
      analyses.delete(uri);
      contexts.forget(uri);
      settings.forget(uri);
    },
  };
}
