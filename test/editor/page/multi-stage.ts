// A person asks for the multi-stage rewrite, reads the reasons, puts lines where they want them, has it verified by an engine,
// applies it with one press, and can undo it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { waitForFile, type PageTest } from './page-test.ts';
import { pictureThemes } from './theme-pictures.ts';

const minutes = 60_000;

/** The key of the link that has the focus in the page. */
async function focused(preview: Frame): Promise<string> {
  return preview.evaluate(() => document.activeElement?.getAttribute('data-key') ?? '');
}

export const multiStageTests: readonly PageTest[] = [
  {
    name: 'the multi-stage rewrite of the example is previewed with reasons, applied and undone',
    workspace: 'examples/onnx-serving',
    deadlineMs: 3 * minutes,
    window: { width: 1400, height: 960, scale: 1.5 },
    run: async ({ workbench, folder }) => {
      const file = path.join(folder, 'Dockerfile');
      const before = readFileSync(file, 'utf8');
      await workbench.openFile('Dockerfile');
      await workbench.editor.waitForSquiggles(1);
      await workbench.runCommand('Plimsoll: Convert to Multi-Stage');
      const preview = await workbench.webview(/less to (?:ship|download)|Saving unknown/);
      await workbench.page.keyboard.press('Control+B');
      await pictureThemes(workbench, folder, preview, 'split');
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
  {
    name: 'by keyboard alone a line is put into the other stage, what cannot be is refused, and one key applies the plan',
    workspace: 'test/editor/folders/compiled-tool',
    run: async ({ workbench, folder }) => {
      const file = path.join(folder, 'Dockerfile');
      const before = readFileSync(file, 'utf8');
      const { keyboard } = workbench.page;
      await workbench.openFile('Dockerfile');
      await workbench.runCommand('Plimsoll: Convert to Multi-Stage');
      const preview = await workbench.webview(/less to ship/);
      await preview.locator('[data-key="place 8 final"]').focus();
      await keyboard.press('Space');
      await preview.getByText('both, by you').first().waitFor();
      assert.equal(await focused(preview), 'place 8 planned');
      assert.match(await preview.locator('#said').innerText(), /Line 9 runs in the final stage/);
      await preview.locator('[data-key="place 9 final"]').focus();
      await keyboard.press('Enter');
      await preview.locator('#notice', { hasText: 'Line 10: RUN gcc' }).waitFor();
      assert.match(await preview.locator('#notice').innerText(), /builds: in the final stage/);
      await workbench.screenshot('multi-stage-placed');
      await preview.locator('[data-key="restore"]').focus();
      await keyboard.press('Space');
      await preview.locator('#notice').waitFor({ state: 'detached' });
      await preview.locator('#apply').focus();
      await keyboard.press('Control+Enter');
      await workbench.editor.waitForLine(/^COPY --from=build \/usr\/local\/bin\/hello/);
      await keyboard.press('Control+Z');
      await workbench.editor.save();
      await waitForFile(file, (text) => text === before);
    },
  },
  {
    name: 'a file that cannot be split says why where it arises',
    run: async ({ workbench }) => {
      await workbench.openFile('Dockerfile');
      await workbench.editor.waitForSquiggles(1);
      await workbench.runCommand('Plimsoll: Convert to Multi-Stage');
      await workbench.webview('What stands in the way');
      await workbench.page.keyboard.press('Control+Shift+M');
      await workbench.waitForText('No multi-stage rewrite:');
      await workbench.screenshot('multi-stage-refused');
    },
  },
  {
    name: 'the multi-stage rewrite of a measured file is compared with its image, verified by building both, applied and undone',
    workspace: 'test/editor/folders/compiled-tool',
    needsEngine: true,
    deadlineMs: 15 * minutes,
    window: { width: 1400, height: 1100, scale: 1.5 },
    run: async ({ workbench, folder }) => {
      const { page, editor } = workbench;
      const file = path.join(folder, 'Dockerfile');
      const before = readFileSync(file, 'utf8');
      const lens = page.locator('.codelens-decoration a');
      await workbench.openFile('Dockerfile');
      await page.keyboard.press('Control+B');
      await lens.filter({ hasText: /^Build and measure$/ }).click({ timeout: 60_000 });
      await workbench.webview('What each line weighs', 8 * minutes);
      await page.locator('.tab[data-resource-name="Dockerfile"]').first().click();
      await lens.filter({ hasText: /^Convert to multi-stage$/ }).click({ timeout: 60_000 });
      const preview = await workbench.webview(/(?:rests? on|Compared with) the image that was measured/, 2 * minutes);
      await workbench.closeNotifications();
      await workbench.screenshot('multi-stage-evidence');
      await workbench.runCommand('View: Close Editors in Other Groups');
      await preview.locator('#verify').click();
      await preview.getByText(/Verified: both images were built|Withdrawn/).waitFor({ timeout: 8 * minutes });
      const ladder = await preview.locator('#ladder tbody tr').allInnerTexts();
      assert.ok(ladder.length >= 6, ladder.join('\n'));
      assert.ok(
        ladder.every((row) => !row.includes('failed')),
        ladder.join('\n'),
      );
      assert.equal(await preview.locator('table.image').count(), 2);
      assert.match(await preview.locator('.figure').innerText(), /Verified .* → .* % less, measured/);
      await workbench.closeNotifications();
      await pictureThemes(workbench, folder, preview, 'ladder');
      await page.locator('.tab[data-resource-name="Dockerfile"]').first().click();
      await workbench.waitForText(/Convert to multi-stage \(verified, .* → .*\)/);
      await workbench.screenshot('multi-stage-lens');
      await lens.filter({ hasText: /verified, / }).click();
      const again = await workbench.webview(/Verified: both images were built/);
      await again.locator('#apply').focus();
      await page.keyboard.press('Control+Enter');
      await editor.waitForLine(/^COPY --from=build \/usr\/local\/bin\/hello/);
      await workbench.screenshot('multi-stage-applied');
      await page.keyboard.press('Control+Z');
      await editor.save();
      await waitForFile(file, (text) => text === before);
    },
  },
];
