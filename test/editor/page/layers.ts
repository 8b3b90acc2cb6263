// A person opens the layers of a measured image, walks its files by keyboard, finds one among half a million, sees what
// changed since the last build and passes the figures on. The image is made up, so no engine is needed.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { waitFor } from '../run-tests.ts';
import { keepImage } from '../kept-image.ts';
import { pictureThemes } from './theme-pictures.ts';
import { waitForFile, type PageContext, type PageTest } from './page-test.ts';

const minutes = 60_000;
const imageId = (digit: string): string => digit.repeat(64);

/** Keeps a build with these many small files, opens its Dockerfile and shows its layers. */
async function showLayers({ workbench, folder, cacheFolder }: PageContext, assets: readonly number[]): Promise<Frame> {
  const dockerfile = path.join(folder, 'Dockerfile');
  for (const [at, count] of assets.entries())
    await keepImage({ dockerfile, cacheFolder, imageId: imageId(String(at)), assets: count });
  await workbench.openFile('Dockerfile');
  await workbench.editor.waitForLine(/build-essential.*MB/, minutes);
  await workbench.runCommand('Plimsoll: Show Layers');
  return workbench.webview('What each line weighs', minutes);
}

async function text(frame: Frame, selector: string): Promise<string> {
  return frame.locator(selector).first().innerText();
}

/** Waits until what stands at a selector matches. */
async function waitForPart(frame: Frame, selector: string, says: RegExp): Promise<string> {
  const read = async (): Promise<string> => (await frame.locator(selector).allInnerTexts()).join('\n');
  return waitFor(`${selector} to say ${String(says)}`, async () => [await read()].find((all) => says.test(all)), {
    deadlineMs: minutes,
    seen: read,
  });
}

async function focused(frame: Frame): Promise<string> {
  return frame.evaluate(() => {
    const { activeElement: at } = document;
    return at?.getAttribute('aria-label') ?? (at as HTMLElement | null)?.innerText ?? '';
  });
}

export const layerTests: readonly PageTest[] = [
  {
    name: 'the layer explorer is walked by keyboard: tabs, icicle, folders, and Enter goes to the line',
    workspace: 'test/editor/folders/measured-service',
    deadlineMs: 3 * minutes,
    window: { width: 1500, height: 950, scale: 1 },
    run: async (context) => {
      const { workbench } = context;
      const layers = await showLayers(context, [400, 300]);
      const keys = workbench.page.keyboard;
      assert.match(await text(layers, '.figures'), /less than last time/);
      assert.equal(await layers.locator('#lines tr[data-line]').count(), 6);
      await workbench.screenshot('layers-lines');
      await layers.locator('#tab-lines').focus();
      await keys.press('ArrowRight');
      await waitForPart(layers, '#tree', /usr\//);
      assert.equal(await focused(layers), 'File map');
      await layers.locator('[data-cell="0"]').focus();
      await keys.press('ArrowDown');
      assert.match(await focused(layers), /^usr: .* mostly line 9$/);
      await keys.press('Enter');
      await waitForPart(layers, '.crumbs', /usr/);
      await waitForPart(layers, '#tree', /local\//);
      await workbench.screenshot('layers-map');
      await keys.press('Escape');
      await waitForPart(layers, '#tree', /app\//);
      await layers.locator('#tree tr[data-row="0"]').focus();
      await keys.press('ArrowRight');
      await waitForPart(layers, '#tree', /local\//);
      await keys.press('ArrowDown');
      assert.match(await focused(layers), /local\//);
      assert.equal(await layers.locator('#tree tr[data-row="1"]').getAttribute('aria-level'), '2');
      await layers.locator('#search').fill('module_7.py');
      await waitForPart(layers, '#map [role="status"]', /files? found/);
      await layers.locator('#search').press('ArrowDown');
      await keys.press('Enter');
      await waitFor(
        'the cursor in line 9',
        async () => (await workbench.statusBar()).some((entry) => entry.startsWith('Ln 9,')) || undefined,
      );
    },
  },
  {
    name: 'the layer explorer in dark, light and high contrast',
    workspace: 'test/editor/folders/measured-service',
    deadlineMs: 3 * minutes,
    window: { width: 1500, height: 950, scale: 1 },
    run: async (context) => {
      const { workbench, folder } = context;
      const layers = await showLayers(context, [400]);
      await layers.locator('#tab-map').click();
      await waitForPart(layers, '#tree', /usr\//);
      await layers.locator('#tree tr[data-row="0"]').click();
      await waitForPart(layers, '#tree', /local\//);
      await layers.locator('[data-chart="treemap"]').click();
      await waitForPart(layers, '#tree', /usr\//);
      await pictureThemes(workbench, folder, layers, 'layers');
    },
  },
  {
    name: 'the measured images are listed below the files, and lead to layers and lines',
    workspace: 'test/editor/folders/measured-service',
    deadlineMs: 3 * minutes,
    run: async (context) => {
      const { workbench } = context;
      await showLayers(context, [400]);
      await workbench.runCommand('View: Close All Editors');
      await workbench.runCommand('Explorer: Focus on Measured Images View');
      const view = workbench.page.locator('.pane', { hasText: 'Measured Images' });
      const image = view.locator('.monaco-list-row', { hasText: 'Dockerfile' }).first();
      assert.match(await image.innerText(), /1\.48 GB/);
      await image.locator('.monaco-tl-twistie').click();
      const line = view.locator('.monaco-list-row', { hasText: 'pip install' }).first();
      await line.click();
      await waitFor(
        'the cursor in line 9',
        async () => (await workbench.statusBar()).some((entry) => entry.startsWith('Ln 9,')) || undefined,
      );
      await workbench.screenshot('measured-images');
      await image.click();
      await workbench.webview('What each line weighs', minutes);
    },
  },
  {
    name: 'half a million files are drawn, scrolled and searched a screenful at a time',
    workspace: 'test/editor/folders/measured-service',
    deadlineMs: 5 * minutes,
    window: { width: 1500, height: 950, scale: 1 },
    run: async (context) => {
      const layers = await showLayers(context, [500_000]);
      await layers.locator('#tab-map').click();
      await waitForPart(layers, '#map [role="status"]', /50\d,\d{3} files/);
      await layers.locator('#search').fill('webp');
      await waitForPart(layers, '#map [role="status"]', /^500,000 files found/);
      await layers.locator('#tree tr[data-row="0"]').focus();
      await context.workbench.page.keyboard.press('End');
      await waitForPart(layers, '#tree tr[data-row="499999"]', /\.webp/);
      assert.ok((await layers.locator('#tree tr').count()) < 120);
      await layers.locator('#search').fill('image-499999.webp');
      await waitForPart(layers, '#map [role="status"]', /^1 file found/);
      await waitForPart(layers, '#tree', /\/app\/assets\/\d+\/\d+\/image-499999\.webp/);
    },
  },
  {
    name: 'packages, what changed since the last build, and the figures as a file',
    workspace: 'test/editor/folders/measured-service',
    deadlineMs: 3 * minutes,
    run: async (context) => {
      const { workbench, folder } = context;
      const layers = await showLayers(context, [400, 300]);
      await layers.locator('#tab-packages').click();
      await waitForPart(layers, '#packages', /torch 2\.9\.0/);
      await layers.locator('#packages .sort', { hasText: 'Package' }).click();
      assert.match(await text(layers, '#packages tr[data-row="0"]'), /fastapi/);
      await layers.locator('#tab-change').click();
      await waitForPart(layers, '#changed-paths', /\/app\/assets\//);
      await layers.locator('#export').selectOption('csv');
      const file = path.join(folder, 'measured-service-layers.csv');
      await workbench.saveAs(path.basename(file));
      await waitFor('the exported file', () => existsSync(file) || undefined);
      const csv = await waitForFile(file, (saved) => saved.includes('\r\n'));
      assert.match(csv, /^what,name,/);
      assert.match(csv, /package \(python\),torch,2\.9\.0,line 9,/);
    },
  },
];
