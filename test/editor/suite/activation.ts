// The extension is there, wakes on a Dockerfile and not before.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor, type EditorTest } from '../run-tests.ts';

const id = 'plimsoll.plimsoll';

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(id);
  assert.ok(found, `${id} is not installed; there are: ${vscode.extensions.all.map((one) => one.id).join(', ')}`);
  return found;
}

export const activationTests: readonly EditorTest<undefined>[] = [
  {
    name: 'the extension sleeps until a Dockerfile is opened',
    run: async () => {
      assert.equal(extension().isActive, false);
      const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: 'FROM scratch\n' });
      await vscode.window.showTextDocument(document);
      await waitFor('the extension to be active', () => extension().isActive || undefined);
      // Why: an activation that failed counts as active too; asking for it again tells.
      await extension().activate();
    },
  },
];
