// Makes the stand-in bases from their recipes: Debian roots by debootstrap, the rest as builds on a running engine. Network and root
// are needed; what comes out holds nothing of this machine.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.ts';
import { installOnce } from './engine-cache.ts';
import type { Engine } from './engine-launch.ts';
import { aptSettings } from './stand-in-host.ts';
import { dockerOrThrow } from './stand-in-load.ts';
import { readStandIns, recipeFolder, recipeName, standInFolder, startsFrom, type StandIn } from './stand-in-recipes.ts';

type DebianStandIn = Extract<StandIn, { debian: string }>;
type BuiltStandIn = Extract<StandIn, { dockerfile: string }>;

const mirror = 'http://deb.debian.org/debian';

/** Told what happens, one line at a time. */
export type Say = (text: string) => void;

/** The Debian releases whose roots the recipes start from. */
export function debianSuites(): readonly string[] {
  return [...new Set(readStandIns().flatMap((standIn) => ('debian' in standIn ? [standIn.debian] : [])))];
}

/** Unpacks one Debian release into `folder/full` and `folder/slim`. Rejects with the end of debootstrap's output. */
export async function unpackDebian(suite: string, folder: string): Promise<void> {
  const script = path.join(recipeFolder, 'debian.sh');
  // Why: what debootstrap mounts goes with the namespace, so removing a half-made root can never reach the machine's own files.
  const result = await runChild('unshare', ['--mount', 'sh', script, suite, mirror, folder], { deadlineMs: 900_000 });
  if (result.code !== 0) throw new Error(`Debian ${suite} could not be unpacked:\n${result.output.slice(-2_000)}`);
}

/** Turns an unpacked root into an image as the recipe names it. */
async function importDebian(engine: Engine, standIn: DebianStandIn, folder: string): Promise<void> {
  const archive = path.join(folder, `${standIn.variant}.tar`);
  const root = path.join(folder, standIn.variant);
  const packed = await runChild('tar', ['-C', root, '--numeric-owner', '--sort=name', '-cf', archive, '.'], {
    deadlineMs: 300_000,
  });
  if (packed.code !== 0) throw new Error(`${root} could not be packed:\n${packed.output.slice(-2_000)}`);
  const changes = ['ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'CMD ["bash"]'];
  await dockerOrThrow(engine, [
    'import',
    ...changes.flatMap((change) => ['--change', change]),
    archive,
    recipeName(standIn),
  ]);
  rmSync(archive);
}

/** npm's archives of packages, fetched with this machine's own npm and its settings. */
async function packPackages(packages: readonly string[], folder: string): Promise<void> {
  if (packages.length === 0) return;
  const args = ['pack', '--silent', '--pack-destination', folder, ...packages];
  const result = await runChild('npm', args, { deadlineMs: 600_000 });
  if (result.code !== 0) throw new Error(`${packages.join(', ')} could not be packed:\n${result.output.slice(-2_000)}`);
}

async function buildStandIn(engine: Engine, standIn: BuiltStandIn, secrets: string): Promise<void> {
  const context = mkdtempSync('/tmp/plimsoll-context-');
  try {
    await packPackages(standIn.packages ?? [], context);
    await dockerOrThrow(engine, [
      'buildx',
      'build',
      '--progress=plain',
      '--provenance=false',
      '--network=host',
      `--secret=id=apt,src=${path.join(secrets, 'apt.conf')}`,
      `--file=${path.join(recipeFolder, standIn.dockerfile)}`,
      `--target=${standIn.target}`,
      `--tag=${recipeName(standIn)}`,
      context,
    ]);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/**
 * Makes every stand-in in a running engine, given where each Debian release is being unpacked. Images that need only a release that
 * is there are started at once.
 */
export async function makeStandIns(
  engine: Engine,
  debianRoots: ReadonlyMap<string, Promise<string>>,
  say: Say,
): Promise<void> {
  const secrets = mkdtempSync('/tmp/plimsoll-secrets-');
  try {
    writeFileSync(path.join(secrets, 'apt.conf'), await aptSettings(), { mode: 0o600 });
    const standIns = readStandIns();
    const importSuite = async (suite: string): Promise<void> => {
      const folder = await debianRoots.get(suite);
      if (folder === undefined) throw new Error(`Debian ${suite} is not being unpacked`);
      for (const standIn of standIns) {
        if (!('debian' in standIn) || standIn.debian !== suite) continue;
        await importDebian(engine, standIn, folder);
        say(`${standIn.tags.join(', ')} made`);
      }
    };
    const [first, ...others] = debianSuites();
    // Invariant: the recipes with a Dockerfile start from the first release named in stand-ins.json.
    if (first !== undefined) await importSuite(first);
    const builds = new Map<string, Promise<void>>();
    for (const standIn of standIns) {
      if (!('dockerfile' in standIn)) continue;
      // Invariant: a recipe starts from stand-ins that stand above it.
      const before = startsFrom(standIn).flatMap((name) => builds.get(name) ?? []);
      const build = Promise.all(before).then(async () => {
        await buildStandIn(engine, standIn, secrets);
        say(`${standIn.tags.join(', ')} made`);
      });
      for (const tag of standIn.tags) builds.set(tag, build);
    }
    await Promise.all([...builds.values(), ...others.map(importSuite)]);
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}

/** Keeps the recipes' images as one archive in the cache, for other data folders and the other image store. */
export async function archiveStandIns(engine: Engine): Promise<void> {
  await installOnce(standInFolder(), async (folder) => {
    mkdirSync(folder, { recursive: true });
    const names = readStandIns().map(recipeName);
    await dockerOrThrow(engine, ['image', 'save', '--output', path.join(folder, 'images.tar'), ...names]);
  });
}
