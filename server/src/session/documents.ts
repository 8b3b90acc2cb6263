// The open documents as the editor sees them: text and version, changed in place by incremental edits. It parses
// nothing; a document that is not a Dockerfile is kept only because its unsaved text wins over the disk.
import { indexLines, offsetAt, type LineIndex, type Position } from '../text/line-index.ts';

export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** False for ignore files, requirement files and whatever else the client sends. */
  readonly isDockerfile: boolean;
}

/** A change as LSP sends it: of a range, or of the whole text. */
export interface TextChange {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** Language ids that editors give to Dockerfiles. */
const languages = new Set(['dockerfile', 'docker', 'containerfile']);
const fileName = /^(?:Dockerfile|Containerfile)(?:\..*)?$|\.(?:dockerfile|containerfile)$/i;

/** True for the Dockerfile language, and for the usual file names under any language but that of ignore files. */
export function looksLikeDockerfile(uri: string, languageId: string): boolean {
  if (languages.has(languageId.toLowerCase())) return true;
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  return fileName.test(name) && !name.endsWith('ignore');
}

/**
 * The text after `changes`, in order. `lines` must be the index of `text` where it is given; ranges outside the text
 * are clamped to it, reversed ones are put right.
 */
export function applyChanges(text: string, changes: readonly TextChange[], lines?: LineIndex): string {
  let result = text;
  let index = lines;
  for (const change of changes) {
    if (change.range === undefined) result = change.text;
    else {
      index ??= indexLines(result);
      const start = offsetAt(index, change.range.start);
      const end = offsetAt(index, change.range.end);
      result = result.slice(0, Math.min(start, end)) + change.text + result.slice(Math.max(start, end));
    }
    index = undefined;
  }
  return result;
}

export interface Documents {
  open(uri: string, languageId: string, version: number, text: string): OpenDocument;
  /** Undefined where the document is not open; `lines` as in `applyChanges`. */
  change(uri: string, version: number, changes: readonly TextChange[], lines?: LineIndex): OpenDocument | undefined;
  close(uri: string): void;
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
}

export function openDocuments(): Documents {
  const documents = new Map<string, OpenDocument>();
  return {
    open(uri, languageId, version, text) {
      const document = { uri, version, text, isDockerfile: looksLikeDockerfile(uri, languageId) };
      documents.set(uri, document);
      return document;
    },
    change(uri, version, changes, lines) {
      const document = documents.get(uri);
      if (document === undefined) return undefined;
      const changed = { ...document, version, text: applyChanges(document.text, changes, lines) };
      documents.set(uri, changed);
      return changed;
    },
    close(uri) {
      documents.delete(uri);
    },
    get: (uri) => documents.get(uri),
    all: () => [...documents.values()],
  };
}
