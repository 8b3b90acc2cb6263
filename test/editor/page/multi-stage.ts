// A person asks for the multi-stage rewrite of the example, reads the reasons, applies it with one press, and can undo it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { waitForFile, type PageTest } from './page-test.ts';

export const multiStageTests: readonly PageTest[] = [
  {
    name: 'the multi-stage rewrite of the example is previewed with reasons, applied and undone',
    workspace: 'examples/onnx-serving',
    run: async ({ workbench, folder }) => {
      const file = path.join(folder, 'Dockerfile');
      const before = readFileSync(file, 'utf8');
      await workbench.openFile('Dockerfile');
      await workbench.editor.waitForSquiggles(1);
      await workbench.runCommand('Plimsoll: Convert to Multi-Stage');
      const preview = await workbench.webview(/less to (?:ship|download)|Saving unknown/);
      await workbench.screenshot('multi-stage-preview');
      assert.ok((await preview.locator('#diff tr.added').count()) > 3);
      assert.ok((await preview.locator('#diff .why').allInnerTexts()).some((reason) => reason.trim().length > 10));
      assert.equal(readFileSync(file, 'utf8'), before);
      await preview.locator('#apply').click();
      await workbench.editor.waitForLine(/^FROM .* AS /);
      await workbench.screenshot('multi-stage-applied');
      await workbench.editor.save();
      await waitForFile(file, (text) => text.match(/^FROM /gm)?.length === 2);
      await workbench.page.keyboard.press('Control+Z');
      await workbench.editor.save();
      await waitForFile(file, (text) => text === before);
    },
  },
];
