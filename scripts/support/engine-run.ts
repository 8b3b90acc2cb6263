// The engine that tests and `npm start` use: is it set up, and start it, with or without the stand-in bases. One engine holds one
// data folder; folders are kept between runs, so a second start finds the bases loaded.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { engineFolder } from './engine-cache.ts';
import { engineIsInstalled, launchEngine, type Engine, type EngineStore } from './engine-launch.ts';
import { tidyEngine, useStandIns } from './stand-in-load.ts';
import { standInFolder } from './stand-in-recipes.ts';

export type { Engine, EngineStore } from './engine-launch.ts';

/** Whether `startEngine` can work here; where not, why, and the command that helps. */
export type EngineSetUp =
  { readonly ready: true } | { readonly ready: false; readonly reason: string; readonly command: string };

export interface EngineOptions {
  /** Docker's classic image store when absent. */
  readonly store?: EngineStore;
  /** False for an engine that holds no image at all and reaches no registry, so it can get no base; true when absent. */
  readonly bases?: boolean;
}

const maximumEngines = 16;

export function isEngineSetUp(): EngineSetUp {
  const command = 'npm run setup:engine';
  if (process.platform !== 'linux') return { ready: false, reason: 'the test engine runs on Linux only', command };
  if (process.getuid?.() !== 0)
    return { ready: false, reason: 'the test engine needs root (it mounts file systems)', command };
  if (!engineIsInstalled()) return { ready: false, reason: 'no container engine is set up for tests', command };
  if (!existsSync(path.join(standInFolder(), 'images.tar'))) {
    return { ready: false, reason: 'the stand-in base images of this checkout are not made yet', command };
  }
  return { ready: true };
}

/** Starts an engine on the first kept data folder that is free. */
export async function startKeptEngine(store: EngineStore): Promise<Engine> {
  for (let number = 0; number < maximumEngines; number += 1) {
    const dataFolder = path.join(cacheFolder(), 'engine-data', `${path.basename(engineFolder())}-${store}-${number}`);
    const engine = await launchEngine({ dataFolder, store, registries: true });
    if (!('inUse' in engine)) return engine;
  }
  throw new Error(`${maximumEngines} test engines are running already; end one of them`);
}

/**
 * Starts an engine of this process's own; it ends with `stop()` or with the process. Every real name of `standInTags()` is an
 * image in it, unless `bases` is false. Rejects with one clear sentence where it cannot start; ask `isEngineSetUp` first.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { store = 'overlay2', bases = true } = options;
  const setUp = isEngineSetUp();
  if (!setUp.ready) throw new Error(`${setUp.reason}; run ${setUp.command}`);
  if (!bases) return startEmptyEngine(store);
  const engine = await startKeptEngine(store);
  try {
    await tidyEngine(engine);
    await useStandIns(engine);
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

/** An engine on a fresh data folder, which goes when the engine stops, and without a way to any registry. */
async function startEmptyEngine(store: EngineStore): Promise<Engine> {
  const dataFolder = mkdtempSync(path.join(cacheFolder(), 'empty-'));
  const remove = (): void => rmSync(dataFolder, { recursive: true, force: true });
  process.once('exit', remove);
  const engine = await launchEngine({ dataFolder, store, registries: false });
  if ('inUse' in engine) throw new Error(`${dataFolder} is in use`);
  const stop = async (): Promise<void> => {
    await engine.stop();
    process.removeListener('exit', remove);
    remove();
  };
  return { ...engine, stop };
}
