// What a test that drives the workbench is given and may ask for. It knows neither server nor browser.
import { readFileSync } from 'node:fs';
import { waitFor, type EditorTest } from '../run-tests.ts';
import type { Workbench } from './workbench.ts';

/** A container engine the tests may build with, as the extension's settings and environment name it. */
export interface EngineForEditor {
  /** The value of `DOCKER_HOST`. */
  readonly dockerHost: string;
  /** Absolute path of the Docker client. */
  readonly dockerPath: string;
  /** What the client needs besides DOCKER_HOST in its environment: where its plug-ins are, its proxies … */
  readonly env?: NodeJS.ProcessEnv;
  /** The network of builds; `host` when absent, as the tests' own engine has none to give. */
  readonly network?: string;
}

export interface PageContext {
  readonly workbench: Workbench;
  /** Absolute path of the folder that is open: a copy, free to change. */
  readonly folder: string;
  readonly engine: EngineForEditor | undefined;
  /** Where the server under test keeps records and trees: a folder of the run's own. */
  readonly cacheFolder: string;
}

export interface PageTest extends EditorTest<PageContext> {
  /** Opens the folder as one that is not trusted yet (Restricted Mode). */
  readonly restricted?: boolean;
  /** Runs only where an engine is given; named as left out elsewhere. */
  readonly needsEngine?: boolean;
  /** The folder to open, from the root of the checkout; the suite's example when absent. */
  readonly workspace?: string;
  /** The window in CSS pixels, and device pixels per CSS pixel for sharp pictures; 1440 × 900 at 1 when absent. */
  readonly window?: { readonly width: number; readonly height: number; readonly scale: number };
}

/** Waits until a file on disk is as it should be, and gives its text: saving goes its way after the key was pressed. */
export async function waitForFile(file: string, isAsWanted: (text: string) => boolean): Promise<string> {
  const read = (): string => readFileSync(file, 'utf8');
  return waitFor(`${file} to be saved`, () => [read()].find(isAsWanted), { seen: read });
}
