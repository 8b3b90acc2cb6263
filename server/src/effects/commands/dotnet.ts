// The .NET command line: packages restored into the user's NuGet folder, and what build and publish write. Which packages a
// project names is not known.
import { defineTool, list } from '../define-tool.ts';
import type { Argument } from '../arguments.ts';
import type { CacheWrite, CommandContext, Tool } from '../effect.ts';
import { argumentOf, argumentsFor, has } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

function packagesFolder(context: CommandContext): string {
  return context.variable('NUGET_PACKAGES') ?? `${below(context.home)}/.nuget/packages`;
}

/** Everything NuGet keeps: unpacked packages, which a build reads, and raw downloads, which nothing does. */
function nugetCaches(context: CommandContext, packages: string): readonly CacheWrite[] {
  const data = context.variable('XDG_DATA_HOME') ?? `${below(context.home)}/.local/share`;
  const http = context.variable('NUGET_HTTP_CACHE_PATH') ?? `${data}/NuGet/http-cache`;
  return [
    {
      id: 'nuget',
      paths: [treeAt(packages)],
      cleanup: 'dotnet nuget locals all --clear',
      preventedBy: null,
      mounts: [{ target: packages, locked: false }],
    },
    {
      id: 'nuget-http',
      paths: [treeAt(http), treeAt(`${data}/NuGet/v3-cache`)],
      oneOf: true,
      cleanup: 'dotnet nuget locals all --clear',
      preventedBy: null,
      mounts: [{ target: http, locked: false }],
    },
  ];
}

function folderOf(project: Argument | undefined, context: CommandContext): string {
  const text = project?.text ?? null;
  if (text === null) return context.workingFolder;
  const path = joinPath(context.workingFolder, text);
  return /\.(?:\w*proj|slnx?|slnf)$/.test(text) ? joinPath(path, '..') : path;
}

const dotnet = defineTool(
  'dotnet',
  {
    values: list(
      '-c --configuration -o --output -r --runtime -f --framework -v --verbosity -a --arch --os -s --source --packages --configfile --version --tool-path --add-source --project --launch-profile --artifacts-path --version-suffix',
    ),
  },
  ({ verb: first, rest, parsed, context, tree, path }) => {
    const verb = first?.text ?? null;
    if (verb === null) return first === undefined ? { role: 'inspect' } : null;
    const named = argumentOf(parsed, '--packages');
    const packages = named === undefined ? packagesFolder(context) : tree(named).path;
    const folder = folderOf(rest[0], context);
    const environment = list('NUGET_PACKAGES DOTNET_CLI_HOME');
    const restores = !has(parsed, '--no-restore');
    switch (verb) {
      case 'restore':
        return {
          verb,
          reads: [treeAt(folder)],
          writes: [writeTo(unknownBelow(folder))],
          caches: nugetCaches(context, packages),
          installs: [
            {
              manager: 'nuget',
              packages: [],
              manifests: [
                {
                  path: rest[0]?.text == null ? folder : joinPath(context.workingFolder, rest[0].text),
                  role: 'manifest',
                  word: rest[0]?.word ?? null,
                },
              ],
              into: { kind: 'prefix', prefix: packages },
              recommends: null,
              open: parsed.open,
              sources: argumentsFor(parsed, '-s', '--source').map((each) => each.text ?? each.word.raw),
            },
          ],
          network: true,
          role: 'install',
          environment,
        };
      case 'build':
      case 'publish':
      case 'pack':
      case 'msbuild': {
        const output = argumentOf(parsed, '-o', '--output', '--artifacts-path');
        return {
          verb,
          reads: [treeAt(folder)],
          writes: [
            writeTo(unknownBelow(folder)),
            ...(output === undefined ? [] : [writeTo(tree(output), output.word)]),
          ],
          caches: restores ? nugetCaches(context, packages) : [],
          network: restores,
          role: 'compile',
          environment,
        };
      }
      case 'test':
        return {
          verb,
          reads: [treeAt(folder)],
          writes: [writeTo(unknownBelow(folder))],
          caches: restores ? nugetCaches(context, packages) : [],
          network: restores,
          role: 'test',
        };
      case 'tool': {
        const at = argumentOf(parsed, '--tool-path');
        const action = rest[0]?.text ?? '';
        if (!/^(?:install|restore|update)$/.test(action)) return { verb, role: 'inspect' };
        return {
          verb,
          writes: [writeTo(at === undefined ? treeAt(`${below(context.home)}/.dotnet/tools`) : tree(at), at?.word)],
          caches: nugetCaches(context, packages).slice(1),
          network: true,
          role: 'install',
        };
      }
      case 'nuget': {
        const isCleared = rest[0]?.text === 'locals' && has(parsed, '-c', '--clear');
        const which = rest[1]?.text ?? '';
        const cleared = nugetCaches(context, packages).filter(
          ({ id }) =>
            which === 'all' ||
            (which === 'http-cache' ? id === 'nuget-http' : which === 'global-packages' && id === 'nuget'),
        );
        return {
          verb,
          deletes: isCleared ? cleared.flatMap(({ paths }) => paths.map((path) => ({ path, word: null }))) : [],
          role: isCleared ? 'clean' : 'configure',
        };
      }
      case 'clean':
        return { verb, writes: [writeTo(unknownBelow(folder))], role: 'clean' };
      case 'workload':
        return { verb, writes: [writeTo(unknownBelow('/usr'))], network: true, role: 'install' };
      case 'dev-certs':
      case 'new':
      case 'sln':
      case 'add':
        return {
          verb,
          writes: [writeTo(unknownBelow(context.workingFolder)), writeTo(unknownBelow(context.home))],
          role: 'configure',
        };
      case 'exec':
        return {
          verb,
          reads: rest[0]?.text == null ? [] : [treeAt(joinPath(path(rest[0].text), '..'))],
          role: 'other',
        };
      default:
        if (!verb.endsWith('.dll')) return null;
        return { reads: [treeAt(joinPath(path(verb), '..'))], role: 'other' };
    }
  },
);

export const dotnetTools: readonly Tool[] = [dotnet];
