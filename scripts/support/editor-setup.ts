// Installs the VS Code of the tests: the npm packages `code-server` and Node 24, and the native modules compiled for it. It only
// names missing system packages; it does not install those.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.ts';
import {
  codeServerVersion,
  editorPaths,
  editorPlace,
  findChromium,
  findProgram,
  supportedPlatforms,
  type EditorInstallation,
  type EditorPlace,
} from './editor-installation.ts';

export type SetupResult =
  | { readonly ok: true; readonly installation: EditorInstallation; readonly wasReady: boolean }
  | { readonly ok: false; readonly reason: string; readonly advice: string };

interface SystemNeed {
  readonly what: string;
  readonly debianPackage: string;
  readonly isMet: () => boolean;
}

const browserNeeds: readonly SystemNeed[] = [
  { what: 'a Chromium browser', debianPackage: 'chromium', isMet: () => findChromium() !== undefined },
  {
    what: 'a font',
    debianPackage: 'fonts-dejavu-core',
    isMet: () => process.platform !== 'linux' || existsSync('/usr/share/fonts'),
  },
];

const compilerNeeds: readonly SystemNeed[] = [
  { what: 'a C++ compiler', debianPackage: 'g++', isMet: () => findProgram('g++', 'c++', 'clang++') !== undefined },
  { what: 'make', debianPackage: 'make', isMet: () => findProgram('make', 'gmake') !== undefined },
  { what: 'Python 3', debianPackage: 'python3', isMet: () => findProgram('python3') !== undefined },
  {
    what: 'pkg-config',
    debianPackage: 'pkg-config',
    isMet: () => process.platform !== 'linux' || findProgram('pkg-config') !== undefined,
  },
  { what: 'the Kerberos headers', debianPackage: 'libkrb5-dev', isMet: hasKerberosHeaders },
];

function hasKerberosHeaders(): boolean {
  if (process.platform !== 'linux') return true;
  return spawnSync('pkg-config', ['--exists', 'krb5-gssapi'], { timeout: 10_000 }).status === 0;
}

function missing(needs: readonly SystemNeed[]): readonly SystemNeed[] {
  return needs.filter((need) => !need.isMet());
}

/** The environment of an npm run of its own: what the npm that started us set for this checkout must not leak into it. */
function npmEnvironment(nodeRoot: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    const ofCheckout =
      /^(?:npm_(?:package|lifecycle)_|npm_config_(?:local_|global_)?prefix$|npm_config_node_gyp$|INIT_CWD$)/i;
    if (!ofCheckout.test(name)) env[name] = value;
  }
  return {
    ...env,
    PATH: `${path.join(nodeRoot, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
    // Why: node-gyp would download the headers; the Node package brings its own, and others would be of another ABI.
    npm_config_nodedir: nodeRoot,
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_loglevel: 'error',
  };
}

interface Step {
  readonly say: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly minutes: number;
}

function stepsIn(place: EditorPlace): readonly Step[] {
  const { folder, nodePackage } = place;
  const { node, vscode, serverMain } = editorPaths(place);
  const nodeSpec = `${nodePackage.name}@${nodePackage.version}`;
  const serverSpec = `code-server@${codeServerVersion}`;
  return [
    {
      say: `getting ${nodeSpec}`,
      command: 'npm',
      args: ['install', '--save-exact', nodeSpec],
      cwd: folder,
      minutes: 10,
    },
    {
      say: `getting ${serverSpec}`,
      command: 'npm',
      args: ['install', '--save-exact', '--ignore-scripts', serverSpec],
      cwd: folder,
      minutes: 15,
    },
    {
      say: 'compiling its native modules (one to three minutes)',
      command: 'npm',
      args: ['install', '--omit=dev'],
      cwd: vscode,
      minutes: 30,
    },
    {
      say: 'getting what its built-in extensions need',
      command: 'npm',
      args: ['install', '--omit=dev'],
      cwd: path.join(vscode, 'extensions'),
      minutes: 10,
    },
    {
      say: 'asking the server for its version',
      command: node,
      args: [serverMain, '--version'],
      cwd: folder,
      minutes: 1,
    },
  ];
}

/** Removes what an interrupted setup left beside the editor's folder. */
function removeLeftovers(target: string): void {
  const parent = path.dirname(target);
  for (const name of readdirSync(parent)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner)))
      rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function aptLine(needs: readonly SystemNeed[]): string {
  const names = needs.map((need) => need.debianPackage).join(' ');
  return `on Debian or Ubuntu: sudo apt-get install -y --no-install-recommends ${names}`;
}

/**
 * Makes the editor ready, saying each step through `say`. Builds in a temporary sibling and renames it, so a broken run leaves
 * nothing half made; returns at once when it is ready already. World failures are the `ok: false` result.
 */
export async function setUpEditor(say: (line: string) => void): Promise<SetupResult> {
  const place = editorPlace();
  if (place === undefined) {
    const reason = `the VS Code server runs on ${supportedPlatforms} only`;
    return { ok: false, reason, advice: 'use npm run test:desktop' };
  }
  const { folder } = place;
  const paths = editorPaths(place);
  const wasReady = existsSync(paths.serverMain) && existsSync(paths.node);
  const lacking = missing(wasReady ? browserNeeds : [...browserNeeds, ...compilerNeeds]);
  if (lacking.length > 0) {
    return { ok: false, reason: `missing: ${lacking.map((need) => need.what).join(', ')}`, advice: aptLine(lacking) };
  }
  if (!wasReady) {
    const failure = await install(place, say);
    if (failure !== undefined) return { ok: false, ...failure };
  }
  const chromium = findChromium() ?? '';
  return { ok: true, wasReady, installation: { folder, node: paths.node, serverMain: paths.serverMain, chromium } };
}

async function install(
  place: EditorPlace,
  say: (line: string) => void,
): Promise<{ reason: string; advice: string } | undefined> {
  const target = place.folder;
  mkdirSync(path.dirname(target), { recursive: true });
  removeLeftovers(target);
  const partial = `${target}.partial-${process.pid}`;
  const inMaking = { ...place, folder: partial };
  const removePartial = (): void => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removePartial);
  try {
    mkdirSync(partial, { recursive: true });
    writeFileSync(path.join(partial, 'package.json'), '{ "private": true }\n');
    for (const step of stepsIn(inMaking)) {
      const started = Date.now();
      say(`${step.say} …`);
      const result = await runChild(step.command, step.args, {
        cwd: step.cwd,
        env: npmEnvironment(editorPaths(inMaking).nodeRoot),
        deadlineMs: step.minutes * 60_000,
      });
      if (result.code !== 0) {
        const why = result.timedOut
          ? `it took over ${step.minutes} minutes`
          : (result.startError ?? `exit ${result.code}`);
        return {
          reason: `${step.say} failed (${why})`,
          advice: result.output.trimEnd().split('\n').slice(-20).join('\n'),
        };
      }
      say(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
    }
    if (!existsSync(target)) renameSync(partial, target);
    return undefined;
  } finally {
    removePartial();
    process.removeListener('exit', removePartial);
  }
}
