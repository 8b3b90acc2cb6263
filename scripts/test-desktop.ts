// `npm run test:desktop`: the suite of the extension host in desktop VS Code, the very same file that runs under the VS Code
// server. Where desktop VS Code cannot be had it says so in one line and exits 0. `--bundle` only bundles the suite.
import path from 'node:path';
import { suiteMark } from '../test/editor/run-tests.ts';
import { buildAll } from './support/bundle.ts';
import { desktopVersion, getDesktop, runInDesktop, windowPrefix } from './support/editor-desktop.ts';
import { bundleHostSuite } from './support/editor-host-suite.ts';
import { testFolder } from './support/editor-run.ts';
import { copyWorkspace } from './support/editor-workspace.ts';

function leaveOut(why: string): void {
  process.stdout.write(`test:desktop: left out: ${why}\n`);
}

async function main(): Promise<void> {
  const suite = await bundleHostSuite();
  if (process.argv.includes('--bundle')) return;
  const prefix = windowPrefix();
  if (prefix === undefined) {
    leaveOut('there is no display to show desktop VS Code on, and no xvfb-run');
    return;
  }
  const desktop = await getDesktop();
  if (!desktop.ok) {
    leaveOut(`desktop VS Code ${desktopVersion} cannot be downloaded (${desktop.why})`);
    return;
  }
  await buildAll({ minify: false });
  const copy = copyWorkspace(testFolder);
  let closing = '';
  try {
    const end = await runInDesktop({
      executable: desktop.executable,
      prefix,
      extension: path.resolve('.'),
      suite,
      folder: copy.folder,
      deadlineMs: 300_000,
      onOutput: (text) => {
        closing = /\b\d+ passed, \d+ failed/.exec(text)?.[0] ?? closing;
        process.stdout.write(text.replaceAll(suiteMark, ''));
      },
    });
    const ran = closing !== '' && !closing.startsWith('0 ');
    if (end.code !== 0 || !ran) {
      const why = end.timedOut
        ? 'it did not end within 5 minutes'
        : (end.startError ?? `exit ${end.code ?? end.signal}`);
      process.stderr.write(`test:desktop: failed (${why})\n`);
      process.exitCode = 1;
    }
  } finally {
    copy.remove();
  }
}

await main();
