// Opens Chromium for the tests in a real VS Code: a fresh profile each time, ended with everything it started. It knows nothing
// of what the pages show.
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

export interface EditorBrowser {
  readonly context: BrowserContext;
  readonly stop: () => Promise<void>;
}

export interface BrowserOptions {
  /** The browser's executable. */
  readonly executable: string;
  /** Size of the window in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel: more than 1 for sharp pictures. */
  readonly scale: number;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Starts a browser without a window. Rejects with the browser's own words when it cannot start within 60 s. */
export async function openBrowser({ executable, width, height, scale }: BrowserOptions): Promise<EditorBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: executable,
    args: flags,
    headless: true,
    timeout: 60_000,
    // Why: child.ts ends everything on a signal, then exits, and playwright ends its browser at exit.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    locale: 'en-US',
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  return {
    context,
    stop: async () => {
      await browser.close();
    },
  };
}
