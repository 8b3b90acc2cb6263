// Effects of a line of shell as short text, so that tables of them can be read at a glance.
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import type { Effect, PathPattern } from '../../server/src/effects/effect.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { CommandFacts } from '../../server/src/facts/snapshot.ts';

/** The commands of a RUN after some other lines, such as `ENV A=b` or `USER app`. */
export function commandsOfRun(run: string, before: readonly string[] = []): readonly CommandFacts[] {
  const text = ['FROM debian', 'WORKDIR /w', ...before, `RUN ${run}`].join('\n');
  return buildSnapshot(parseDockerfile(text)).facts.at(-1)?.commands ?? [];
}

/** `/a` a file, `/a/` a tree, `/a/*` a glob, `/a?` something unknown below. */
export function pathText(path: PathPattern): string {
  switch (path.kind) {
    case 'file':
      return path.path;
    case 'tree':
      return path.path === '/' ? '/' : `${path.path}/`;
    case 'glob':
      return path.pattern;
    case 'unknown':
      return `${path.path}?`;
  }
}

/** What an effect says, leaving out what is none; writes of caches and of system packages are left to their own words. */
export function effectText(effect: Effect): string {
  const cached = new Set(effect.caches.flatMap(({ paths }) => paths.map(pathText)));
  const writes = effect.writes.filter(
    ({ path, persistence }) =>
      persistence !== 'registry' &&
      !cached.has(pathText(path)) &&
      !(persistence === 'cache' && path.kind === 'unknown'),
  );
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['writes', writes.map(({ path }) => pathText(path))],
    ['deletes', effect.deletes.map(({ path }) => pathText(path))],
    ['touches', effect.touches.map(({ path, change }) => `${change} ${pathText(path)}`)],
    ['caches', effect.caches.map(({ id, paths }) => `${id} ${paths.map(pathText).join('|')}`)],
    [
      'installs',
      effect.installs.flatMap(({ packages, manifests, into, recommends, open }) => [
        ...packages.map(
          ({ name, version, extras }) => name + (extras.length > 0 ? `[${extras.join()}]` : '') + (version ?? ''),
        ),
        ...manifests.map(({ path, role }) => `${role}:${path}`),
        ...(into.kind === 'system' ? [] : [`into ${into.prefix ?? into.kind}`]),
        ...(recommends === false ? ['-recommends'] : []),
        ...(open ? ['+?'] : []),
      ]),
    ],
    ['removes', effect.removes.flatMap(({ packages }) => packages.map(({ name }) => name))],
    [
      'registers',
      effect.registers
        .filter(({ kind }) => kind !== 'packages')
        .map(
          (each) =>
            ('name' in each ? `${each.kind} ${each.name}` : each.kind) +
            ('home' in each ? ` ${String(each.home)}` : ''),
        ),
    ],
  ];
  const said = parts.filter(([, values]) => values.length > 0).map(([what, values]) => `${what} ${values.join(' ')}`);
  return [
    `${effect.tool}${effect.verb === null ? '' : ` ${effect.verb}`}${effect.known ? '' : ' UNKNOWN'}: ${effect.role}`,
    ...said,
  ].join('; ');
}

/** The text of the last command's effect. */
export function lastEffect(run: string, before: readonly string[] = []): string {
  const last = commandsOfRun(run, before).at(-1);
  return last === undefined ? '' : effectText(last.effect);
}
