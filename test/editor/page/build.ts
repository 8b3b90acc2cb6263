// A person builds the example with a real engine and reads what each line weighs: at the end of the line, and in the layer view.
// The pictures of the README are taken here.
import assert from 'node:assert/strict';
import { waitFor } from '../run-tests.ts';
import { pictureThemes } from './theme-pictures.ts';
import type { PageTest } from './page-test.ts';
import type { Workbench } from './workbench.ts';

const minutes = 60_000;

export const buildTests: readonly PageTest[] = [
  {
    name: 'a build of the example shows measured bytes at each line and in the layer view',
    workspace: 'examples/onnx-serving',
    needsEngine: true,
    deadlineMs: 15 * minutes,
    window: { width: 1400, height: 960, scale: 1.5 },
    run: async ({ workbench, folder }) => {
      const { editor } = workbench;
      await workbench.openFile('Dockerfile');
      await editor.waitForSquiggles(1);
      await workbench.runCommand('Plimsoll: Build and Measure Image');
      // Why: a build that fails says so, and then there is no layer view to wait for.
      const layers = await Promise.race([
        workbench.webview('What each line weighs', 12 * minutes),
        workbench.waitForMessage(/The build stopped|cannot|could not/i, 12 * minutes).then((message) => {
          throw new Error(`the build failed: ${message}`);
        }),
      ]);
      await editor.waitForLine(/^FROM python:3\.13.*base \d+(?:\.\d+)? [MG]B$/);
      // Why either: where the engine holds the layers already, no time is known of them.
      await editor.waitForLine(/libonnxruntime-dev.*\+\d+(?:\.\d+)? MB · (?:\d+(?:\.\d+)? s|cached)/);
      const rows = await layers.locator('#lines tr[data-line]').allInnerTexts();
      assert.ok(rows.length >= 4, rows.join('\n'));
      assert.match(await layers.locator('.base').innerText(), /python:3\.13/);
      await editor.waitForLine(/^RUN pip install.*\+\d+(?:\.\d+)? MB · /);
      await workbench.closeNotifications();
      const row = layers.locator('#lines tr[data-line]', { hasText: 'pip install' }).first();
      await row.locator('td.number').first().click();
      await waitForCursor(workbench, 15);
      await workbench.page.keyboard.press('Control+B');
      await workbench.page.keyboard.press('Control+Shift+M');
      // Why this rule: what was found in the layers is told in place of what the rules on the text foresaw.
      await workbench.waitForText('cache-found-in-layer', 2 * minutes);
      await workbench.setPanelHeight(230);
      await workbench.page.mouse.move(700, 955);
      await workbench.screenshot('editor');
      await workbench.page.keyboard.press('Control+J');
      await layers.locator('#tab-map').click();
      await layers.locator('#tree tr[data-row="0"]').click();
      await layers.locator('#tree tr[data-row="1"]').waitFor();
      await layers.locator('#search').hover();
      await pictureThemes(workbench, folder, layers, 'layers');
    },
  },
  {
    name: 'a build that fails says at which line and goes there',
    workspace: 'test/editor/folders/failing-build',
    needsEngine: true,
    deadlineMs: 3 * minutes,
    run: async ({ workbench }) => {
      await workbench.openFile('Dockerfile');
      await workbench.runCommand('Plimsoll: Build and Measure Image');
      const message = await workbench.waitForMessage('The build stopped at line 3', 2 * minutes);
      assert.match(message, /no_such_module/);
      await workbench.screenshot('build-failed');
      await workbench.press('Go to Line');
      await waitForCursor(workbench, 3);
    },
  },
  {
    name: 'a build can be cancelled from its progress, and says so',
    workspace: 'test/editor/folders/slow-build',
    needsEngine: true,
    deadlineMs: 3 * minutes,
    run: async ({ workbench }) => {
      await workbench.openFile('Dockerfile');
      await workbench.runCommand('Plimsoll: Build and Measure Image');
      await workbench.waitForMessage('sleep 600', 2 * minutes);
      await workbench.screenshot('build-progress');
      await workbench.press('Cancel');
      await workbench.waitForMessage('The build was cancelled');
    },
  },
];

async function waitForCursor(workbench: Workbench, line: number): Promise<void> {
  const entry = `Ln ${line},`;
  await waitFor(
    `the cursor in line ${line}`,
    async () => (await workbench.statusBar()).some((text) => text.startsWith(entry)) || undefined,
    { seen: workbench.statusBar },
  );
}
