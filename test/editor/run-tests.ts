// Runs a list of tests one after the other and says one line for each, closing with `N passed, N failed`. It knows neither the
// editor nor the browser: both suites use it.

/** Stands before each line of the suite on the extension host's console, which carries VS Code's own lines too. */
export const suiteMark = 'plimsoll suite: ';

export interface EditorTest<Context> {
  /** Reads as a sentence of what a person gets. */
  readonly name: string;
  /** Milliseconds after which the test counts as failed; 60,000 when absent. */
  readonly deadlineMs?: number;
  readonly run: (context: Context) => Promise<void>;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Runs every test, each with a context of its own from `withContext`, and prints its result with the time it took. */
export async function runTests<Context, Test extends EditorTest<Context>>(
  tests: readonly Test[],
  withContext: (test: Test, body: (context: Context) => Promise<void>) => Promise<void>,
  print: (line: string) => void,
): Promise<TestCounts> {
  let passed = 0;
  let failed = 0;
  for (const test of tests) {
    const started = Date.now();
    try {
      await withContext(test, (context) => withDeadline(test.run(context), test.deadlineMs ?? 60_000));
      passed += 1;
      print(`ok      ${test.name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed += 1;
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      print(`FAILED  ${test.name} (${Date.now() - started} ms)\n${what.replaceAll(/^/gm, '        ')}`);
    }
  }
  print(`${passed} passed, ${failed} failed`);
  return { passed, failed };
}

/** Settles like `work`, or rejects when `deadlineMs` pass first. */
export async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${deadlineMs / 1000} s`)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks `probe` until it gives a value other than undefined, every 50 ms, and returns that value. Rejects after `deadlineMs`
 * (20,000 when absent), naming `what` was waited for and what `seen` last showed.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  { deadlineMs = 20_000, seen }: { deadlineMs?: number; seen?: () => unknown } = {},
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > end) {
      const shown = seen === undefined ? '' : `; seen: ${JSON.stringify(await seen())}`;
      throw new Error(`waited ${deadlineMs / 1000} s for ${what}${shown}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
