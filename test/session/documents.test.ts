import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { applyChanges, looksLikeDockerfile, openDocuments } from '../../server/src/session/documents.ts';

const piece = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r\n', '\\', '#', 'é', '😀') });
const position = fc.record({ line: fc.nat(6), character: fc.nat(8) });

describe('incremental changes', () => {
  it('give the text that the reference implementation of LSP gives', () => {
    fc.assert(
      fc.property(
        piece,
        fc.array(fc.record({ start: position, end: position, text: piece }), { maxLength: 4 }),
        (text, raw) => {
          const document = TextDocument.create('file:///a', 'dockerfile', 1, text);
          // Why: only places that the text has; what to make of others is left open by LSP.
          let reference = document;
          let ours = text;
          for (const { start, end, text: newText } of raw) {
            const from = reference.positionAt(reference.offsetAt(start));
            const to = reference.positionAt(reference.offsetAt(end));
            const change = { range: { start: from, end: to }, text: newText };
            ours = applyChanges(ours, [change]);
            reference = TextDocument.update(reference, [change], reference.version + 1);
          }
          expect(ours).toBe(reference.getText());
        },
      ),
    );
  });

  it('never throw, wherever they point', () => {
    const anywhere = fc.record({ line: fc.integer(), character: fc.integer() });
    fc.assert(
      fc.property(piece, anywhere, anywhere, piece, (text, start, end, newText) => {
        expect(applyChanges(text, [{ range: { start, end }, text: newText }])).toContain(newText);
      }),
    );
  });

  it('are ignored for documents that are not open', () => {
    expect(openDocuments().change('file:///a', 2, [{ text: 'x' }])).toBeUndefined();
  });
});

describe('what is a Dockerfile', () => {
  it.each([
    ['file:///a/Dockerfile', 'dockerfile', true],
    ['file:///a/Dockerfile.dev', 'plaintext', true],
    ['file:///a/Containerfile', 'plaintext', true],
    ['file:///a/web.dockerfile', 'plaintext', true],
    ['untitled:Untitled-1', 'dockerfile', true],
    ['file:///a/Dockerfile.dockerignore', 'ignore', false],
    ['file:///a/.dockerignore', 'ignore', false],
    ['file:///a/requirements.txt', 'pip-requirements', false],
  ])('%s as %s: %s', (uri, language, expected) => {
    expect(looksLikeDockerfile(uri, language)).toBe(expected);
  });
});
