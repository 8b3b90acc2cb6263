// Edits as LSP sends them: versioned where the client can, with files to create and with an annotation that asks the
// person to confirm. It makes no edit itself.
import type {
  ChangeAnnotation,
  CreateFile,
  TextDocumentEdit,
  TextEdit as LspTextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Analysis } from '../session/analysis.ts';
import { editBetween } from '../features/ignore-file.ts';
import { uriOfPath } from '../session/file-uri.ts';
import type { TextEdit } from '../text/edit.ts';
import { indexLines } from '../text/line-index.ts';
import type { ClientAbilities } from './client-abilities.ts';
import { toLspEdits } from './convert.ts';

/** A file to write whole; `path` absolute. */
export interface WrittenFile {
  readonly path: string;
  readonly text: string;
  /** What it says now, as the editor or the disk has it; left out where there is no such file. */
  readonly before?: string;
}

const annotationId = 'plimsoll';

/** The edit of one document version, and of files beside it; null where the client cannot write the files. */
export function workspaceEdit(
  client: ClientAbilities,
  { document, snapshot }: Analysis,
  edits: readonly TextEdit[],
  files: readonly WrittenFile[] = [],
  annotation?: ChangeAnnotation,
): WorkspaceEdit | null {
  const own = toLspEdits(snapshot.dockerfile.lines, edits);
  if (!client.documentChanges) return files.length > 0 ? null : { changes: { [document.uri]: own } };
  if (files.some(({ before }) => before === undefined) && !client.createFiles) return null;
  const annotated = annotation !== undefined && client.changeAnnotations;
  const documentChanges: (TextDocumentEdit | CreateFile)[] = [];
  for (const { path, text, before } of files) {
    const uri = uriOfPath(path);
    if (before !== undefined) {
      // Why an edit: the file may be open, and what a person typed there must be undone step by step.
      const edits = toLspEdits(indexLines(before), [editBetween(before, text)]);
      documentChanges.push({ textDocument: { uri, version: null }, edits });
      continue;
    }
    const start = { line: 0, character: 0 };
    documentChanges.push(
      { kind: 'create', uri, options: { overwrite: true } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    );
  }
  const changes: LspTextEdit[] = annotated ? own.map((edit) => ({ ...edit, annotationId })) : own;
  if (changes.length > 0)
    documentChanges.push({ textDocument: { uri: document.uri, version: document.version }, edits: changes });
  return annotated ? { documentChanges, changeAnnotations: { [annotationId]: annotation } } : { documentChanges };
}
