// Compilers and linkers of C, C++, CUDA and Fortran: sources in, one file or object files out.
import { defineTool, list } from '../define-tool.ts';
import type { Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { fileAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const values = list(
  `-o -I -L -x -MF -MT -MQ -isystem -include -iquote -Xlinker -Xcompiler -Xpreprocessor -Xassembler -arch -T -u -D -U
  -framework -gencode -code -ccbin --compiler-bindir --gpu-architecture --gpu-code --generate-code -target --param
  -rpath -soname -z -m -e`,
);

const compiler = defineTool(
  'gcc g++ cc c++ clang clang++ nvcc gfortran hipcc icx icpx dpcpp ld ld.lld musl-gcc',
  { values, singleDash: true },
  ({ parsed, context, file, tree, path }) => {
    if (has(parsed, '--version', '-v', '-V', '-dumpversion', '-dumpmachine', '--help') && parsed.operands.length === 0)
      return { role: 'inspect' };
    const output = argumentOf(parsed, '-o');
    const links = !has(parsed, '-c', '-S', '-E');
    const written =
      output === undefined ? (links ? fileAt(path('a.out')) : unknownBelow(context.workingFolder)) : file(output);
    return {
      verb: links ? 'link' : 'compile',
      reads: [...parsed.operands.map(file), ...argumentsFor(parsed, '-I', '-L', '-isystem').map(tree)],
      writes: [writeTo(written, output?.word)],
      role: 'compile',
      environment: list('CPATH LIBRARY_PATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH'),
    };
  },
);

const archiver = defineTool('ar ranlib as yasm nasm', { values: ['-o'] }, ({ tool, parsed, file }) => {
  const target =
    argumentOf(parsed, '-o') ??
    (tool === 'ar' ? parsed.operands[parsed.options.length > 0 ? 0 : 1] : parsed.operands[0]);
  return {
    reads: parsed.operands.map(file),
    writes: target === undefined ? [] : [writeTo(file(target), target.word)],
    role: 'compile',
  };
});

export const compilerTools: readonly Tool[] = [compiler, archiver];
