// mix, Elixir's build tool, with Hex and rebar: dependencies of the project in the working folder, and where Hex keeps the
// packed copies of them.
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Tool } from '../effect.ts';
import { has } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

function hexCache(context: CommandContext): CacheWrite {
  const xdg = context.variable('MIX_XDG') === undefined ? undefined : context.variable('XDG_CACHE_HOME');
  const home = context.variable('HEX_HOME') ?? (xdg === undefined ? `${below(context.home)}/.hex` : `${xdg}/hex`);
  return {
    id: 'hex',
    paths: [treeAt(`${home}/packages`)],
    cleanup: `rm -rf ${home}/packages`,
    preventedBy: null,
    mounts: [{ target: `${home}/packages`, locked: false }],
  };
}

const mix = defineTool(
  'mix',
  { values: list('--only --target -o --path --lockfile') },
  ({ verb: task, parsed, rest, context }) => {
    const verb = task?.text ?? null;
    if (verb === null) return task === undefined ? { role: 'inspect' } : null;
    const folder = context.workingFolder;
    const built = treeAt(joinPath(folder, context.variable('MIX_BUILD_PATH') ?? '_build'));
    switch (verb) {
      case 'deps.get':
      case 'deps.update': {
        const isProduction =
          context.variable('MIX_ENV') === 'prod' ||
          parsed.options.some(({ name, value }) => name === '--only' && value?.text === 'prod');
        return {
          verb,
          reads: [
            { kind: 'file', path: joinPath(folder, 'mix.exs') },
            { kind: 'file', path: joinPath(folder, 'mix.lock') },
          ],
          writes: [writeTo(treeAt(joinPath(folder, context.variable('MIX_DEPS_PATH') ?? 'deps')))],
          caches: [hexCache(context)],
          installs: [
            {
              manager: 'mix',
              packages: [],
              manifests: [
                { path: joinPath(folder, 'mix.exs'), role: 'manifest', word: null },
                { path: joinPath(folder, 'mix.lock'), role: 'lock', word: null },
              ],
              into: { kind: 'project', prefix: folder },
              recommends: null,
              open: parsed.open || rest.some(({ text }) => text === null),
              sources: [],
              development: !isProduction,
            },
          ],
          network: true,
          role: 'install',
          environment: list('MIX_ENV HEX_HOME'),
        };
      }
      case 'local.hex':
      case 'local.rebar':
      case 'archive.install':
      case 'escript.install':
        return {
          verb,
          writes: [
            { path: treeAt(context.variable('MIX_HOME') ?? `${below(context.home)}/.mix`), persistence: 'toolchain' },
          ],
          network: true,
          role: 'install',
        };
      case 'deps.compile':
      case 'compile':
      case 'release':
      case 'phx.digest':
      case 'assets.deploy':
      case 'assets.build':
      case 'escript.build':
      case 'do':
        return {
          verb,
          reads: [treeAt(folder)],
          writes: [writeTo(built), ...(/^(?:phx|assets|do)/.test(verb) ? [writeTo(unknownBelow(folder))] : [])],
          role: 'compile',
        };
      case 'deps.clean':
      case 'clean':
        return {
          verb,
          deletes:
            verb === 'clean' || has(parsed, '--build')
              ? [{ path: built, word: null }]
              : [{ path: treeAt(joinPath(folder, 'deps')), word: null }],
          role: 'clean',
        };
      case 'test':
      case 'credo':
      case 'dialyzer':
      case 'format':
        return { verb, reads: [treeAt(folder)], writes: [writeTo(unknownBelow(folder))], role: 'test' };
      default:
        return { verb, reads: [treeAt(folder)], writes: [writeTo(unknownBelow(folder))], role: 'other' };
    }
  },
);

export const elixirTools: readonly Tool[] = [mix];
