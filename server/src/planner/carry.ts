// What the shipped stage copies from the builder: outputs of placed commands brought to the fewest identity paths that
// can be copied, each after the last command that writes there. Paths that cannot be copied are said, never guessed.
import { isWithin } from '../effects/path-set.ts';
import type { BaseView } from './base-view.ts';
import type { CarriedPath } from './plan.ts';
import type { Output } from './recipes/recipe.ts';

export interface Carried extends CarriedPath {
  /** Place of the instruction after which it is copied. */
  readonly place: number;
  /** Place of the first instruction that writes there. */
  readonly since: number;
  /** It is copied before what that instruction runs in the shipped stage, not after. */
  readonly first?: boolean;
  readonly certain: boolean;
  /** Seen in the layers of a built image. */
  readonly observed: boolean;
  /** Copied to the root folder instead of its own path. */
  readonly staged: boolean;
  /** Path in the shipped image; the same path but for programs that are found by their name. */
  readonly to: string;
}

/** Folders that belong to the distribution or to the image's own runtime: copying them whole would destroy or double it. */
const notWhole = new Set(
  [
    '/',
    '/usr',
    '/etc',
    '/var',
    '/bin',
    '/sbin',
    '/lib',
    '/lib32',
    '/lib64',
    '/usr/bin',
    '/usr/sbin',
    '/usr/lib',
  ].concat(
    ['/usr/lib64', '/usr/share', '/usr/include', '/usr/libexec', '/var/lib', '/var/log', '/var/cache', '/home', '/run'],
    ['/proc', '/sys', '/dev', '/boot', '/mnt', '/media', '/usr/local/cuda', '/usr/lib/x86_64-linux-gnu'],
    [
      '/usr/lib/python3',
      '/usr/lib/python3/dist-packages',
      '/etc/apt',
      '/etc/ssl',
      '/etc/alternatives',
      '/var/lib/apt',
      '/tmp',
    ],
  ),
);
const registries = ['/var/lib/dpkg', '/var/lib/apt', '/lib/apk', '/var/lib/rpm', '/proc', '/sys', '/dev', '/run'];
const registryFiles = new Set([
  '/etc/passwd',
  '/etc/group',
  '/etc/shadow',
  '/etc/ld.so.cache',
  '/etc/hosts',
  '/etc/resolv.conf',
]);

/** Why a path cannot be copied; null where it can. */
export function uncopyable(path: string, kind: 'file' | 'tree'): string | null {
  if (registryFiles.has(path) || registries.some((folder) => isWithin(folder, path)))
    return `${path} is a register of the system, which is replayed, never copied`;
  if (kind === 'tree' && notWhole.has(path)) return `${path} belongs to the base image and cannot be copied as a whole`;
  if (/[*?[$]/.test(path)) return `${path} is not one known path`;
  return null;
}

/** Merged `/usr` (Debian 12, Ubuntu 20.04 and later): `/lib` is a link, so what is written there lies in `/usr/lib`. */
export function canonicalPath(path: string, base: BaseView | null): string {
  if (base?.manager !== 'apt') return path;
  return /^\/(?:bin|sbin|lib|lib64)\/./.test(path) ? `/usr${path}` : path;
}

/** The parts of `/usr/local` to copy where the base keeps an interpreter or CUDA there. */
const localParts = ['bin', 'lib', 'share', 'etc'] as const;

/**
 * Outputs as paths that can be copied: whole prefixes in parts, and a path that may not be there by the working folder
 * that surely is.
 */
export function expandPrefix(output: Output, base: BaseView | null, folder: string | null = null): readonly Output[] {
  const path = canonicalPath(output.path, base);
  if (!output.certain && folder !== null && isWithin(folder, path) && uncopyable(folder, 'tree') === null)
    return [{ ...output, path: folder, kind: 'tree', certain: true }];
  if (output.kind === 'tree' && path === '/usr/local' && (base?.python != null || /cuda/.test(base?.image ?? '')))
    return localParts.map((part) => ({ ...output, path: `/usr/local/${part}` }));
  return [{ ...output, path }];
}

/** Brings outputs with the place of their command to the fewest paths: what lies in another is left out. */
export function coalesce(outputs: readonly { readonly output: Output; readonly place: number }[]): readonly Carried[] {
  const byPath = new Map<string, Carried>();
  for (const { output, place } of outputs) {
    const known = byPath.get(output.path);
    byPath.set(output.path, {
      path: output.path,
      kind: known?.kind === 'tree' ? 'tree' : output.kind,
      reason: known?.reason ?? output.reason,
      place: Math.max(place, known?.place ?? 0),
      since: Math.min(place, known?.since ?? place),
      certain: output.certain || known?.certain === true,
      observed: output.observed === true || known?.observed === true,
      staged: output.staged === true,
      to: output.to ?? output.path,
    });
  }
  const all = [...byPath.values()].sort((a, b) => a.path.length - b.path.length);
  const kept: Carried[] = [];
  for (const one of all) {
    const holder = kept.findIndex(
      (other) => other.kind === 'tree' && one.to === one.path && isWithin(other.path, one.path),
    );
    const held = kept[holder];
    if (held === undefined) kept.push(one);
    else kept[holder] = { ...held, place: Math.max(held.place, one.place), since: Math.min(held.since, one.since) };
  }
  // Why: a map gives its keys in the order they came, which is the order in which the author's commands wrote.
  const order = [...byPath.keys()];
  return kept.sort((a, b) => a.place - b.place || order.indexOf(a.path) - order.indexOf(b.path));
}
