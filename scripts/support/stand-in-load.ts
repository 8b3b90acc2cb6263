// Brings the made stand-in bases into a running engine under their real names, each with what this machine's builds need
// (stand-in-host.ts) in one last layer. It knows nothing of how a stand-in is made.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from './engine-launch.ts';
import { writeHostFiles } from './stand-in-host.ts';
import {
  readStandIns,
  recipeHost,
  recipeName,
  standInFolder,
  standInKey,
  standInTags,
  type StandIn,
} from './stand-in-recipes.ts';

/** Runs the client; rejects with the end of what it said when it fails. */
export async function dockerOrThrow(engine: Engine, args: readonly string[], input?: string): Promise<string> {
  const result = await engine.docker(args, { deadlineMs: 1_500_000, ...(input === undefined ? {} : { input }) });
  if (result.code === 0) return result.stdout;
  const why = result.timedOut ? 'took too long' : `failed:\n${result.output.slice(-3_000)}`;
  throw new Error(`docker ${args.slice(0, 3).join(' ')} … ${why}`);
}

async function linesOf(engine: Engine, args: readonly string[]): Promise<string[]> {
  return (await dockerOrThrow(engine, args)).split('\n').filter((line) => line !== '');
}

/** Names of images as the engine lists them: `name:tag`. */
async function imageNames(engine: Engine): Promise<string[]> {
  return linesOf(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
}

/** Removes what earlier runs left: every container, and every image that is no stand-in. The build cache stays (at most 4 GB). */
export async function tidyEngine(engine: Engine): Promise<void> {
  const containers = await linesOf(engine, ['ps', '--all', '--quiet']);
  if (containers.length > 0) await dockerOrThrow(engine, ['rm', '--force', '--volumes', ...containers]);
  const kept = new Set(standInTags());
  const leftovers = (await imageNames(engine)).filter(
    (name) => !name.includes('<none>') && !name.startsWith(`${recipeHost}/`) && !kept.has(name),
  );
  if (leftovers.length > 0) await dockerOrThrow(engine, ['image', 'rm', '--force', ...leftovers]);
  await dockerOrThrow(engine, ['image', 'prune', '--force']);
}

/** Gives one stand-in its real names, on top of the recipe's image: this machine's files in one layer, or nothing where none are needed. */
async function nameStandIn(engine: Engine, standIn: StandIn, hostFolder: string, hostFiles: number): Promise<void> {
  const source = recipeName(standIn);
  if (hostFiles === 0) {
    for (const tag of standIn.tags) await dockerOrThrow(engine, ['image', 'tag', source, tag]);
    return;
  }
  const dockerfile = [
    `FROM ${source}`,
    'RUN --mount=type=bind,target=/tmp/machine cp -rp /tmp/machine/. / && \\',
    '    if command -v update-ca-certificates > /dev/null; then update-ca-certificates; fi',
    '',
  ].join('\n');
  const tags = standIn.tags.flatMap((tag) => ['--tag', tag]);
  const args = [
    'buildx',
    'build',
    '--quiet',
    '--network',
    'none',
    '--provenance=false',
    ...tags,
    '--file',
    '-',
    hostFolder,
  ];
  await dockerOrThrow(engine, args, dockerfile);
}

/** What the data folder remembers of the stand-ins loaded into it. */
function loadedMark(engine: Engine): string {
  return path.join(engine.dataFolder, 'stand-ins.txt');
}

/**
 * Makes sure the engine holds every stand-in of this checkout, fit for this machine; returns at once when it does already.
 * `made` tells that the recipes' images are in the engine, so the archive need not be read.
 */
export async function useStandIns(engine: Engine, made = false): Promise<void> {
  const hostFolder = mkdtempSync('/tmp/plimsoll-host-');
  try {
    const { count, fingerprint } = await writeHostFiles(hostFolder);
    const mark = `${standInKey()} ${fingerprint}\n`;
    const file = loadedMark(engine);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const present = new Set(await imageNames(engine));
    if (before === mark && standInTags().every((tag) => present.has(tag))) return;
    rmSync(file, { force: true });
    const standIns = readStandIns();
    const loaded =
      before.split(' ')[0] === standInKey() && standIns.every((standIn) => present.has(recipeName(standIn)));
    if (!made && !loaded)
      await dockerOrThrow(engine, ['image', 'load', '--quiet', '--input', path.join(standInFolder(), 'images.tar')]);
    for (const standIn of standIns) await nameStandIn(engine, standIn, hostFolder, count);
    await dockerOrThrow(engine, ['image', 'prune', '--force']);
    writeFileSync(file, mark);
  } finally {
    rmSync(hostFolder, { recursive: true, force: true });
  }
}
