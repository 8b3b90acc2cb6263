// Drives VS Code's workbench in a browser as a person would: keys, mouse, what stands on the screen. It knows VS Code's page and
// nothing of the product.
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { waitFor } from '../run-tests.ts';
import { driveTextEditor, type TextEditorDriver } from './text-editor.ts';

export interface Workbench {
  readonly page: Page;
  /** The text editor that has the focus, or the first one. */
  readonly editor: TextEditorDriver;
  /** Opens a file by quick open (Ctrl+P) and waits for its tab. */
  readonly openFile: (name: string) => Promise<void>;
  /** Runs a command by its full title through the palette (F1). Rejects when the palette does not offer it. */
  readonly runCommand: (title: string) => Promise<void>;
  /** The titles the palette offers for a text. */
  readonly offeredCommands: (text: string) => Promise<readonly string[]>;
  /** Waits until a text can be read anywhere in the workbench (webviews not included). */
  readonly waitForText: (text: string | RegExp, deadlineMs?: number) => Promise<void>;
  /** The texts of the notifications that are showing. */
  readonly notifications: () => Promise<readonly string[]>;
  /** Waits for a notification or dialog that says this, and gives its whole text. */
  readonly waitForMessage: (text: string | RegExp, deadlineMs?: number) => Promise<string>;
  /** Presses a button of a notification or a dialog. */
  readonly press: (label: string) => Promise<void>;
  readonly closeNotifications: () => Promise<void>;
  /** The texts of the status bar's entries. */
  readonly statusBar: () => Promise<readonly string[]>;
  /** The titles of the open tabs, all editor groups. */
  readonly tabs: () => Promise<readonly string[]>;
  /** Waits for the webview whose text matches, and gives its inner frame. */
  readonly webview: (text: string | RegExp, deadlineMs?: number) => Promise<Frame>;
  /** Picks the entry with this label (or starting with it) from the open quick pick. */
  readonly pick: (label: string) => Promise<void>;
  /** Takes the file that the dialog for saving proposes, once it proposes one of this name. */
  readonly saveAs: (name: string) => Promise<void>;
  /** Drags the edge of the bottom panel (problems, output …) until it is this high, in CSS pixels. */
  readonly setPanelHeight: (height: number) => Promise<void>;
  /** Takes a picture of the window, or of what a selector finds; the file is `<name>.png` in the folder of pictures. */
  readonly screenshot: (name: string, selector?: string) => Promise<string>;
}

const quickInput = '.quick-input-widget:not([style*="display: none"])';
const quickRows = `${quickInput} .quick-input-list .monaco-list-row`;

function matches(shown: string, wanted: string | RegExp): boolean {
  const text = shown.replaceAll('\u00a0', ' ');
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

/** Waits until the workbench stands and its extensions run, then gives its driver. */
export async function driveWorkbench(page: Page, pictures: string): Promise<Workbench> {
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
  await page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 60_000 });

  const openQuickInput = async (key: string, text: string): Promise<void> => {
    await page.keyboard.press(key);
    const input = page.locator(`${quickInput} input.input`).first();
    await input.waitFor({ timeout: 20_000 });
    await input.fill(text);
  };

  const rowLabels = async (): Promise<readonly string[]> =>
    page.locator(`${quickRows} .quick-input-list-row:first-child .label-name`).allInnerTexts();

  const clickRow = async (label: string): Promise<void> => {
    const row = await waitFor(
      `"${label}" in the list`,
      async () => {
        const labels = await rowLabels();
        const exact = labels.findIndex((one) => one.trim() === label);
        const index = exact >= 0 ? exact : labels.findIndex((one) => one.trim().startsWith(label));
        return index >= 0 ? index : undefined;
      },
      { seen: rowLabels },
    );
    await page.locator(quickRows).nth(row).click();
  };

  const messages = async (): Promise<readonly string[]> => {
    const texts = await page
      .locator('.notifications-toasts .notification-list-item-message, .monaco-dialog-box .dialog-message-container')
      .allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  };

  const wholeText = async (): Promise<string> => page.locator('.monaco-workbench').innerText();

  return {
    page,
    editor: driveTextEditor(page),
    openFile: async (name) => {
      await openQuickInput('Control+P', name);
      await clickRow(path.basename(name));
      await page
        .locator(`.tab.active[data-resource-name="${path.basename(name)}"]`)
        .first()
        .waitFor({ timeout: 20_000 });
      await page.locator('.editor-instance .view-line').first().waitFor({ timeout: 20_000 });
    },
    runCommand: async (title) => {
      await openQuickInput('F1', `>${title}`);
      await clickRow(title);
    },
    offeredCommands: async (text) => {
      await openQuickInput('F1', `>${text}`);
      await page.locator(quickRows).first().waitFor({ timeout: 20_000 });
      const labels = await rowLabels();
      await page.keyboard.press('Escape');
      return labels;
    },
    waitForText: async (text, deadlineMs = 20_000) => {
      await waitFor(`the text ${String(text)}`, async () => matches(await wholeText(), text) || undefined, {
        deadlineMs,
      });
    },
    notifications: messages,
    waitForMessage: async (text, deadlineMs = 20_000) =>
      waitFor(`a message that says ${String(text)}`, async () => (await messages()).find((one) => matches(one, text)), {
        deadlineMs,
        seen: messages,
      }),
    press: async (label) => {
      const selector = '.notifications-toasts .monaco-button, .monaco-dialog-box .monaco-button';
      await page.locator(selector, { hasText: label }).first().click({ timeout: 20_000 });
    },
    closeNotifications: async () => {
      for (const close of await page.locator('.notifications-toasts .codicon-notifications-clear').all()) {
        await close.click({ force: true, timeout: 5_000 }).catch(() => undefined);
      }
    },
    statusBar: async () => page.locator('.part.statusbar .statusbar-item').allInnerTexts(),
    tabs: async () =>
      page
        .locator('.tabs-container .tab')
        .evaluateAll((all) => all.map((tab) => tab.getAttribute('data-resource-name') ?? '')),
    webview: async (text, deadlineMs = 20_000) =>
      waitFor(`a webview with ${String(text)}`, async () => frameWith(page, text), { deadlineMs }),
    pick: clickRow,
    saveAs: async (name) => {
      const input = page.locator(`${quickInput} input.input`).first();
      await waitFor(
        `a dialog that proposes ${name}`,
        async () => (await input.inputValue()).endsWith(name) || undefined,
      );
      // Why again: while the dialog reads the folder it takes no key, and what is typed then is overwritten.
      await waitFor('the dialog to close', async () => {
        if (!(await input.isVisible())) return true;
        await input.press('Enter', { timeout: 1000 }).catch(() => undefined);
        await page.waitForTimeout(500);
        return undefined;
      });
    },
    setPanelHeight: async (height) => {
      const box = await page.locator('.part.panel').boundingBox();
      if (box === null) throw new Error('the panel is not open');
      const x = box.x + box.width / 2;
      // Why: the edge to drag lies in the gap above the panel.
      const y = box.y - 2;
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y + box.height - height, { steps: 5 });
      await page.mouse.up();
    },
    screenshot: async (name, selector) => {
      const file = path.join(pictures, `${name}.png`);
      const box = selector === undefined ? null : await page.locator(selector).last().boundingBox();
      await page.screenshot({ path: file, ...(box === null ? {} : { clip: box }) });
      return file;
    },
  };
}

async function frameWith(page: Page, text: string | RegExp): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    if (frame === page.mainFrame() || frame.childFrames().length > 0) continue;
    // Why: a frame may go away while it is read.
    const shown = await frame.evaluate(() => document.body.innerText).catch(() => '');
    if (matches(shown, text)) return frame;
  }
  return undefined;
}
