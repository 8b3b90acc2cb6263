// Commands that make, move, change and remove files: coreutils and their busybox twins, find and sed.
import type { Argument } from '../arguments.ts';
import { argumentsOf, pathsOf } from '../arguments.ts';
import type { Call } from '../define-tool.ts';
import { defineTool, list } from '../define-tool.ts';
import type { Effect, PathPattern, Tool, Write } from '../effect.ts';
import { makeEffect } from '../make-effect.ts';
import type { ParsedArguments } from '../options.ts';
import { argumentOf, argumentsFor, has, parseOptions } from '../options.ts';
import { fileAt, joinPath, unknownBelow } from '../path-set.ts';
import { isSpecialFile, persistenceOf, writeTo } from '../persistence.ts';

/** One tool of this family by its options and what it does with its operands. */
function fileTool(names: string, values: string, act: (call: Call) => Partial<Effect> | null): Tool {
  return defineTool(names, { values: values === '' ? [] : list(values) }, (call) => {
    const part = act(call);
    return part === null ? null : { role: 'files', ...part };
  });
}

function isRecursive(parsed: ParsedArguments): boolean {
  return has(parsed, '-r', '-R', '--recursive', '-a', '--archive');
}

const rm = fileTool('rm rmdir unlink shred', '', ({ parsed, file, tree }) => ({
  deletes: parsed.operands.map((each) => ({ path: isRecursive(parsed) ? tree(each) : file(each), word: each.word })),
  role: 'clean',
}));

const mkdir = fileTool('mkdir', '-m --mode', ({ parsed, file }) => ({
  writes: parsed.operands.map((each) => writeTo(file(each), each.word)),
}));

const touch = fileTool(
  'touch truncate mkfifo mknod',
  '-d -r -t -s -m --date --reference --size --mode',
  ({ parsed, file }) => ({ writes: parsed.operands.map((each) => writeTo(file(each), each.word)) }),
);

const tee = fileTool('tee', '', ({ parsed, file }) => ({
  writes: parsed.operands.map((each) => writeTo(file(each), each.word)).filter(({ path }) => !isSpecialFile(path)),
}));

interface Transfer {
  readonly sources: readonly Argument[];
  readonly writes: readonly Write[];
}

/** Sources and what is written of `cp SOURCE… TARGET` and its kin. The last operand may be a folder; that is not known. */
function transfer({ parsed, tree: treeOf }: Call, tree: boolean): Transfer {
  const folder = argumentOf(parsed, '-t', '--target-directory');
  const target = folder ?? parsed.operands.at(-1);
  const sources = folder === undefined ? parsed.operands.slice(0, -1) : parsed.operands;
  if (target === undefined) return { sources, writes: [] };
  const targetPath = treeOf(target);
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
  const segment = path.split('/').findLast((each) => each !== '') ?? '';
  return segment === '' || segment === '..' ? null : segment;
}

const copyValues = '-t --target-directory -S --suffix';

const cp = fileTool('cp gcp', copyValues, (call) => {
  const { sources, writes } = transfer(call, isRecursive(call.parsed));
  return { reads: sources.map(call.tree), writes };
});

const mv = fileTool('mv', copyValues, (call) => {
  const { sources, writes } = transfer(call, true);
  const paths = sources.map(call.tree);
  return { reads: paths, writes, deletes: paths.map((path, at) => ({ path, word: sources[at]?.word ?? null })) };
});

const rsync = fileTool('rsync scp', '-e --exclude --include --exclude-from --rsh -i -P -o', (call) => {
  const { sources, writes } = transfer(call, true);
  if (sources.some((each) => each.text?.includes(':') === true)) return { writes, network: true, role: 'fetch' };
  return { reads: sources.map(call.tree), writes };
});

const ln = fileTool('ln', copyValues, (call) => {
  const { operands } = call.parsed;
  const only = operands.length === 1 ? operands[0] : undefined;
  if (only === undefined) return { writes: transfer(call, false).writes };
  const name = only.text === null ? null : lastSegment(only.text);
  const path = name === null ? unknownBelow(call.context.workingFolder) : fileAt(call.path(name));
  return { writes: [writeTo(path, only.word)] };
});

const install = fileTool('install', `-m -o -g --mode --owner --group ${copyValues}`, (call) => {
  const { parsed, file } = call;
  if (has(parsed, '-d', '--directory'))
    return { writes: parsed.operands.map((each) => writeTo(file(each), each.word)) };
  const { sources, writes } = transfer(call, false);
  return { reads: sources.map(file), writes };
});

function changing(names: string, change: 'owner' | 'mode'): Tool {
  const [first, ...others] = list(names);
  return {
    names: [first ?? '', ...others],
    effect(words, context) {
      const [name, ...args] = argumentsOf(words, context);
      // Why: `chmod -x FILE` has a mode that looks like an option.
      const isMode = (each: Argument): boolean => change === 'mode' && /^-[rwxXst]{1,6}$/.test(each.text ?? '');
      const hasMode = args.some(isMode);
      const parsed = parseOptions(
        args.filter((each) => !isMode(each)),
        { values: ['--reference', '--from'] },
      );
      const paths = hasMode || has(parsed, '--reference') ? parsed.operands : parsed.operands.slice(1);
      const kind = has(parsed, '-R', '--recursive') ? 'tree' : 'file';
      const tool = lastSegment(name?.text ?? '') ?? '';
      return makeEffect({
        tool,
        needs: [tool],
        role: 'files',
        touches: paths.map((each) => ({ path: pathsOf(each, context, kind), word: each.word, change })),
      });
    },
  };
}

const sed = fileTool('sed gsed perl', '-e -f -l --expression --file', ({ parsed, tool, file }) => {
  // Why: `-i.bak` attaches a suffix, which reads as a cluster that begins with -i.
  const inPlace = has(parsed, '-i', '--in-place');
  if (tool === 'perl' && !inPlace) return null;
  const scripted = has(parsed, '-e', '-f', '--expression', '--file');
  const files = scripted ? parsed.operands : parsed.operands.slice(1);
  const paths = files.map(file);
  return {
    reads: [...paths, ...argumentsFor(parsed, '-f', '--file').map(file)],
    writes: inPlace ? paths.map((path, at) => writeTo(path, files[at]?.word)) : [],
    role: inPlace ? 'files' : 'inspect',
  };
});

const dd = fileTool('dd', '', ({ parsed, file }) => {
  const named = (key: string): PathPattern[] =>
    parsed.operands
      .filter((each) => each.prefix.startsWith(key))
      .map((each) =>
        file({ ...each, text: each.text?.slice(key.length) ?? null, prefix: each.prefix.slice(key.length) }),
      )
      .filter((each) => !isSpecialFile(each));
  return { reads: named('if='), writes: named('of=').map((each) => writeTo(each)) };
});

/** patch names its files inside the patch: they lie below the folder it is told. */
const patch = fileTool(
  'patch',
  '-p -d -i -o --directory --input --output --strip -D -F',
  ({ parsed, context, tree, file }) => {
    const folder = argumentOf(parsed, '-d', '--directory');
    const at = folder === undefined ? context.workingFolder : tree(folder).path;
    return { reads: argumentsFor(parsed, '-i', '--input').map(file), writes: [writeTo(unknownBelow(at))] };
  },
);

const strip = fileTool(
  'strip patchelf upx dos2unix unix2dos setcap',
  '-o --set-rpath --set-interpreter --add-needed -K -N -R --remove-section',
  ({ parsed, tool, file }) => {
    const files = tool === 'setcap' ? parsed.operands.slice(1) : parsed.operands;
    const output = argumentOf(parsed, '-o');
    const written = output === undefined ? files : [output];
    return { reads: files.map(file), writes: written.map((each) => writeTo(file(each), each.word)) };
  },
);

export const fileTools: readonly Tool[] = [
  ...[rm, mkdir, touch, tee, cp, mv, rsync, ln, install, sed, dd, patch, strip],
  changing('chown chgrp setfacl', 'owner'),
  changing('chmod', 'mode'),
];
