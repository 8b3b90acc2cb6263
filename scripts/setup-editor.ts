// `npm run setup:editor`: makes the real VS Code of the tests ready, once per machine. Exits 0 when it is ready and 2 when
// something is missing, which it names.
import { setUpEditor } from './support/editor-setup.ts';

const result = await setUpEditor((line) => process.stdout.write(`setup:editor: ${line}\n`));
if (result.ok) {
  const { folder, chromium } = result.installation;
  process.stdout.write(
    `setup:editor: ${result.wasReady ? 'already ready' : 'ready'}: ${folder}, shown by ${chromium}\n`,
  );
} else {
  process.stderr.write(`setup:editor: ${result.reason}\n${result.advice}\n`);
  process.exitCode = 2;
}
