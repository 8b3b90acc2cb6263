// `npm run setup:engine`: installs a Docker engine, Podman and Buildah for tests and makes the stand-in base images, all in the
// cache folder outside the checkout. A second run finds them and ends at once.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './support/child.ts';
import { cacheFolder } from './support/cache-folder.ts';
import { engineFolder, installOnce, removeOutdated, supportScript } from './support/engine-cache.ts';
import { engineIsInstalled, installedVersions } from './support/engine-launch.ts';
import { isEngineSetUp, startEngine, startKeptEngine } from './support/engine-run.ts';
import { installPodman, podmanIsInstalled } from './support/podman-run.ts';
import { aptSettings } from './support/stand-in-host.ts';
import { useStandIns } from './support/stand-in-load.ts';
import { archiveStandIns, debianSuites, makeStandIns, unpackDebian } from './support/stand-in-make.ts';
import { standInFolder, standInTags } from './support/stand-in-recipes.ts';

/** The programs that setting up and starting an engine use, each with the Debian package that has it. */
const programs: readonly (readonly [program: string, packageName: string])[] = [
  ['debootstrap', 'debootstrap'],
  ['setpriv', 'util-linux'],
  ['unshare', 'util-linux'],
  ['flock', 'util-linux'],
  ['pivot_root', 'util-linux'],
  ['mount', 'mount'],
  ['tar', 'tar'],
  ['chroot', 'coreutils'],
];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

const started = Date.now();

function say(text: string): void {
  const seconds = ((Date.now() - started) / 1_000).toFixed(0).padStart(4);
  process.stdout.write(`setup:engine ${seconds} s  ${text}\n`);
}

/** Why this machine cannot be set up, in one sentence; undefined when it can. */
function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the test engine runs on Linux only; on this system tests use no engine';
  if (process.getuid?.() !== 0)
    return 'the test engine needs root (it mounts file systems): run `sudo npm run setup:engine`';
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  const missing = programs.filter(([program]) => !folders.some((folder) => existsSync(path.join(folder, program))));
  const packages = new Set(missing.map(([, packageName]) => packageName));
  if (!existsSync(keyring)) packages.add('debian-archive-keyring');
  if (packages.size === 0) return undefined;
  const names = [...packages].join(' ');
  return `missing on this machine: ${names}; run \`apt-get update && apt-get install --no-install-recommends ${names}\` and start again`;
}

async function installEngine(): Promise<void> {
  if (engineIsInstalled()) return;
  say('installing a Docker engine …');
  await installOnce(engineFolder(), async (folder) => {
    const settings = path.join(folder, 'apt.conf');
    writeFileSync(settings, await aptSettings(), { mode: 0o600 });
    const args = ['--mount', 'sh', supportScript('engine-root.sh'), path.join(folder, 'root'), settings];
    const result = await runChild('unshare', args, { deadlineMs: 900_000 });
    rmSync(settings);
    if (result.code === 0) return;
    throw new Error(
      `the engine could not be installed${result.timedOut ? ' in 15 minutes' : ''}:\n${result.output.slice(-3_000)}`,
    );
  });
  say('engine installed');
}

async function installOthers(): Promise<void> {
  if (podmanIsInstalled()) return;
  say('installing Podman and Buildah …');
  await installPodman();
  say('Podman and Buildah installed');
}

async function makeBases(): Promise<void> {
  if (existsSync(path.join(standInFolder(), 'images.tar'))) return;
  say(`making the base images ${standInTags().join(', ')} …`);
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(path.join(cacheFolder(), 'debian-'));
  const remove = (): void => rmSync(work, { recursive: true, force: true });
  process.once('exit', remove);
  // Releases are unpacked one after the other, beside the engine's installation and the first builds: two busy cores.
  const roots = new Map<string, Promise<string>>();
  let previous: Promise<unknown> = Promise.resolve();
  for (const suite of debianSuites()) {
    const folder = path.join(work, suite);
    const made = previous.then(() => unpackDebian(suite, folder)).then(() => folder);
    // Why: a failure is told where the root is awaited; until then it must not count as unhandled.
    made.catch(() => undefined);
    roots.set(suite, made);
    previous = made;
  }
  await installEngine();
  const engine = await startKeptEngine('overlay2');
  try {
    await makeStandIns(engine, roots, say);
    say('keeping the base images …');
    await archiveStandIns(engine);
    await useStandIns(engine, true);
    await engine.docker(['builder', 'prune', '--all', '--force']);
  } finally {
    await engine.stop();
    remove();
  }
}

async function main(): Promise<number> {
  if (isEngineSetUp().ready && podmanIsInstalled()) {
    say(`ready: ${installedVersions()}, Podman and Buildah beside it; base images in ${standInFolder()}`);
    return 0;
  }
  const missing = whatIsMissing();
  if (missing !== undefined) {
    process.stderr.write(`setup:engine: ${missing}\n`);
    return 2;
  }
  removeOutdated();
  await makeBases();
  await installEngine();
  await installOthers();
  // A first start loads the bases where they are not loaded yet, and shows that the engine runs on this machine.
  const engine = await startEngine();
  await engine.stop();
  say(`ready: ${installedVersions()}, Podman and Buildah beside it; base images in ${standInFolder()}`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`setup:engine: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
