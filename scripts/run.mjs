// Runs one of the project's scripts: `node scripts/run.mjs NAME [ARGUMENTS…]` bundles scripts/NAME.ts and starts it.
// It installs the npm packages first where they are missing, so every npm command works on a fresh clone.
// It knows nothing of what the scripts do.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Runs `npm ci` when the lock file differs from the one last installed. */
function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.plimsoll-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('plimsoll: installing npm packages …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    const why = result.error === undefined ? `exit ${result.status}` : result.error.message;
    process.stderr.write(
      `plimsoll: npm packages could not be installed (${why}); check the network and run it again\n`,
    );
    process.exit(2);
  }
  writeFileSync(stamp, lock);
}

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  process.stderr.write(`plimsoll: Node ${process.versions.node} is too old; install Node 20 or newer\n`);
  process.exit(2);
}
const name = process.argv[2] ?? '';
const entry = path.join(root, 'scripts', `${name}.ts`);
if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(entry) || !statSync(entry).isFile()) {
  process.stderr.write(`plimsoll: no script named "${name}" in scripts/\n`);
  process.exit(2);
}
process.chdir(root);
installPackages();
const { build } = await import('esbuild');
const outfile = path.join(root, '.build', 'scripts', `${name}.mjs`);
mkdirSync(path.dirname(outfile), { recursive: true });
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0] ?? 'node', entry, ...process.argv.slice(3)];
await import(pathToFileURL(outfile).href);
