// Commands that make, move, change and remove files: coreutils and their busybox twins, find and sed.
import type { Argument } from '../arguments.ts';
import { argumentsOf, pathsOf } from '../arguments.ts';
import type { CommandContext, Effect, PathPattern, Tool, Write } from '../effect.ts';
import { makeEffect } from '../make-effect.ts';
import type { OptionTable, ParsedArguments } from '../options.ts';
import { argumentOf, argumentsFor, has, parseOptions } from '../options.ts';
import { joinPath } from '../path-set.ts';
import { isSpecialFile, persistenceOf, writeTo } from '../persistence.ts';

/** One tool of this family by its options and what it does with its operands. */
function fileTool(
  names: readonly string[],
  table: OptionTable,
  act: (parsed: ParsedArguments, context: CommandContext, tool: string) => Partial<Effect> | null,
): Tool {
  return {
    names,
    effect(words, context) {
      const [name, ...args] = argumentsOf(words, context);
      const text = name?.text ?? '';
      const tool = text.slice(text.lastIndexOf('/') + 1);
      const part = act(parseOptions(args, table), context, tool);
      return part === null ? null : makeEffect({ tool, needs: [tool], role: 'files', ...part });
    },
  };
}

function isRecursive(parsed: ParsedArguments): boolean {
  return has(parsed, '-r', '-R', '--recursive', '-a', '--archive');
}

const rm = fileTool(['rm', 'rmdir', 'unlink', 'shred', 'trash'], { values: [] }, (parsed, context) => ({
  deletes: parsed.operands.map((each) => ({
    path: pathsOf(each, context, isRecursive(parsed) ? 'tree' : 'file'),
    word: each.word,
  })),
  role: 'clean',
}));

const mkdir = fileTool(['mkdir'], { values: ['-m', '--mode'] }, (parsed, context) => ({
  writes: parsed.operands.map((each) => writeTo(pathsOf(each, context, 'file'), each.word)),
}));

const touch = fileTool(
  ['touch', 'truncate', 'mkfifo', 'mknod'],
  { values: ['-d', '-r', '-t', '-s', '-m', '--date', '--reference', '--size', '--mode'] },
  (parsed, context) => ({
    writes: parsed.operands.map((each) => writeTo(pathsOf(each, context, 'file'), each.word)),
  }),
);

const tee = fileTool(['tee'], { values: [] }, (parsed, context) => ({
  writes: parsed.operands
    .map((each) => writeTo(pathsOf(each, context, 'file'), each.word))
    .filter(({ path }) => !isSpecialFile(path)),
}));

interface Transfer {
  readonly sources: readonly Argument[];
  readonly writes: readonly Write[];
}

/** Sources and what is written of `cp SOURCE… TARGET` and its kin. The last operand may be a folder; that is not known. */
function transfer(parsed: ParsedArguments, context: CommandContext, tree: boolean): Transfer {
  const folder = argumentOf(parsed, '-t', '--target-directory');
  const target = folder ?? parsed.operands.at(-1);
  const sources = folder === undefined ? parsed.operands.slice(0, -1) : parsed.operands;
  if (target === undefined) return { sources, writes: [] };
  const targetPath = pathsOf(target, context, 'tree');
  const intoFolder = folder !== undefined || sources.length > 1 || target.text?.endsWith('/') === true;
  const persistence = persistenceOf(targetPath.path);
  const writes = sources.map((source): Write => {
    const named = source.text === null || source.glob || source.many ? null : lastSegment(source.text);
    // Why: `cp -r a/. b` puts what is in `a` straight into `b`.
    const path: PathPattern =
      intoFolder && targetPath.kind === 'tree' && named !== null && named !== '.'
        ? { kind: tree ? 'tree' : 'file', path: joinPath(targetPath.path, named) }
        : intoFolder && targetPath.kind === 'tree'
          ? { kind: 'unknown', path: targetPath.path }
          : targetPath;
    return { path, persistence, word: target.word };
  });
  return { sources, writes };
}

function lastSegment(path: string): string | null {
  const trimmed = path.replace(/(?<=[^/])\/{1,64}$/, '');
  const segment = trimmed.slice(trimmed.lastIndexOf('/') + 1);
  return segment === '' || segment === '..' ? null : segment;
}

const copyValues = ['-t', '--target-directory', '-S', '--suffix', '--backup', '--sparse', '--context', '-Z'];

const cp = fileTool(['cp', 'gcp'], { values: copyValues.slice(0, 4) }, (parsed, context) => {
  const { sources, writes } = transfer(parsed, context, isRecursive(parsed));
  return { reads: sources.map((each) => pathsOf(each, context, 'tree')), writes };
});

const mv = fileTool(['mv'], { values: copyValues.slice(0, 4) }, (parsed, context) => {
  const { sources, writes } = transfer(parsed, context, true);
  const paths = sources.map((each) => pathsOf(each, context, 'tree'));
  return { reads: paths, writes, deletes: paths.map((path, at) => ({ path, word: sources[at]?.word ?? null })) };
});

const rsync = fileTool(
  ['rsync'],
  { values: ['-e', '--exclude', '--include', '--exclude-from', '--rsh'] },
  (parsed, context) => {
    const { sources, writes } = transfer(parsed, context, true);
    if (sources.some((each) => each.text?.includes(':') === true)) return { writes, network: true, role: 'fetch' };
    return { reads: sources.map((each) => pathsOf(each, context, 'tree')), writes };
  },
);

const ln = fileTool(['ln'], { values: copyValues.slice(0, 4) }, (parsed, context) => {
  const operands = parsed.operands;
  const only = operands.length === 1 ? operands[0] : undefined;
  if (only === undefined) return { writes: transfer(parsed, context, false).writes };
  const name = only.text === null ? null : lastSegment(only.text);
  const path: PathPattern =
    name === null
      ? { kind: 'unknown', path: context.workingFolder }
      : { kind: 'file', path: joinPath(context.workingFolder, name) };
  return { writes: [writeTo(path, only.word)] };
});

const install = fileTool(
  ['install'],
  { values: ['-m', '-o', '-g', '-t', '-S', '--mode', '--owner', '--group', '--target-directory', '--suffix'] },
  (parsed, context) => {
    if (has(parsed, '-d', '--directory')) {
      return { writes: parsed.operands.map((each) => writeTo(pathsOf(each, context, 'file'), each.word)) };
    }
    const { sources, writes } = transfer(parsed, context, false);
    return { reads: sources.map((each) => pathsOf(each, context, 'file')), writes };
  },
);

function changing(names: readonly string[], change: 'owner' | 'mode'): Tool {
  return {
    names,
    effect(words, context) {
      const [name, ...args] = argumentsOf(words, context);
      const text = name?.text ?? '';
      const tool = text.slice(text.lastIndexOf('/') + 1);
      // Why: `chmod -x FILE` has a mode that looks like an option.
      const isMode = (each: Argument): boolean => change === 'mode' && /^-[rwxXst]{1,6}$/.test(each.text ?? '');
      const hasMode = args.some(isMode);
      const parsed = parseOptions(
        args.filter((each) => !isMode(each)),
        { values: ['--reference', '--from'] },
      );
      const paths = hasMode || has(parsed, '--reference') ? parsed.operands : parsed.operands.slice(1);
      const kind = has(parsed, '-R', '--recursive') ? 'tree' : 'file';
      return makeEffect({
        tool,
        needs: [tool],
        role: 'files',
        touches: paths.map((each) => ({ path: pathsOf(each, context, kind), word: each.word, change })),
      });
    },
  };
}

const sed = fileTool(
  ['sed', 'gsed', 'perl'],
  { values: ['-e', '-f', '-l', '-n', '--expression', '--file'].filter((name) => name !== '-n') },
  (parsed, context, tool) => {
    const inPlace = has(parsed, '--in-place') || parsed.options.some(({ name }) => name === '-i');
    if (tool === 'perl' && !inPlace) return null;
    const scripted = has(parsed, '-e', '-f', '--expression', '--file');
    const files = scripted ? parsed.operands : parsed.operands.slice(1);
    const paths = files.map((each) => pathsOf(each, context, 'file'));
    return {
      reads: [...paths, ...argumentsFor(parsed, '-f', '--file').map((each) => pathsOf(each, context, 'file'))],
      writes: inPlace ? paths.map((path, at) => writeTo(path, files[at]?.word)) : [],
      role: inPlace ? 'files' : 'inspect',
    };
  },
);

const dd: Tool = {
  names: ['dd'],
  effect(words, context) {
    const operands = argumentsOf(words.slice(1), context);
    const path = (key: string): PathPattern[] =>
      operands
        .filter((each) => each.prefix.startsWith(key))
        .map((each) => {
          const text = each.text === null ? null : each.text.slice(key.length);
          return pathsOf({ ...each, text, prefix: each.prefix.slice(key.length) }, context, 'file');
        })
        .filter((each) => !isSpecialFile(each));
    return makeEffect({
      tool: 'dd',
      needs: ['dd'],
      reads: path('if='),
      writes: path('of=').map((each) => writeTo(each)),
      role: 'files',
    });
  },
};

const strip = fileTool(
  ['strip', 'patchelf', 'upx', 'dos2unix', 'unix2dos', 'setcap'],
  { values: ['-o', '--set-rpath', '--set-interpreter', '--add-needed', '-K', '-N', '-R', '--remove-section'] },
  (parsed, context, tool) => {
    const files = tool === 'setcap' ? parsed.operands.slice(1) : parsed.operands;
    const output = argumentOf(parsed, '-o');
    const written = output === undefined ? files : [output];
    return {
      reads: files.map((each) => pathsOf(each, context, 'file')),
      writes: written.map((each) => writeTo(pathsOf(each, context, 'file'), each.word)),
    };
  },
);

export const fileTools: readonly Tool[] = [
  rm,
  mkdir,
  touch,
  tee,
  cp,
  mv,
  rsync,
  ln,
  install,
  sed,
  dd,
  strip,
  changing(['chown', 'chgrp', 'setfacl'], 'owner'),
  changing(['chmod'], 'mode'),
];
