// go and cargo: module and build caches, and the binaries they make. Where GOPATH and CARGO_HOME lie is known by variables;
// else it is where the official images or the user's home have it.
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Tool, Write } from '../effect.ts';
import { argumentOf, has } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

function folders(
  context: CommandContext,
  variable: string,
  below: string,
  ...otherwise: readonly string[]
): readonly string[] {
  const named = context.variable(variable);
  return (named === undefined || named === '' ? otherwise : [named]).map((folder) => `${folder}${below}`);
}

function cacheOf(id: string, paths: readonly string[], cleanup: string): CacheWrite {
  return {
    id,
    paths: paths.map(treeAt),
    ...(paths.length > 1 ? { oneOf: true } : {}),
    cleanup,
    preventedBy: null,
    mounts: paths.slice(0, 1).map((target) => ({ target, locked: false })),
  };
}

function goCaches(context: CommandContext, builds: boolean): readonly CacheWrite[] {
  const modules = context.variable('GOMODCACHE');
  const paths =
    modules === undefined ? folders(context, 'GOPATH', '/pkg/mod', '/go', `${below(context.home)}/go`) : [modules];
  const build = folders(context, 'GOCACHE', '', `${below(context.home)}/.cache/go-build`);
  return [
    cacheOf('go-mod', paths, 'go clean -modcache'),
    ...(builds ? [cacheOf('go-build', build, 'go clean -cache')] : []),
  ];
}

const go = defineTool(
  'go',
  {
    values: list(
      '-C -o -p -ldflags -gcflags -asmflags -tags -mod -modfile -buildmode -run -timeout -covermode -pkgdir -toolexec -installsuffix -overlay',
    ),
    singleDash: true,
  },
  ({ parsed, verb: verbArgument, rest, context, file, tree }) => {
    const verb = verbArgument?.text ?? null;
    if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
    const at = argumentOf(parsed, '-C');
    const folder = at === undefined ? context.workingFolder : tree(at).path;
    const environment = list('CGO_ENABLED GOOS GOARCH GOFLAGS GOPROXY GOPATH GOCACHE GOMODCACHE');
    switch (verb) {
      case 'build':
      case 'generate': {
        const output = argumentOf(parsed, '-o');
        const written = output === undefined ? unknownBelow(folder) : file(output);
        return {
          verb,
          reads: [treeAt(folder)],
          writes: [writeTo(written, output?.word)],
          caches: goCaches(context, true),
          network: true,
          role: 'compile',
          environment,
        };
      }
      case 'install': {
        const binaries = context.variable('GOBIN') ?? folders(context, 'GOPATH', '/bin', '/go')[0] ?? '/go/bin';
        return {
          verb,
          reads: [treeAt(folder)],
          writes: [writeTo(unknownBelow(binaries))],
          caches: goCaches(context, true),
          network: true,
          role: 'compile',
          environment,
        };
      }
      case 'mod':
      case 'get':
      case 'work':
        return {
          verb: verb === 'mod' ? `mod ${rest[0]?.text ?? ''}`.trim() : verb,
          reads: [treeAt(folder)],
          writes: rest[0]?.text === 'vendor' ? [writeTo(treeAt(joinPath(folder, 'vendor')))] : [],
          caches: goCaches(context, false),
          network: true,
          role: 'install',
          environment,
        };
      case 'test':
      case 'vet':
        return {
          verb,
          reads: [treeAt(folder)],
          caches: goCaches(context, true),
          network: true,
          role: 'test',
          environment,
        };
      case 'clean': {
        const [modules, builds] = goCaches(context, true);
        const cleaned = [
          ...(has(parsed, '-modcache') ? (modules?.paths ?? []) : []),
          ...(has(parsed, '-cache') ? (builds?.paths ?? []) : []),
        ];
        return { verb, deletes: cleaned.map((path) => ({ path, word: null })), role: 'clean' };
      }
      case 'run':
      case 'tool':
        return null;
      default:
        return { verb, role: 'inspect' };
    }
  },
);

function cargoCache(context: CommandContext): CacheWrite {
  const homes = folders(context, 'CARGO_HOME', '', '/usr/local/cargo', `${below(context.home)}/.cargo`);
  const paths = homes.map((home) => `${home}/registry`);
  return {
    ...cacheOf('cargo', paths, `rm -rf ${paths[0] ?? ''}`),
    mounts: [`${homes[0] ?? ''}/registry`, `${homes[0] ?? ''}/git`].map((target) => ({ target, locked: false })),
  };
}

function targetWrites({ parsed, context, tree }: Call): readonly Write[] {
  const named = argumentOf(parsed, '--target-dir');
  const folder =
    named === undefined
      ? joinPath(context.workingFolder, context.variable('CARGO_TARGET_DIR') ?? 'target')
      : tree(named).path;
  return [writeTo(treeAt(folder))];
}

const cargo = defineTool(
  'cargo',
  {
    values: list(
      '-p --package --bin --example --test --features -F --target --target-dir --manifest-path --profile -j --jobs --message-format --config --root --path --git --branch --tag --rev --version --registry --recipe-path -Z',
    ),
  },
  (call) => {
    const { parsed, verb: verbArgument, rest, context, tree } = call;
    const first = verbArgument?.text?.startsWith('+') === true ? rest[0] : verbArgument;
    const verb = first?.text ?? null;
    if (verb === null) return verbArgument === undefined ? { role: 'inspect' } : null;
    const environment = list('CARGO_HOME CARGO_TARGET_DIR RUSTFLAGS SQLX_OFFLINE');
    const reads = [treeAt(context.workingFolder)];
    switch (verb) {
      case 'build':
      case 'b':
      case 'rustc':
      case 'chef':
      case 'bench':
      case 'doc':
        return {
          verb,
          reads,
          writes: targetWrites(call),
          caches: [cargoCache(context)],
          network: !has(parsed, '--offline'),
          role: 'compile',
          environment,
        };
      case 'test':
      case 't':
      case 'check':
      case 'clippy':
      case 'fmt':
        return {
          verb,
          reads,
          writes: targetWrites(call),
          caches: [cargoCache(context)],
          network: true,
          role: 'test',
          environment,
        };
      case 'install':
      case 'binstall': {
        const root = argumentOf(parsed, '--root');
        const into =
          root === undefined ? (folders(context, 'CARGO_HOME', '', '/usr/local/cargo')[0] ?? '') : tree(root).path;
        return {
          verb,
          reads: has(parsed, '--path') ? reads : [],
          writes: [
            writeTo(unknownBelow(`${into}/bin`)),
            // Why: a package of its own is built in the project's folder, any other in a temporary one.
            ...(has(parsed, '--path') ? targetWrites(call) : []),
          ],
          caches: [cargoCache(context)],
          network: true,
          role: 'compile',
          environment,
        };
      }
      case 'fetch':
      case 'update':
      case 'vendor':
      case 'generate-lockfile':
        return {
          verb,
          reads,
          writes: verb === 'vendor' ? [writeTo(treeAt(call.path('vendor')))] : [],
          caches: [cargoCache(context)],
          network: true,
          role: 'install',
          environment,
        };
      case 'clean':
        return { verb, deletes: targetWrites(call).map(({ path }) => ({ path, word: null })), role: 'clean' };
      case 'init':
      case 'new':
      case 'add':
        return { verb, writes: [writeTo(unknownBelow(context.workingFolder))], role: 'configure' };
      case 'run':
      case 'r':
        return null;
      default:
        return { verb, role: 'inspect' };
    }
  },
);

const rustup = defineTool(
  'rustup rustup-init',
  { values: list('--default-toolchain --profile -c --component -t --target --default-host --toolchain') },
  ({ verb, context }) => {
    const home = context.variable('RUSTUP_HOME') ?? '/usr/local/rustup';
    return {
      verb: verb?.text ?? null,
      writes: [{ path: treeAt(home), persistence: 'toolchain' }],
      network: true,
      role: 'fetch',
    };
  },
);

export const goAndRustTools: readonly Tool[] = [go, cargo, rustup];
