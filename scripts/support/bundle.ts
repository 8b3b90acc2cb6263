// What is bundled into dist/, and how: the one place that knows the entries and the data files.
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface BundleSettings {
  /** Minified as in the package; development bundles are readable. */
  readonly minify: boolean;
}

const node: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

const page: BuildOptions = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
};

/** The part of the server that is loaded with the first document, in a file of its own: starting does not read it. */
const later = { entry: 'server/src/lsp/on-first-use.ts', outfile: 'dist/server-on-first-use.js' };

/** Leaves the import of that part to run time, where it lies beside the server. */
const loadedLater: Plugin = {
  name: 'loaded-later',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\/on-first-use\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${path.basename(later.outfile)}`, external: true } : undefined,
    );
  },
};

/** Keeps the protocol library out of that part: it would be in the package twice. */
const typesOnly: Plugin = {
  name: 'types-only',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^vscode-languageserver/ }, ({ importer }) =>
      // Why: dockerfile-ast brings the small types package along.
      importer.includes('node_modules')
        ? undefined
        : { errors: [{ text: `${path.relative('.', importer)} is loaded later: import types of LSP only` }] },
    );
  },
};

/** Every bundle of the product: entry, output below `dist/`, and what differs from the common options. */
export const bundles: readonly { readonly entry: string; readonly outfile: string; readonly options: BuildOptions }[] =
  [
    { entry: 'client/src/extension.ts', outfile: 'dist/client.js', options: { ...node, external: ['vscode'] } },
    { entry: 'server/src/main.ts', outfile: 'dist/server.js', options: { ...node, plugins: [loadedLater] } },
    { ...later, options: { ...node, plugins: [typesOnly] } },
    { entry: 'server/src/measuring-thread.ts', outfile: 'dist/measuring-thread.js', options: node },
    { entry: 'server/src/cli.ts', outfile: 'dist/cli.js', options: { ...node, banner: { js: '#!/usr/bin/env node' } } },
    { entry: 'client/src/layer-explorer/webview.ts', outfile: 'dist/layer-explorer.js', options: page },
    { entry: 'client/src/plan-preview/webview.ts', outfile: 'dist/plan-preview.js', options: page },
  ];

/** Copies the catalogues of `server/data` to `dist/data`, without the white space that is there for reviewers. */
function copyData(): void {
  mkdirSync('dist/data', { recursive: true });
  for (const name of readdirSync('server/data')) {
    if (!name.endsWith('.json')) continue;
    const data: unknown = JSON.parse(readFileSync(path.join('server/data', name), 'utf8'));
    writeFileSync(path.join('dist/data', name), JSON.stringify(data));
  }
}

/** Builds every bundle into `dist/`, replacing what is there. Rejects when esbuild reports an error. */
export async function buildAll({ minify }: BundleSettings): Promise<void> {
  rmSync('dist', { recursive: true, force: true });
  await Promise.all(
    bundles.map(({ entry, outfile, options }) =>
      build({ ...options, entryPoints: [entry], outfile, minify, sourcemap: minify ? false : 'inline' }),
    ),
  );
  copyData();
  if (existsSync('client/src/layer-explorer/webview.css'))
    cpSync('client/src/layer-explorer/webview.css', 'dist/layer-explorer.css');
}
