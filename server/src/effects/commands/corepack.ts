// corepack, which puts yarn and pnpm into PATH and downloads each of them when it is first called, or ahead of time.
import { defineTool } from '../define-tool.ts';
import type { Tool } from '../effect.ts';
import { below, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

const corepack = defineTool('corepack', { values: ['--install-directory', '-o', '--output'] }, ({ verb, context }) => {
  const fetches = /^(?:prepare|install|use|up|hydrate)$/.test(verb?.text ?? '');
  const home = context.variable('COREPACK_HOME') ?? `${below(context.home)}/.cache/node/corepack`;
  return {
    verb: verb?.text ?? null,
    writes: [
      ...(verb?.text === 'enable' ? [writeTo(unknownBelow('/usr/local/bin'))] : []),
      // Why an artifact: what lies there is the package manager, which a later line or the image may call.
      { path: treeAt(home), persistence: 'artifact' as const },
    ],
    network: fetches,
    role: 'configure',
  };
});

export const corepackTools: readonly Tool[] = [corepack];
