// npm, Yarn, pnpm and Bun: dependencies of the project in the working folder or global ones, and the scripts that
// package.json names. What a script does is not known beyond that it works on the project.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Effect, Install, PackageManager, PackageWord, Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const npmValues = list(
  `--prefix -C --registry --cache --loglevel -w --workspace --omit --include --only --userconfig --globalconfig
  --location --tag --fetch-retries --fetch-timeout --fetch-retry-mintimeout --fetch-retry-maxtimeout --save-prefix
  --script-shell --node-options --network-concurrency --network-timeout --cache-folder --cwd --modules-folder
  --mutex --install-strategy --dir --filter -F --store-dir --reporter --lockfile-dir --node-linker --network-concurrency
  --virtual-store-dir --before --maxsockets --cpu --os --libc --depth`,
);

const installVerbs = new Set(
  list('install i in isntall add ci clean-install install-clean ic update up upgrade fetch focus import'),
);
const removeVerbs = new Set(list('uninstall un remove rm r prune'));
/** Verbs of the managers themselves; anything else of yarn, pnpm and bun is a script of the project. */
const queryVerbs = new Set(
  list(
    'config c set get init version view info ls list outdated audit login whoami help bin root pack publish link dedupe doctor why policies plugin rebuild rb explain fund pkg licenses import unlink patch env approve-builds setup store cache',
  ),
);

interface Manager {
  readonly name: PackageManager;
  readonly locks: readonly string[];
  readonly cache: (call: Call) => CacheWrite;
}

function cacheOf(id: string, paths: readonly string[], cleanup: string): CacheWrite {
  return {
    id,
    paths: paths.map(treeAt),
    cleanup,
    preventedBy: null,
    mounts: paths.slice(0, 1).map((target) => ({ target, locked: false })),
  };
}

function firstOf(context: CommandContext, ...names: readonly string[]): string | undefined {
  return names.map((name) => context.variable(name)).find((value) => value !== undefined && value !== '');
}

const npm: Manager = {
  name: 'npm',
  locks: ['package-lock.json', 'npm-shrinkwrap.json'],
  cache({ parsed, context }) {
    const named = argumentOf(parsed, '--cache')?.text ?? firstOf(context, 'npm_config_cache', 'NPM_CONFIG_CACHE');
    const folder = named ?? `${below(context.home)}/.npm`;
    return {
      ...cacheOf('npm', [`${folder}/_cacache`], 'npm cache clean --force'),
      mounts: [{ target: folder, locked: false }],
    };
  },
};

const yarn: Manager = {
  name: 'yarn',
  locks: ['yarn.lock'],
  cache({ parsed, context }) {
    const named = argumentOf(parsed, '--cache-folder')?.text ?? firstOf(context, 'YARN_CACHE_FOLDER');
    if (named != null) return cacheOf('yarn', [named], 'yarn cache clean');
    // Why: Yarn 1 keeps root's cache outside HOME; Yarn 2 and later keep a global one of their own.
    const own = context.home === '/root' ? ['/usr/local/share/.cache/yarn'] : [];
    return cacheOf(
      'yarn',
      [...own, `${below(context.home)}/.cache/yarn`, `${below(context.home)}/.yarn/berry/cache`],
      'yarn cache clean',
    );
  },
};

const pnpm: Manager = {
  name: 'pnpm',
  locks: ['pnpm-lock.yaml'],
  cache({ parsed, context }) {
    const home = firstOf(context, 'PNPM_HOME');
    const data = firstOf(context, 'XDG_DATA_HOME') ?? `${below(context.home)}/.local/share`;
    const store =
      argumentOf(parsed, '--store-dir')?.text ??
      firstOf(context, 'npm_config_store_dir') ??
      (home === undefined ? `${data}/pnpm/store` : `${home}/store`);
    return cacheOf('pnpm', [store], `rm -rf ${store}`);
  },
};

const bun: Manager = {
  name: 'bun',
  locks: ['bun.lock', 'bun.lockb'],
  cache({ context }) {
    const folder =
      firstOf(context, 'BUN_INSTALL_CACHE_DIR') ??
      `${firstOf(context, 'BUN_INSTALL') ?? `${below(context.home)}/.bun`}/install/cache`;
    return cacheOf('bun', [folder], `rm -rf ${folder}`);
  },
};

function act(manager: Manager, call: Call): Partial<Effect> | null {
  const { parsed, context, verb: verbArgument, rest } = call;
  if (verbArgument?.text === null) return null;
  const onlyTells = has(parsed, '--version', '-v', '-V', '--help', '-h');
  const first = verbArgument?.text ?? (manager.name === 'yarn' && !onlyTells ? 'install' : '');
  const second = rest[0]?.text ?? '';
  const isGlobalWord = first === 'global';
  const verb =
    isGlobalWord || first === 'workspaces' || first === 'workspace'
      ? first === 'workspace'
        ? (rest[1]?.text ?? '')
        : second
      : first;
  const operands =
    isGlobalWord || first === 'workspaces' ? rest.slice(1) : first === 'workspace' ? rest.slice(2) : rest;
  if (verb === '') return { role: 'inspect' };
  if (installVerbs.has(verb)) {
    return {
      verb,
      ...installEffect(manager, call, verb, operands, isGlobalWord),
      caches: [manager.cache(call)],
      network: !has(parsed, '--offline'),
      role: 'install',
    };
  }
  if (removeVerbs.has(verb)) {
    const packages = packagesOf(operands);
    return {
      verb,
      removes: [{ manager: manager.name, packages }],
      writes: [writeTo(treeAt(joinPath(folderOf(call), 'node_modules')))],
      role: 'clean',
    };
  }
  if (verb === 'cache' || verb === 'store') {
    const cleans = /^(?:clean|clear|rm|verify|prune)$/.test(second) && second !== 'verify' && second !== 'prune';
    return {
      verb,
      deletes: cleans ? manager.cache(call).paths.map((path) => ({ path, word: null })) : [],
      role: 'clean',
    };
  }
  if (verb === 'deploy') {
    const target = operands.at(-1);
    return {
      verb,
      reads: [treeAt(folderOf(call))],
      writes: target === undefined ? [] : [writeTo(call.tree(target), target.word)],
      caches: [manager.cache(call)],
      network: true,
      role: 'install',
    };
  }
  if (/^(?:exec|x|dlx|create)$/.test(verb)) return null;
  if (queryVerbs.has(verb))
    return {
      verb,
      writes: verb === 'config' || verb === 'set' ? [writeTo(unknownBelow(context.home))] : [],
      role: 'configure',
    };
  return scriptEffect(call, verb, operands);
}

function scriptEffect(call: Call, verb: string, operands: readonly Argument[]): Partial<Effect> {
  const folder = folderOf(call);
  const script = /^(?:run|run-script|rum)$/.test(verb) ? (operands[0]?.text ?? '') : verb;
  const role = /^(?:test|t|tst|lint|check|e2e)\b/.test(script)
    ? 'test'
    : /^(?:build|compile|bundle|dist|generate|prepare)/.test(script)
      ? 'compile'
      : 'other';
  return { verb, reads: [treeAt(folder)], writes: [writeTo(unknownBelow(folder))], role };
}

function folderOf({ parsed, context, tree }: Call): string {
  const named = argumentOf(parsed, '--prefix', '--cwd', '-C', '--dir');
  return named === undefined ? context.workingFolder : tree(named).path;
}

function installEffect(
  manager: Manager,
  call: Call,
  verb: string,
  operands: readonly Argument[],
  isGlobalWord: boolean,
): Partial<Effect> {
  const { parsed, context } = call;
  const folder = folderOf(call);
  const isGlobal = isGlobalWord || has(parsed, '-g', '--global') || argumentOf(parsed, '--location')?.text === 'global';
  const packages = packagesOf(operands);
  const into: Install['into'] = isGlobal ? { kind: 'system', prefix: null } : { kind: 'project', prefix: folder };
  const manifests: Install['manifests'] = isGlobal
    ? []
    : [
        { path: joinPath(folder, 'package.json'), role: 'manifest', word: null },
        ...manager.locks.map((lock) => ({ path: joinPath(folder, lock), role: 'lock' as const, word: null })),
      ];
  const globals = manager.name === 'npm' ? '/usr/local' : (context.variable('PNPM_HOME') ?? '/usr/local');
  return {
    reads: isGlobal ? [] : manifests.map(({ path }) => ({ kind: 'file', path })),
    writes: isGlobal
      ? [writeTo(unknownBelow(`${globals}/lib/node_modules`)), writeTo(unknownBelow(`${globals}/bin`))]
      : verb === 'fetch'
        ? []
        : [
            writeTo(treeAt(joinPath(folder, 'node_modules'))),
            ...(packages.length > 0 ? manifests.map(({ path }) => writeTo({ kind: 'file', path })) : []),
          ],
    installs: [
      {
        manager: manager.name,
        packages,
        manifests,
        into,
        recommends: null,
        open: parsed.open || operands.some((each) => each.text === null),
        sources: argumentsFor(parsed, '--registry').map((each) => each.text ?? each.word.raw),
      },
    ],
    environment: list('NODE_ENV NPM_CONFIG_PRODUCTION NPM_CONFIG_OMIT npm_config_cache YARN_CACHE_FOLDER PNPM_HOME'),
  };
}

/** `[@scope/]name[@version]`; URLs and folders are left to `open` manifests of their own and named by their last part. */
function packagesOf(operands: readonly Argument[]): PackageWord[] {
  return operands.flatMap(({ text, prefix, word }) => {
    const parts = /^((?:@[\w.-]+\/)?[\w.-]+)(?:@(.*))?$/.exec(text ?? prefix);
    const name = parts?.[1];
    if (name === undefined || name === '' || (text === null && !prefix.includes('@', 1))) return [];
    return [{ name, version: text === null ? null : (parts?.[2] ?? null), extras: [], word }];
  });
}

const npmTool = defineTool('npm', { values: npmValues }, (call) => act(npm, call));
const yarnTool = defineTool('yarn yarnpkg', { values: npmValues }, (call) => act(yarn, call));
const pnpmTool = defineTool('pnpm', { values: npmValues }, (call) => act(pnpm, call));
const bunTool = defineTool('bun', { values: npmValues }, (call) => act(bun, call));

const corepack = defineTool('corepack', { values: ['--install-directory', '-o'] }, ({ verb, context }) => ({
  verb: verb?.text ?? null,
  writes: [
    writeTo(unknownBelow('/usr/local/bin')),
    {
      path: treeAt(context.variable('COREPACK_HOME') ?? `${below(context.home)}/.cache/node/corepack`),
      persistence: 'artifact',
    },
  ],
  network: verb?.text !== 'enable' && verb?.text !== 'disable',
  role: 'configure',
}));

export const nodeTools: readonly Tool[] = [npmTool, yarnTool, pnpmTool, bunTool, corepack];
