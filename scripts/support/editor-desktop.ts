// Gets desktop VS Code by @vscode/test-electron into the cache folder, and runs the extension host suite in it. Where it cannot be
// downloaded that is a value, not an exception.
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { runChild, type ChildResult } from './child.ts';
import { findProgram } from './editor-installation.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The version tests run in: that of the VS Code server of the other runner. */
export const desktopVersion = '1.139.1';

export type Desktop = { readonly ok: true; readonly executable: string } | { readonly ok: false; readonly why: string };

/** Downloads desktop VS Code once. `ok: false` says in one line why it cannot be had. */
export async function getDesktop(): Promise<Desktop> {
  const cachePath = path.join(cacheFolder(), 'desktop');
  mkdirSync(cachePath, { recursive: true });
  try {
    const executable = await downloadAndUnzipVSCode({
      version: desktopVersion,
      cachePath,
      timeout: 15_000,
      reporter: new SilentReporter(),
    });
    return { ok: true, executable };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why: why.split('\n', 1)[0] ?? 'unknown' };
  }
}

/** A window can be shown here: on Linux that takes a display, or `xvfb-run` to make one. */
export function windowPrefix(): readonly string[] | undefined {
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = process.env;
  if (process.platform !== 'linux' || (x11 ?? '') !== '' || (wayland ?? '') !== '') return [];
  const xvfb = findProgram('xvfb-run');
  return xvfb === undefined ? undefined : [xvfb, '-a'];
}

export interface DesktopRun {
  readonly executable: string;
  /** What to start it under, from `windowPrefix`. */
  readonly prefix: readonly string[];
  /** Absolute paths. */
  readonly extension: string;
  readonly suite: string;
  readonly folder: string;
  readonly deadlineMs: number;
  readonly onOutput: (text: string) => void;
}

/** Runs the suite in desktop VS Code with a profile of its own, and resolves when it is gone. */
export async function runInDesktop(run: DesktopRun): Promise<ChildResult> {
  const { folder: profile, remove } = temporaryFolder('desktop');
  const [command, ...prefixed] = [...run.prefix, run.executable] as const;
  const args = [
    ...prefixed,
    run.folder,
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-updates',
    '--disable-extensions',
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    `--user-data-dir=${path.join(profile, 'user')}`,
    `--extensions-dir=${path.join(profile, 'extensions')}`,
    `--extensionDevelopmentPath=${run.extension}`,
    `--extensionTestsPath=${run.suite}`,
  ];
  try {
    return await runChild(command, args, { deadlineMs: run.deadlineMs, onOutput: run.onOutput });
  } finally {
    remove();
  }
}
