// Drives one text editor of the workbench with keys and mouse, and reads what it shows: lines, squiggles, hovers, the light bulb.
// Lines that are scrolled out of sight are not on the page; `goTo` brings them there.
import type { Page } from 'playwright-core';
import { waitFor } from '../run-tests.ts';

/** A squiggle on the screen: how severe, and the place it underlines in CSS pixels. */
export interface Squiggle {
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly x: number;
  readonly y: number;
}

export interface TextEditorDriver {
  /** The lines that are visible, top to bottom, with inlay hints and other injected text. */
  readonly lines: () => Promise<readonly string[]>;
  /** Waits for a visible line that matches, and gives it. */
  readonly waitForLine: (text: string | RegExp, deadlineMs?: number) => Promise<string>;
  readonly squiggles: () => Promise<readonly Squiggle[]>;
  /** Waits until at least `count` squiggles stand in the editor. */
  readonly waitForSquiggles: (count: number, deadlineMs?: number) => Promise<readonly Squiggle[]>;
  /** Puts the cursor at a place, counted from 1, and scrolls it into sight. */
  readonly goTo: (line: number, column: number) => Promise<void>;
  /** Rests the mouse on a visible text until the hover says something that matches, and gives all it says. */
  readonly hover: (text: string, says: RegExp) => Promise<string>;
  /** Clicks on a visible text. */
  readonly click: (text: string) => Promise<void>;
  /** Opens the list of actions at the cursor by clicking the light bulb, and gives their titles. */
  readonly openLightBulb: () => Promise<readonly string[]>;
  /** Takes an action of the open list. */
  readonly chooseAction: (title: string) => Promise<void>;
  /** Types at the cursor. */
  readonly type: (text: string) => Promise<void>;
  readonly save: () => Promise<void>;
}

const line = '.editor-instance .view-lines .view-line';
const bulb = '.editor-instance :is(.lightBulbWidget, [class*="codicon-gutter-lightbulb"], .codicon-light-bulb)';
const actionRow = '.action-widget .monaco-list-row.action';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Runs in the page: the middle of the first visible occurrence of a text in the editor's lines. */
function findPoint([selector, wanted]: [string, string]): Point | undefined {
  for (const element of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const pieces: Text[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) pieces.push(node as Text);
    const whole = pieces.map((piece) => piece.data.replaceAll('\u00a0', ' ')).join('');
    const start = whole.indexOf(wanted);
    if (start < 0) continue;
    const middle = start + Math.floor(wanted.length / 2);
    let passed = 0;
    for (const piece of pieces) {
      if (middle < passed + piece.data.length) {
        const range = document.createRange();
        range.setStart(piece, middle - passed);
        range.setEnd(piece, middle - passed + 1);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
      passed += piece.data.length;
    }
  }
  return undefined;
}

/** Runs in the page: the text of the visible lines, top to bottom, group by group. */
function readLines(selector: string): string[] {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].map((element) => {
    const box = element.getBoundingClientRect();
    return { text: element.textContent.replaceAll('\u00a0', ' '), x: box.x, y: box.y };
  });
  return found.sort((a, b) => a.x - b.x || a.y - b.y).map((one) => one.text);
}

/** Runs in the page: the squiggles of all visible editors. */
function readSquiggles(): { severity: 'error' | 'warning' | 'info' | 'hint'; x: number; y: number }[] {
  return (['error', 'warning', 'info', 'hint'] as const).flatMap((severity) =>
    [...document.querySelectorAll(`.editor-instance .squiggly-${severity}`)].map((element) => {
      const box = element.getBoundingClientRect();
      return { severity, x: box.x, y: box.y };
    }),
  );
}

/** Gives the driver of the page's text editors. */
export function driveTextEditor(page: Page): TextEditorDriver {
  const lines = async (): Promise<readonly string[]> => page.evaluate(readLines, line);
  const squiggles = async (): Promise<readonly Squiggle[]> => page.evaluate(readSquiggles);
  const pointAt = async (text: string): Promise<Point> =>
    waitFor(`"${text}" in the editor`, async () => page.evaluate(findPoint, [line, text] as [string, string]), {
      seen: lines,
    });

  const hoverTexts = async (): Promise<readonly string[]> => {
    const texts = await page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '' && text !== 'Loading...');
  };

  return {
    lines,
    waitForLine: async (text, deadlineMs = 20_000) =>
      waitFor(
        `a line with ${String(text)}`,
        async () => (await lines()).find((one) => (typeof text === 'string' ? one.includes(text) : text.test(one))),
        { deadlineMs, seen: lines },
      ),
    squiggles,
    waitForSquiggles: async (count, deadlineMs = 20_000) =>
      waitFor(
        `${count} squiggles`,
        async () => {
          const found = await squiggles();
          return found.length >= count ? found : undefined;
        },
        { deadlineMs, seen: squiggles },
      ),
    goTo: async (lineNumber, column) => {
      await page.keyboard.press('Control+G');
      const input = page.locator('.quick-input-widget input.input').first();
      await input.waitFor({ timeout: 20_000 });
      await input.fill(`:${lineNumber}:${column}`);
      await page.keyboard.press('Enter');
    },
    hover: async (text, says) => {
      const point = await pointAt(text);
      // Why: a hover opens on movement, not on a mouse that was put there.
      await page.mouse.move(point.x - 3, point.y);
      await page.mouse.move(point.x, point.y, { steps: 4 });
      return waitFor(
        `a hover on "${text}" that says ${String(says)}`,
        async () => (await hoverTexts()).find((one) => says.test(one)),
        {
          seen: hoverTexts,
        },
      );
    },
    click: async (text) => {
      const point = await pointAt(text);
      await page.mouse.click(point.x, point.y);
    },
    openLightBulb: async () => {
      await page.locator(bulb).first().waitFor({ timeout: 20_000 });
      // Why asked again: an answer is dropped when what is known of the document changes while it is looked for.
      return waitFor('the actions of the light bulb', async () => {
        await page.keyboard.press('Control+.');
        const row = page.locator(actionRow).first();
        const isShown = await row.waitFor({ timeout: 4_000 }).then(
          () => true,
          () => false,
        );
        return isShown ? page.locator(actionRow).allInnerTexts() : undefined;
      });
    },
    chooseAction: async (title) => {
      await page.locator(actionRow, { hasText: title }).first().click({ timeout: 20_000 });
    },
    type: async (text) => page.keyboard.type(text),
    save: async () => {
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active.dirty').waitFor({ state: 'detached', timeout: 20_000 });
    },
  };
}
