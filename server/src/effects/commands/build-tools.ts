// make, cmake, ninja, meson and configure scripts: what is built stays in the build folder, what is installed goes below
// the prefix that the project was configured with (/usr/local where nothing says, as all of them have it).
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { CommandContext, Effect, Tool, Write } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const compilerVariables = list('CC CXX CFLAGS CXXFLAGS LDFLAGS CMAKE_ARGS MAKEFLAGS PKG_CONFIG_PATH DESTDIR');

/** Where an installation writes: below DESTDIR and the prefix. */
function installWrites(
  context: CommandContext,
  folder: string,
  destination: string | undefined,
  prefix: string | undefined,
): readonly Write[] {
  const root = destination ?? context.variable('DESTDIR') ?? '/';
  const below = prefix ?? context.setting(`install-prefix ${folder}`) ?? '/usr/local';
  return [writeTo(unknownBelow(joinPath('/', `${root}/${below}`)))];
}

function build(folder: string, extra: readonly Write[], verb: string | null): Partial<Effect> {
  return {
    verb,
    reads: [treeAt(folder)],
    writes: [writeTo(unknownBelow(folder)), ...extra],
    role: 'compile',
    environment: compilerVariables,
  };
}

const make = defineTool(
  'make gmake bmake mingw32-make',
  { values: list('-C --directory -f --file --makefile -I -o -W -l') },
  (call) => {
    const { parsed, context, tree } = call;
    const at = argumentOf(parsed, '-C', '--directory');
    const folder = at === undefined ? context.workingFolder : tree(at).path;
    const assigned = new Map<string, string | undefined>();
    const targets: string[] = [];
    for (const { text, prefix } of parsed.operands) {
      const name = /^(\w+)[:?+]?=/.exec(prefix);
      if (name !== null) assigned.set(name[1] ?? '', text?.slice(name[0].length));
      // Why: `-j 8` has its number as an operand.
      else if (text !== null && !/^\d+$/.test(text)) targets.push(text);
    }
    const verb = targets[0] ?? null;
    if (targets.length > 0 && targets.every((target) => /^(?:dist|mostly|very)?clean$/.test(target))) {
      return { verb, deletes: [{ path: unknownBelow(folder), word: null }], role: 'clean' };
    }
    if (targets.length > 0 && targets.every((target) => /^(?:check|test)/.test(target))) {
      return { ...build(folder, [], verb), role: 'test' };
    }
    // Why: `altinstall` and `install_sw` put things in place too.
    const installs = targets.some((target) => /install(?:$|[-_/])/.test(target) && !target.startsWith('uninstall'));
    const prefix = assigned.get('PREFIX') ?? assigned.get('prefix') ?? assigned.get('INSTALL_PREFIX');
    return build(folder, installs ? installWrites(context, folder, assigned.get('DESTDIR'), prefix) : [], verb);
  },
);

const ninja = defineTool(
  'ninja ninja-build samu',
  { values: list('-C -f -j -k -l -t -d -w') },
  ({ parsed, context, tree }) => {
    const at = argumentOf(parsed, '-C');
    const folder = at === undefined ? context.workingFolder : tree(at).path;
    const targets = parsed.operands.map((each) => each.text ?? '');
    const installs = targets.some((target) => target.startsWith('install'));
    return build(folder, installs ? installWrites(context, folder, undefined, undefined) : [], targets[0] ?? null);
  },
);

const cmakeValues = list(
  '-S -B -D -G -C -U -T -A -E -P --build --install --target -t --config --prefix --component --parallel --toolchain --preset --install-prefix',
);

const cmake = defineTool('cmake', { values: cmakeValues, singleDash: true }, (call) => {
  const { parsed, context, tree } = call;
  if (has(parsed, '-E', '-P')) return null;
  const built = argumentOf(parsed, '--build', '--install');
  if (built !== undefined) {
    const folder = tree(built).path;
    const targets = [...argumentsFor(parsed, '--target', '-t'), ...parsed.operands].map((each) => each.text ?? '');
    const installs = has(parsed, '--install') || targets.some((target) => target.startsWith('install'));
    const prefix = argumentOf(parsed, '--prefix')?.text ?? undefined;
    return build(
      folder,
      installs ? installWrites(context, folder, undefined, prefix) : [],
      has(parsed, '--install') ? 'install' : 'build',
    );
  }
  if (parsed.operands.length === 0 && !has(parsed, '-S', '-B', '--preset')) return { role: 'inspect' };
  return configure(call, attached(call, '-B'), attached(call, '-S'));
});

/** The folder given as `-B build` or `-Bbuild`. */
function attached({ parsed, path, tree }: Call, name: '-B' | '-S'): string | undefined {
  const apart = argumentOf(parsed, name);
  if (apart !== undefined) return tree(apart).path;
  const joined = parsed.options.find((option) => option.name.startsWith(name) && option.name.length > 2)?.argument.text;
  return joined == null ? undefined : path(joined.slice(2));
}

function configure(
  { parsed, context, tree }: Call,
  into: string | undefined,
  from: string | undefined,
): Partial<Effect> {
  const folder = into ?? context.workingFolder;
  const [operand] = parsed.operands;
  const source = from ?? (operand === undefined ? context.workingFolder : tree(operand).path);
  return {
    verb: 'configure',
    reads: [treeAt(source)],
    writes: [writeTo(into === undefined ? unknownBelow(folder) : treeAt(folder))],
    role: 'configure',
    environment: compilerVariables,
  };
}

const meson = defineTool(
  'meson',
  { values: list('-C -D --prefix --buildtype --destdir -t --backend --native-file --cross-file --libdir') },
  (call) => {
    const { parsed, verb: verbArgument, rest, context, tree } = call;
    const verb = verbArgument?.text ?? null;
    const at = argumentOf(parsed, '-C');
    const folder = at === undefined ? context.workingFolder : tree(at).path;
    if (verb === 'compile') return build(folder, [], verb);
    if (verb === 'install')
      return build(
        folder,
        installWrites(context, folder, argumentOf(parsed, '--destdir')?.text ?? undefined, undefined),
        verb,
      );
    if (verb === 'test') return { ...build(folder, [], verb), role: 'test' };
    const operands = verb === 'setup' ? rest : parsed.operands;
    const [into] = operands;
    return configure(call, into === undefined ? undefined : tree(into).path, context.workingFolder);
  },
);

const configureScript = defineTool(
  'configure Configure config bootstrap.sh autogen.sh bootstrap autoreconf autoconf automake aclocal libtoolize qmake buildconf',
  { values: [], singleDash: true },
  ({ context, program }) => {
    // Why: `config` as a bare name is some other program; as a path it is OpenSSL's script.
    if (/^(?:config|bootstrap)$/.test(program)) return null;
    return {
      verb: 'configure',
      reads: [treeAt(context.workingFolder)],
      writes: [writeTo(unknownBelow(context.workingFolder))],
      needs: program.includes('/') ? ['cc'] : [program],
      role: 'configure',
      environment: compilerVariables,
    };
  },
);

export const buildTools: readonly Tool[] = [make, ninja, cmake, meson, configureScript];
