// RubyGems, Bundler and rvm: gems, and the packed copies of them that each keeps beside the unpacked ones. Where gems lie is
// known by variables and options; else by what the official images and Ruby's own defaults say.
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Effect, Install, PackageWord, Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { below, globAt, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const installVerbs = /^(?:install|i|update|up)$/;

/** `GEM_HOME`, or where the official ruby image has it: no other folder is known to hold gems. */
function gemHome(context: CommandContext): string | null {
  const named = context.variable('GEM_HOME');
  return named !== undefined && named !== '' ? named : null;
}

/** Folders in which RubyGems may keep the `.gem` files it unpacked. */
function gemCaches(context: CommandContext, home: string | null): CacheWrite {
  const known = home ?? gemHome(context);
  const paths =
    known === null
      ? [
          treeAt('/usr/local/bundle/cache'),
          globAt('/usr/local/lib/ruby/gems/*/cache'),
          globAt('/usr/lib/ruby/gems/*/cache'),
          globAt('/var/lib/gems/*/cache'),
        ]
      : [treeAt(`${known}/cache`)];
  return {
    id: 'gem',
    paths,
    ...(paths.length > 1 ? { oneOf: true } : {}),
    // Why a question to gem itself: by distribution and version the folder is another.
    cleanup: known === null ? 'rm -rf "$(gem env gemdir)"/cache' : `rm -rf ${known}/cache`,
    preventedBy: null,
    mounts: paths.slice(0, known === null ? 0 : 1).map(({ path }) => ({ target: path, locked: false })),
  };
}

/** `name`, `name:1.2`; files and URLs are left out. */
function packagesOf(operands: Call['rest']): readonly PackageWord[] {
  return operands.flatMap(({ text, word }) => {
    const parts = /^([\w-][\w.-]*)(?::(.+))?$/.exec(text ?? '');
    const name = parts?.[1];
    if (name === undefined || name.endsWith('.gem')) return [];
    return [{ name, version: parts?.[2] ?? null, extras: [], word }];
  });
}

const gem = defineTool(
  'gem',
  {
    values: list(
      '-v --version -i --install-dir -n --bindir -P --trust-policy --platform -s --source -p --http-proxy --build-root --target-rbconfig -g --file',
    ),
  },
  (call) => {
    const { verb: verbArgument, rest, parsed, context } = call;
    const verb = verbArgument?.text ?? null;
    if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
    if (verb === 'cleanup' || verb === 'uninstall')
      return { verb, removes: [{ manager: 'gem', packages: packagesOf(rest) }], role: 'clean' };
    if (verb === 'build')
      return {
        verb,
        reads: [treeAt(context.workingFolder)],
        writes: [writeTo(unknownBelow(context.workingFolder))],
        role: 'compile',
      };
    if (!installVerbs.test(verb)) return { verb, role: 'inspect' };
    const named = argumentOf(parsed, '-i', '--install-dir');
    if (named?.text === null) return null;
    const home = named === undefined ? null : call.path(named.text);
    const place = home ?? gemHome(context);
    const into: Install['into'] = place === null ? { kind: 'system', prefix: null } : { kind: 'prefix', prefix: place };
    return {
      verb,
      writes:
        place === null
          ? [writeTo(unknownBelow('/usr')), writeTo(unknownBelow('/var/lib/gems'))]
          : [writeTo(treeAt(place))],
      caches: has(parsed, '--system') ? [] : [gemCaches(context, home)],
      installs: [
        {
          manager: 'gem',
          packages: packagesOf(rest),
          manifests: [],
          into,
          recommends: null,
          open: parsed.open || rest.some(({ text }) => text === null),
          sources: argumentsFor(parsed, '-s', '--source').map((each) => each.text ?? each.word.raw),
        },
      ],
      network: !has(parsed, '-l', '--local'),
      role: 'install',
      environment: list('GEM_HOME'),
    };
  },
);

/** What `bundle config` or the environment says of a setting: `without`, `path`, `deployment`. */
function bundlerSetting(context: CommandContext, name: string): string | undefined {
  return context.variable(`BUNDLE_${name.toUpperCase()}`) ?? context.setting(`bundle ${name}`);
}

/** True where groups besides the default one are left out, or only some are taken. */
function leavesGroupsOut({ parsed, context }: Call): boolean {
  if (has(parsed, '--without') || has(parsed, '--only', '--with')) return true;
  return ['without', 'only', 'deployment_without'].some((name) => (bundlerSetting(context, name) ?? '') !== '');
}

function bundlerCaches(call: Call): readonly CacheWrite[] {
  const { parsed, context } = call;
  const named = argumentOf(parsed, '--path');
  const path = named === undefined ? bundlerSetting(context, 'path') : named.text;
  if (path === null) return [];
  const isDeployment = has(parsed, '--deployment') || /^(?:1|true)$/.test(bundlerSetting(context, 'deployment') ?? '');
  const folder =
    path !== undefined && path !== ''
      ? call.path(path)
      : isDeployment
        ? joinPath(context.workingFolder, 'vendor/bundle')
        : null;
  const own = `${below(context.home)}/.bundle/cache`;
  if (folder === null) {
    const gems = gemCaches(context, null);
    return [{ ...gems, id: 'bundler' }];
  }
  // Why two: with BUNDLE_PATH, gems lie below ruby/<version>, except in the official image, whose path holds them directly.
  const paths =
    folder === '/usr/local/bundle'
      ? [treeAt(`${folder}/cache`), globAt(`${folder}/ruby/*/cache`)]
      : [globAt(`${folder}/ruby/*/cache`)];
  return [
    {
      id: 'bundler',
      paths,
      ...(paths.length > 1 ? { oneOf: true } : {}),
      cleanup: `rm -rf ${own} ${paths.map((each) => (each.kind === 'glob' ? each.pattern : each.path)).join(' ')}`,
      preventedBy: null,
      mounts: [],
    },
  ];
}

function bundleInstall(call: Call, verb: string): Partial<Effect> {
  const { parsed, context, path } = call;
  const gemfile = argumentOf(parsed, '--gemfile')?.text ?? context.variable('BUNDLE_GEMFILE') ?? 'Gemfile';
  const manifest = path(gemfile);
  const named = argumentOf(parsed, '--path')?.text ?? bundlerSetting(context, 'path');
  const prefix = named === undefined || named === '' ? gemHome(context) : path(named);
  return {
    verb,
    reads: [
      { kind: 'file', path: manifest },
      { kind: 'file', path: `${manifest}.lock` },
    ],
    writes:
      prefix === null
        ? [writeTo(unknownBelow('/usr')), writeTo(unknownBelow('/var/lib/gems'))]
        : [writeTo(treeAt(prefix))],
    caches: has(parsed, '--local') ? [] : bundlerCaches(call),
    installs: [
      {
        manager: 'bundler',
        packages: [],
        manifests: [
          { path: manifest, role: 'manifest', word: null },
          { path: `${manifest}.lock`, role: 'lock', word: null },
        ],
        into: prefix === null ? { kind: 'system', prefix: null } : { kind: 'prefix', prefix },
        recommends: null,
        open: parsed.open,
        sources: [],
        ...(parsed.open ? {} : { development: !leavesGroupsOut(call) }),
      },
    ],
    network: !has(parsed, '--local'),
    role: 'install',
    environment: list('BUNDLE_WITHOUT BUNDLE_PATH BUNDLE_DEPLOYMENT GEM_HOME'),
  };
}

const bundle = defineTool(
  'bundle bundler',
  {
    values: list(
      '--jobs -j --retry --path --without --with --gemfile --binstubs --shebang --trust-policy --target-rbconfig',
    ),
  },
  (call) => {
    const { verb: verbArgument, context, parsed, rest } = call;
    if (verbArgument?.text === null) return null;
    const verb = verbArgument?.text ?? (has(parsed, '--version', '-v', '--help') ? '' : 'install');
    switch (verb) {
      case '':
        return { role: 'inspect' };
      case 'install':
      case 'update':
      case 'i':
        return bundleInstall(call, verb);
      case 'config':
        return {
          verb,
          writes: [
            writeTo(unknownBelow(`${below(context.home)}/.bundle`)),
            writeTo(unknownBelow(context.workingFolder)),
          ],
          role: 'configure',
        };
      case 'clean':
        return { verb, removes: [{ manager: 'bundler', packages: [] }], role: 'clean' };
      case 'cache':
      case 'package':
      case 'pack':
        return {
          verb,
          writes: [writeTo(treeAt(joinPath(context.workingFolder, 'vendor/cache')))],
          network: true,
          role: 'install',
        };
      case 'exec': {
        const task = rest.map(({ text }) => text ?? '').join(' ');
        const role = /assets:precompile|bootsnap|build/.test(task)
          ? 'compile'
          : /spec|test|rubocop/.test(task)
            ? 'test'
            : 'other';
        return {
          verb,
          reads: [treeAt(context.workingFolder)],
          writes: [writeTo(unknownBelow(context.workingFolder))],
          role,
        };
      }
      case 'binstubs':
        return { verb, writes: [writeTo(treeAt(joinPath(context.workingFolder, 'bin')))], role: 'files' };
      case 'add':
      case 'remove':
      case 'lock':
      case 'init':
        return null;
      default:
        return { verb, role: 'inspect' };
    }
  },
);

/** Tasks of Rails and Rake that build; others do whatever the project says. */
const tasks = defineTool('rails rake', { values: list('-f -e -t --environment') }, ({ parsed, context }) => {
  const names = parsed.operands.map(({ text }) => text ?? '');
  if (!names.some((name) => /^(?:assets|webpacker|shakapacker|vite|tailwindcss|javascript|css):/.test(name)))
    return null;
  return {
    verb: names.find((name) => name.includes(':')) ?? null,
    reads: [treeAt(context.workingFolder)],
    writes: [writeTo(unknownBelow(context.workingFolder))],
    role: 'compile',
  };
});

const rvm = defineTool('rvm', { values: [] }, ({ verb: verbArgument, rest, context }) => {
  const verb = verbArgument?.text ?? null;
  const root =
    context.variable('rvm_path') ?? (context.user === 'root' ? '/usr/local/rvm' : `${below(context.home)}/.rvm`);
  const places = [`${root}/archives`, `${root}/src`].map(treeAt);
  if (verb === 'cleanup') {
    const isAll = rest.length === 0 || rest.some(({ text }) => text === 'all');
    return { verb, deletes: isAll ? places.map((path) => ({ path, word: null })) : [], role: 'clean' };
  }
  if (verb !== 'install' && verb !== 'reinstall' && verb !== 'get') return { verb, role: 'configure' };
  return {
    verb,
    writes: [writeTo(treeAt(root))],
    caches:
      verb === 'get' ? [] : [{ id: 'rvm', paths: places, cleanup: 'rvm cleanup all', preventedBy: null, mounts: [] }],
    network: true,
    role: 'install',
  };
});

export const rubyTools: readonly Tool[] = [gem, bundle, tasks, rvm];
