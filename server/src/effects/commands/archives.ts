// tar, unzip, gzip and their kin: what is unpacked where. What an archive holds is not known, only where it goes.
import type { Argument } from '../arguments.ts';
import { argumentsOf, pathsOf } from '../arguments.ts';
import { defineTool, list } from '../define-tool.ts';
import type { Effect, PathPattern, Tool } from '../effect.ts';
import { makeEffect } from '../make-effect.ts';
import { argumentOf, argumentsFor, has, parseOptions } from '../options.ts';
import { fileAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const tarValues = list(
  `-f -C -b -I -T -X -L -K -N -V -g -F -H --file --directory --strip-components --exclude --exclude-from --transform
  --xform --owner --group --mode --use-compress-program --files-from --wildcards-match --to-command --one-top-level-name
  --format --mtime --checkpoint --checkpoint-action`,
);

const tar: Tool = {
  names: ['tar', 'bsdtar', 'gtar'],
  effect(words, context) {
    const [, first, ...rest] = argumentsOf(words, context);
    if (first === undefined) return null;
    // Why: `tar xzf a.tgz` is the old style, a cluster without its dash.
    const old = !first.prefix.startsWith('-') && first.text !== null;
    const dashed: Argument = old ? { ...first, text: `-${first.prefix}`, prefix: `-${first.prefix}` } : first;
    const parsed = parseOptions(old ? reorder(dashed, rest) : [first, ...rest], { values: tarValues });
    const archive = argumentOf(parsed, '-f', '--file');
    const archiveFile: PathPattern[] =
      archive === undefined || archive.text === '-' ? [] : [pathsOf(archive, context, 'file')];
    const folder = argumentOf(parsed, '-C', '--directory');
    const at = folder === undefined ? unknownBelow(context.workingFolder) : pathsOf(folder, context, 'tree');
    if (has(parsed, '-x', '--extract', '--get')) {
      const writes = has(parsed, '-O', '--to-stdout') ? [] : [writeTo(unknownBelow(at.path), folder?.word)];
      return makeEffect({ tool: 'tar', verb: 'extract', needs: ['tar'], reads: archiveFile, writes, role: 'unpack' });
    }
    if (has(parsed, '-c', '--create', '-r', '--append', '-u')) {
      const reads = parsed.operands.map((each) => pathsOf(each, context, 'tree'));
      return makeEffect({
        tool: 'tar',
        verb: 'create',
        needs: ['tar'],
        reads,
        writes: archiveFile.map((path) => writeTo(path, archive?.word)),
        role: 'files',
      });
    }
    return makeEffect({ tool: 'tar', verb: 'list', needs: ['tar'], reads: archiveFile, role: 'inspect' });
  },
};

/** In the old style the values of all letters follow the cluster in order; getopt's way has each right after its own. */
function reorder(cluster: Argument, rest: readonly Argument[]): readonly Argument[] {
  const letters = Array.from(cluster.prefix.slice(1));
  const left = [...rest];
  const args = letters.flatMap((letter) => {
    const option: Argument = { ...cluster, text: `-${letter}`, prefix: `-${letter}` };
    const value = tarValues.includes(`-${letter}`) ? left.shift() : undefined;
    return value === undefined ? [option] : [option, value];
  });
  return [...args, ...left];
}

const unzip = defineTool('unzip bsdunzip', { values: ['-d', '-x', '-P'] }, ({ parsed, verb, context, file, tree }) => {
  if (verb === undefined) return null;
  if (has(parsed, '-l', '-v', '-t', '-p', '-Z')) return { reads: [file(verb)], role: 'inspect' };
  const folder = argumentOf(parsed, '-d');
  const at = folder === undefined ? context.workingFolder : tree(folder).path;
  return { verb: 'extract', reads: [file(verb)], writes: [writeTo(unknownBelow(at), folder?.word)], role: 'unpack' };
});

const sevenZip = defineTool(
  '7z 7za 7zr 7zz unrar cabextract',
  { values: [] },
  ({ tool, parsed, context, file, path }) => {
    const output = parsed.options.find(({ name }) => name === '-o')?.argument.text?.replace(/^-o/, '');
    const archive = tool.startsWith('7z') || tool === 'unrar' ? parsed.operands[1] : parsed.operands[0];
    const at = output === undefined || output === '' ? context.workingFolder : path(output);
    return {
      verb: 'extract',
      reads: archive === undefined ? [] : [file(archive)],
      writes: [writeTo(unknownBelow(at))],
      role: 'unpack',
    };
  },
);

const zip = defineTool('zip', { values: ['-x', '-i', '-P', '-b'] }, ({ verb, rest, file, tree }) => ({
  verb: 'create',
  reads: rest.map(tree),
  writes: verb === undefined ? [] : [writeTo(file(verb), verb.word)],
  role: 'files',
}));

const endings: Readonly<Record<string, readonly string[]>> = {
  gzip: ['.gz'],
  gunzip: ['.gz', '.tgz'],
  pigz: ['.gz'],
  unpigz: ['.gz'],
  bzip2: ['.bz2'],
  bunzip2: ['.bz2'],
  xz: ['.xz'],
  unxz: ['.xz'],
  lzma: ['.lzma'],
  lzip: ['.lz'],
  unlzma: ['.lzma'],
  uncompress: ['.Z'],
  lz4: ['.lz4'],
  unlz4: ['.lz4'],
  brotli: ['.br'],
  zstd: ['.zst'],
  unzstd: ['.zst'],
};

/** Compressors of single files: the result stands beside the file, which goes unless it is kept. */
const compressors = defineTool(
  Object.keys(endings).join(' '),
  { values: ['-o', '-T', '-S', '-p', '--threads', '--suffix'] },
  ({ tool, parsed, file, context }): Partial<Effect> => {
    const [ending = ''] = endings[tool] ?? [];
    const unpacks =
      tool.startsWith('un') ||
      tool.startsWith('gun') ||
      tool.startsWith('bun') ||
      has(parsed, '-d', '--decompress', '--uncompress');
    const reads = parsed.operands.map(file);
    const role = unpacks ? 'unpack' : 'files';
    if (has(parsed, '-c', '--stdout', '-t', '-l')) return { reads, role };
    const named = argumentOf(parsed, '-o');
    const writes =
      named === undefined
        ? parsed.operands.map((each) => writeTo(beside(file(each), ending, unpacks, context.workingFolder), each.word))
        : [writeTo(file(named), named.word)];
    const keeps = has(parsed, '-k', '--keep') || (tool.endsWith('zstd') && !has(parsed, '--rm'));
    return {
      reads,
      writes,
      deletes: keeps ? [] : reads.map((path, at) => ({ path, word: parsed.operands[at]?.word ?? null })),
      role,
    };
  },
);

function beside(path: PathPattern, ending: string, unpacks: boolean, folder: string): PathPattern {
  if (path.kind !== 'file') return unknownBelow(path.kind === 'unknown' ? folder : path.path);
  if (!unpacks) return fileAt(path.path + ending);
  return path.path.endsWith(ending)
    ? fileAt(path.path.slice(0, -ending.length))
    : unknownBelow(path.path.slice(0, path.path.lastIndexOf('/')) || '/');
}

/** Unpack to standard output and leave the file as it is. */
const catters = defineTool('zcat gzcat bzcat xzcat lzcat zstdcat lz4cat', { values: [] }, ({ parsed, file }) => ({
  reads: parsed.operands.map(file),
  role: 'unpack',
}));

const cpio = defineTool('cpio rpm2cpio', { values: ['-D', '-F', '-H'] }, ({ tool, parsed, context }) => ({
  reads: argumentsFor(parsed, '-F').map((each) => pathsOf(each, context, 'file')),
  writes: tool === 'cpio' && has(parsed, '-i', '--extract') ? [writeTo(unknownBelow(context.workingFolder))] : [],
  role: 'unpack',
}));

export const archiveTools: readonly Tool[] = [tar, unzip, sevenZip, zip, compressors, catters, cpio];
