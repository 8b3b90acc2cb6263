// The hover on FROM tells how heavy the base is and what leaner images there are.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor, type EditorTest } from '../run-tests.ts';
import { hoverAt, openText } from './steps.ts';

/** Asks until the server, which may just be starting, answers. */
async function hoverOn(text: string, line: number, character: number): Promise<string> {
  const document = await openText(text);
  return waitFor('a hover', async () => (await hoverAt(document, new vscode.Position(line, character))) || undefined);
}

export const baseImageTests: readonly EditorTest<undefined>[] = [
  {
    name: 'a hover on FROM gives the size of the base and leaner twins',
    run: async () => {
      const hover = await hoverOn('FROM python:3.12\nCMD ["python"]\n', 0, 7);
      assert.match(hover, /python:3\.12/);
      assert.match(hover, /\d MB\b/);
      assert.match(hover, /python:3\.12-slim/);
    },
  },
  {
    name: 'a hover on FROM resolves build arguments',
    run: async () => {
      const hover = await hoverOn('ARG VERSION=3.12\nFROM python:${VERSION}\n', 1, 7);
      assert.match(hover, /python:3\.12/);
      assert.match(hover, /\d MB\b/);
    },
  },
];
