// Deno: remote modules and npm packages kept below DENO_DIR, which the program reads when it starts: no cache to be emptied.
import { defineTool, list } from '../define-tool.ts';
import type { Tool } from '../effect.ts';
import { argumentOf } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const deno = defineTool(
  'deno',
  { values: list('-c --config --lock --import-map -o --output --target --cert --location -n --name --root') },
  ({ verb: first, rest, parsed, context, file, tree }) => {
    const verb = first?.text ?? null;
    if (verb === null) return first === undefined ? { role: 'inspect' } : null;
    const store = writeTo(treeAt(context.variable('DENO_DIR') ?? `${below(context.home)}/.cache/deno`));
    const kept = { ...store, persistence: 'artifact' as const };
    const reads = rest.map(file);
    switch (verb) {
      case 'cache':
      case 'install':
      case 'i':
      case 'add': {
        const root = argumentOf(parsed, '--root');
        const modules = parsed.options.some(({ name }) => name === '--node-modules-dir');
        return {
          verb,
          reads,
          writes: [
            kept,
            ...(root === undefined ? [] : [writeTo(tree(root), root.word)]),
            ...(modules ? [writeTo(treeAt(joinPath(context.workingFolder, 'node_modules')))] : []),
          ],
          network: true,
          role: 'install',
          environment: ['DENO_DIR'],
        };
      }
      case 'compile':
      case 'bundle': {
        const output = argumentOf(parsed, '-o', '--output');
        return {
          verb,
          reads,
          writes: [
            kept,
            writeTo(output === undefined ? unknownBelow(context.workingFolder) : file(output), output?.word),
          ],
          network: true,
          role: 'compile',
        };
      }
      case 'task':
        return {
          verb,
          reads: [treeAt(context.workingFolder)],
          writes: [writeTo(unknownBelow(context.workingFolder))],
          role: rest[0]?.text === 'build' ? 'compile' : 'other',
        };
      case 'test':
      case 'lint':
      case 'check':
      case 'fmt':
        return { verb, reads: [treeAt(context.workingFolder)], writes: [kept], network: true, role: 'test' };
      default:
        return null;
    }
  },
);

export const denoTools: readonly Tool[] = [deno];
