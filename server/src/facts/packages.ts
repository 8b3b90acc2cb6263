// Packages that a stage has installed so far. Each step adds a link to a chain; names are put together when somebody asks,
// so that a keystroke in one installation costs nothing further down.
import type { Argument } from '../effects/arguments.ts';
import { argumentsOf } from '../effects/arguments.ts';
import { pairMemo } from './pair-memo.ts';
import type { CommandFacts } from './snapshot.ts';

/** One package, or all those of a group, that a step brings or takes. */
export interface PackageChange {
  readonly manager: string;
  readonly name: string;
  readonly gone: boolean;
  /** Instead of coming or going: it is marked as wanted by nobody, or as wanted; `*` are all. */
  readonly mark?: 'auto' | 'manual';
  /** Name under which it can be removed together with others. */
  readonly group?: string;
}

export interface Packages {
  readonly before: Packages | null;
  readonly changes: readonly PackageChange[];
}

export const noPackages: Packages = { before: null, changes: [] };

/** What the effect of a command changes; names that are not known are left out. */
export function packageChanges({ command, context, effect }: CommandFacts): readonly PackageChange[] {
  if (effect.tool === 'apt-mark') return marksOf(effect.verb, argumentsOf(command.words, context));
  const takesUnused =
    effect.tool.startsWith('apt') &&
    effect.role === 'clean' &&
    (effect.verb?.startsWith('auto') === true ||
      command.words.some((word) => /^--auto-?remove$/.test(word.value ?? '')));
  return [
    ...effect.installs.flatMap(({ manager, packages, group }) =>
      packages.map(({ name }) => ({ manager, name, gone: false, ...(group === undefined ? {} : { group }) })),
    ),
    ...effect.removes.flatMap(({ manager, packages }) => packages.map(({ name }) => ({ manager, name, gone: true }))),
    ...(takesUnused ? [{ manager: 'apt', name: unused, gone: true }] : []),
  ];
}

/** Stands for all packages that are marked as wanted by nobody. */
const unused = '*';

/** `apt-mark auto '.*'`, `apt-mark manual NAME…`; names that are not known mark nothing. */
function marksOf(verb: string | null, args: readonly Argument[]): readonly PackageChange[] {
  if (verb !== 'auto' && verb !== 'manual') return [];
  const names = args
    .slice(1)
    .flatMap(({ text }) => (text === null || text === verb || text.startsWith('-') ? [] : [text]));
  return names.map((name) => ({ manager: 'apt', name: name === '.*' ? '*' : name, gone: false, mark: verb }));
}

const followers = pairMemo<Packages, readonly PackageChange[], Packages>();

/** The packages after some changes: the same object for the same two. */
export function changePackages(before: Packages, changes: readonly PackageChange[]): Packages {
  return changes.length === 0 ? before : followers.get(before, changes, () => ({ before, changes }));
}

const gathered = new WeakMap<Packages, ReadonlyMap<string, ReadonlySet<string>>>();
const noNames: ReadonlySet<string> = new Set();

/** Names installed by a manager. */
export function packagesOf(packages: Packages, manager: string): ReadonlySet<string> {
  return gather(packages).get(manager) ?? noNames;
}

function gather(packages: Packages): ReadonlyMap<string, ReadonlySet<string>> {
  const links: Packages[] = [];
  let found: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  for (let link: Packages | null = packages; link !== null && found === undefined; link = link.before) {
    found = gathered.get(link);
    if (found === undefined) links.push(link);
  }
  const names = new Map([...(found ?? [])].map(([key, set]) => [key, new Set(set)] as const));
  for (const { changes } of links.reverse()) for (const change of changes) apply(names, change);
  if (links.length > 0) gathered.set(packages, names);
  return names;
}

function apply(names: Map<string, Set<string>>, { manager, name, gone, group, mark }: PackageChange): void {
  const marked = `${manager} auto`;
  if (mark !== undefined) {
    for (const each of name === '*' ? (names.get(manager) ?? []) : [name]) {
      if (mark === 'auto') add(names, marked, each);
      else names.get(marked)?.delete(each);
    }
    return;
  }
  if (gone && name === unused) {
    for (const each of names.get(marked) ?? []) names.get(manager)?.delete(each);
    return;
  }
  if (!gone) {
    add(names, manager, name);
    names.get(marked)?.delete(name);
    if (group !== undefined) add(names, `${manager} group ${group}`, name);
    return;
  }
  names.get(manager)?.delete(name);
  // Why: removing a group removes what was installed under its name.
  for (const member of names.get(`${manager} group ${name}`) ?? []) names.get(manager)?.delete(member);
}

function add(names: Map<string, Set<string>>, key: string, name: string): void {
  const set = names.get(key);
  if (set === undefined) names.set(key, new Set([name]));
  else set.add(name);
}
