// npm, Yarn, pnpm and Bun: dependencies of the project in the working folder or global ones, and the scripts that
// package.json names. What a script does is not known beyond that it works on the project.
import type { Argument } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Effect, Install, PackageManager, PackageWord, Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';
import { browserEffect } from './browsers.ts';
import { omitsDevelopment } from './node-production.ts';

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
  /** Null where it lies in a place that is not known. */
  readonly cache: (call: Call) => CacheWrite | null;
}

/** A cache where the tool keeps it unless told otherwise: its own command empties it. */
function ownCache(id: string, paths: readonly string[], cleanup: string): CacheWrite {
  return {
    id,
    paths: paths.map(treeAt),
    ...(paths.length > 1 ? { oneOf: true } : {}),
    cleanup,
    preventedBy: null,
    mounts: paths.slice(0, 1).map((target) => ({ target, locked: false })),
  };
}

/** A cache in a folder that an option, a variable or a setting names. */
function namedCache({ context, path }: Call, id: string, named: string, below: string): CacheWrite | null {
  if (context.folderUnknown === true && !named.startsWith('/')) return null;
  const folder = path(named);
  return {
    id,
    paths: [treeAt(`${folder}${below}`)],
    cleanup: `rm -rf ${folder}${below}`,
    preventedBy: null,
    mounts: [{ target: folder, locked: false }],
  };
}

/** What an option says, else the first of the variables and settings that is set; undefined where none is, null where not known. */
function placeNamed(call: Call, option: string, variables: readonly string[], settings: readonly string[]) {
  const given = argumentOf(call.parsed, option);
  if (given !== undefined) return given.text;
  return firstOf(call.context, ...variables) ?? settings.map((name) => call.context.setting(name)).find(Boolean);
}

function firstOf(context: CommandContext, ...names: readonly string[]): string | undefined {
  return names.map((name) => context.variable(name)).find((value) => value !== undefined && value !== '');
}

const npm: Manager = {
  name: 'npm',
  locks: ['package-lock.json', 'npm-shrinkwrap.json'],
  cache(call) {
    const named = placeNamed(call, '--cache', ['npm_config_cache', 'NPM_CONFIG_CACHE'], ['npm cache']);
    if (named === null) return null;
    if (named !== undefined) return namedCache(call, 'npm', named, '/_cacache');
    const folder = `${below(call.context.home)}/.npm`;
    return {
      ...ownCache('npm', [`${folder}/_cacache`], 'npm cache clean --force'),
      mounts: [{ target: folder, locked: false }],
    };
  },
};

const yarn: Manager = {
  name: 'yarn',
  locks: ['yarn.lock'],
  cache(call) {
    const named = placeNamed(
      call,
      '--cache-folder',
      ['YARN_CACHE_FOLDER', 'npm_config_yarn_cache_folder'],
      ['yarn cache-folder', 'yarn cacheFolder'],
    );
    if (named === null) return null;
    if (named !== undefined) return namedCache(call, 'yarn', named, '');
    const { context } = call;
    // Why: Yarn 1 keeps root's cache outside HOME; Yarn 2 and later keep a global one of their own.
    const berry = `${below(context.home)}/.yarn/berry/cache`;
    const own = context.home === '/root' ? ['/usr/local/share/.cache/yarn'] : [];
    const caches = context.variable('XDG_CACHE_HOME') ?? `${below(context.home)}/.cache`;
    const classic = [...own, `${caches}/yarn`];
    const isBerry = has(call.parsed, '--immutable', '--immutable-cache');
    return ownCache('yarn', isBerry ? [berry, ...classic] : [...classic, berry], 'yarn cache clean');
  },
};

const pnpm: Manager = {
  name: 'pnpm',
  locks: ['pnpm-lock.yaml'],
  cache(call) {
    const named = placeNamed(
      call,
      '--store-dir',
      ['npm_config_store_dir', 'NPM_CONFIG_STORE_DIR', 'pnpm_config_store_dir'],
      ['pnpm store-dir', 'pnpm storeDir', 'npm store-dir'],
    );
    if (named === null) return null;
    if (named !== undefined) return namedCache(call, 'pnpm', named, '');
    const home = firstOf(call.context, 'PNPM_HOME');
    const data = firstOf(call.context, 'XDG_DATA_HOME') ?? `${below(call.context.home)}/.local/share`;
    const store = home === undefined ? `${data}/pnpm/store` : `${home}/store`;
    return ownCache('pnpm', [store], `rm -rf ${store}`);
  },
};

const bun: Manager = {
  name: 'bun',
  locks: ['bun.lock', 'bun.lockb'],
  cache(call) {
    const named = placeNamed(call, '--cache-dir', ['BUN_INSTALL_CACHE_DIR'], []);
    if (named === null) return null;
    if (named !== undefined) return namedCache(call, 'bun', named, '');
    const folder = `${firstOf(call.context, 'BUN_INSTALL') ?? `${below(call.context.home)}/.bun`}/install/cache`;
    return ownCache('bun', [folder], `rm -rf ${folder}`);
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
      // Why: offline, it takes what is there and downloads nothing.
      caches: has(parsed, '--offline', '--no-cache', '--lockfile-only', '--package-lock-only')
        ? []
        : cachesOf(manager, call),
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
    const cleans = /^(?:clean|clear|rm|prune)$/.test(second);
    return {
      verb,
      // Why pnpm's prune too: what it leaves is linked into node_modules, and shares its bytes.
      deletes: cleans
        ? cachesOf(manager, call).flatMap(({ paths }) => paths.map((path) => ({ path, word: null })))
        : [],
      role: 'clean',
    };
  }
  if (verb === 'pm' && manager.name === 'bun') {
    const isCleaned = second === 'cache' && rest[1]?.text === 'rm';
    return {
      verb,
      deletes: isCleaned
        ? cachesOf(manager, call).flatMap(({ paths }) => paths.map((path) => ({ path, word: null })))
        : [],
      role: isCleaned ? 'clean' : 'inspect',
    };
  }
  if (verb === 'deploy') {
    const target = operands.at(-1);
    return {
      verb,
      reads: [treeAt(folderOf(call))],
      writes: target === undefined ? [] : [writeTo(call.tree(target), target.word)],
      caches: cachesOf(manager, call),
      network: true,
      role: 'install',
    };
  }
  if (/^(?:exec|x|dlx)$/.test(verb)) return browserEffect(operands, call);
  if (verb === 'create') return null;
  if (queryVerbs.has(verb))
    return {
      verb,
      writes: verb === 'config' || verb === 'set' ? [writeTo(unknownBelow(context.home))] : [],
      role: 'configure',
    };
  return (
    (manager.name === 'npm'
      ? null
      : browserEffect([...(verbArgument === undefined ? [] : [verbArgument]), ...rest], call)) ??
    scriptEffect(call, verb, operands)
  );
}

function cachesOf(manager: Manager, call: Call): readonly CacheWrite[] {
  const cache = manager.cache(call);
  return cache === null ? [] : [cache];
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
        ...(isGlobal || packages.length > 0 || parsed.open
          ? {}
          : { development: !omitsDevelopment(call, manager.name) }),
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

/** Programs of packages, run from the project's own or fetched for the occasion. */
const runners = defineTool(
  'npx pnpx bunx',
  { values: list('-p --package -c --call -w --workspace'), operandEnds: true },
  (call) => browserEffect(call.parsed.operands, call),
);

export const nodeTools: readonly Tool[] = [npmTool, yarnTool, pnpmTool, bunTool, runners];
