// Composer: PHP packages of the project in the working folder or global ones, and the downloads it keeps of them.
import { defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, PackageWord, Tool } from '../effect.ts';
import { argumentOf, has } from '../options.ts';
import { below, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

/** Composer 1 and 2: COMPOSER_CACHE_DIR, else below COMPOSER_HOME, else the XDG folder, else `~/.composer`. */
function cacheFolders(context: CommandContext): readonly string[] {
  const named = context.variable('COMPOSER_CACHE_DIR');
  if (named !== undefined && named !== '') return [named];
  const home = context.variable('COMPOSER_HOME');
  if (home !== undefined && home !== '') return [`${home}/cache`];
  const own = below(context.home);
  const xdg = context.variable('XDG_CACHE_HOME');
  // Why the last: the official composer image sets COMPOSER_HOME=/tmp.
  const others = [`${own}/.composer/cache`, `${own}/.cache/composer`, '/tmp/cache'];
  return xdg === undefined ? others : [`${xdg}/composer`, ...others];
}

function isOn(value: string | undefined): boolean {
  return /^(?:1|true|yes|on)$/i.test(value ?? '');
}

function packagesOf(
  operands: readonly { readonly text: string | null; readonly word: PackageWord['word'] }[],
): readonly PackageWord[] {
  return operands.flatMap(({ text, word }) => {
    const parts = /^([\w.-]+\/[\w.-]+)(?:[:=](.+))?$/.exec(text ?? '');
    return parts?.[1] === undefined ? [] : [{ name: parts[1], version: parts[2] ?? null, extras: [], word }];
  });
}

const composer = defineTool(
  'composer composer.phar',
  {
    values: list(
      '-d --working-dir -s --stability --repository --prefer-install --ignore-platform-req --apcu-autoloader-prefix',
    ),
  },
  (call) => {
    const { parsed, context, rest, verb: first } = call;
    if (first?.text === null) return null;
    const isGlobal = first?.text === 'global';
    const verbArgument = isGlobal ? rest[0] : first;
    const operands = isGlobal ? rest.slice(1) : rest;
    const verb = verbArgument?.text ?? null;
    if (verbArgument === undefined || verb === null) return { role: 'inspect' };
    const at = argumentOf(parsed, '-d', '--working-dir');
    if (at?.text === null) return null;
    const folder = isGlobal
      ? (context.variable('COMPOSER_HOME') ?? `${below(context.home)}/.composer`)
      : at === undefined
        ? context.workingFolder
        : call.path(at.text);
    const folders = cacheFolders(context);
    const places = folders.map(treeAt);
    const cache: CacheWrite = {
      id: 'composer',
      paths: places,
      ...(places.length > 1 ? { oneOf: true } : {}),
      cleanup: 'composer clear-cache',
      preventedBy: { flag: '--no-cache', after: verbArgument.word.span },
      mounts: folders.slice(0, 1).map((target) => ({ target, locked: false })),
    };
    switch (verb) {
      case 'install':
      case 'i':
      case 'update':
      case 'upgrade':
      case 'u':
      case 'require':
      case 'create-project': {
        const packages = verb === 'install' || verb === 'i' ? [] : packagesOf(operands);
        const project = verb === 'create-project' ? (operands[1] ?? null) : null;
        const target = project === null ? folder : call.tree(project).path;
        const noDevelopment = has(parsed, '--no-dev', '--update-no-dev') || isOn(context.variable('COMPOSER_NO_DEV'));
        return {
          verb,
          reads: [
            { kind: 'file', path: joinPath(folder, 'composer.json') },
            { kind: 'file', path: joinPath(folder, 'composer.lock') },
          ],
          writes: [
            writeTo(verb === 'create-project' ? treeAt(target) : treeAt(joinPath(target, 'vendor'))),
            ...(verb === 'require' ? [writeTo({ kind: 'file', path: joinPath(folder, 'composer.json') })] : []),
          ],
          caches:
            has(parsed, '--no-cache', '--dry-run') || context.variable('COMPOSER_CACHE_DIR') === '/dev/null'
              ? []
              : [cache],
          installs: [
            {
              manager: 'composer',
              packages,
              manifests:
                isGlobal || verb === 'create-project'
                  ? []
                  : [
                      { path: joinPath(folder, 'composer.json'), role: 'manifest', word: null },
                      { path: joinPath(folder, 'composer.lock'), role: 'lock', word: null },
                    ],
              into: { kind: 'project', prefix: target },
              recommends: null,
              open: parsed.open,
              sources: [],
              ...(parsed.open || isGlobal || packages.length > 0 ? {} : { development: !noDevelopment }),
            },
          ],
          network: true,
          role: 'install',
          environment: list('COMPOSER_HOME COMPOSER_CACHE_DIR COMPOSER_NO_DEV'),
        };
      }
      case 'clear-cache':
      case 'clearcache':
      case 'cc':
        return { verb, deletes: places.map((path) => ({ path, word: null })), role: 'clean' };
      case 'dump-autoload':
      case 'dumpautoload':
        return {
          verb,
          reads: [treeAt(folder)],
          writes: [writeTo(unknownBelow(joinPath(folder, 'vendor')))],
          role: 'compile',
        };
      case 'config':
        return {
          verb,
          writes: [writeTo(unknownBelow(context.home)), writeTo(unknownBelow(folder))],
          role: 'configure',
        };
      case 'remove':
        return { verb, removes: [{ manager: 'composer', packages: packagesOf(operands) }], role: 'clean' };
      case 'run-script':
      case 'run':
      case 'exec':
        return { verb, reads: [treeAt(folder)], writes: [writeTo(unknownBelow(folder))], role: 'other' };
      default:
        return null;
    }
  },
);

/** A script that compiles extensions, installs the packages that they load and takes build packages off again by itself. */
const installer = defineTool('install-php-extensions', { values: [] }, ({ verb }) => ({
  verb: verb?.text ?? null,
  writes: [
    { path: treeAt('/usr/local/lib/php'), persistence: 'registry' },
    { path: treeAt('/usr/local/etc/php'), persistence: 'registry' },
  ],
  registers: [{ kind: 'module', name: verb?.text ?? '' }],
  network: true,
  role: 'configure',
}));

export const phpTools: readonly Tool[] = [composer, installer];
