// Pictures of a page of ours in the colours that people use: dark, light and high contrast. They show the page and nothing
// around it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { waitFor } from '../run-tests.ts';
import type { Workbench } from './workbench.ts';

const themes = {
  light: { name: 'Default Light Modern', className: 'vscode-light' },
  dark: { name: 'Default Dark Modern', className: 'vscode-dark' },
  'high-contrast': { name: 'Default High Contrast', className: 'vscode-high-contrast' },
} as const;

/** Takes `<name>-<theme>.png` of what the page shows. */
export async function pictureThemes(workbench: Workbench, folder: string, view: Frame, picture: string): Promise<void> {
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  for (const [file, { name, className }] of Object.entries(themes)) {
    writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': name }));
    const read = async (): Promise<string> => view.evaluate(() => document.body.className);
    await waitFor(`the theme ${name}`, async () => (await read()).split(' ').includes(className) || undefined, {
      deadlineMs: 60_000,
      seen: read,
    });
    // Why: the theme reaches the page before its colours have been drawn.
    await view.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await workbench.screenshot(`${picture}-${file}`, '.editor-group-container.active');
  }
}
