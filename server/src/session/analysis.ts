// One document version, looked at: tree, facts and diagnostics, made from the previous version as far as that goes. It is
// the part of the session that is loaded on first use, and it keeps nothing itself.
import { withWrittenFiles } from '../build-context/apply-ignore-file.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../facts/build-snapshot.ts';
import type { ContextFacts, Snapshot } from '../facts/snapshot.ts';
import type { MeasuredRecord } from '../operations/keep-record.ts';
import { measuredFacts } from '../operations/measured-record.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { pathOfUri } from './file-uri.ts';
import type { OpenDocument } from './documents.ts';

export interface AnalysisInputs {
  readonly document: OpenDocument;
  readonly settings: Settings;
  readonly context: ContextFacts | null;
  readonly record: MeasuredRecord | null;
}

export interface Analysis extends AnalysisInputs {
  readonly snapshot: Snapshot;
}

/** The analysis of `inputs`; the very `previous` where nothing differs from it. */
export function analyse(inputs: AnalysisInputs, previous?: Analysis): Analysis {
  if (
    previous?.document === inputs.document &&
    previous.settings === inputs.settings &&
    previous.context === inputs.context &&
    previous.record === inputs.record
  )
    return previous;
  const { document, settings, context, record } = inputs;
  const dockerfile = parseDockerfile(document.text, previous?.snapshot.dockerfile);
  const snapshot = buildSnapshot(
    dockerfile,
    {
      target: settings.target === '' ? null : settings.target,
      path: pathOfUri(document.uri),
      context,
      buildArguments: settings.buildArguments,
      measured: record === null ? null : measuredFacts(record, dockerfile),
    },
    previous?.snapshot,
  );
  return { ...inputs, snapshot };
}

/** What the document would be with another text and with files written into its context; nothing is kept. */
export function reanalyse(
  analysis: Analysis,
  text: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Analysis {
  const document = { ...analysis.document, text };
  return analyse({ ...analysis, document, context: withWrittenFiles(analysis.context, files) }, analysis);
}
