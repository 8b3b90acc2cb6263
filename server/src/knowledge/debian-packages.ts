// Debian and Ubuntu packages: the run-time half of a -dev package, the class of a tool, and closure sizes. Exact for
// Debian 12, curated for a few other releases. It resolves no dependencies and knows no versions.
import { catalogue } from './catalogues.ts';
import { trixieHalf } from './debian-13-packages.ts';

export type ToolClass = 'build' | 'fetch' | 'pkgmgr' | 'debug' | 'runtime' | 'ambiguous' | 'jdk->jre';

interface DevRow {
  readonly rt: readonly string[];
  readonly k?: 'none' | 'same-source-non-lib' | 'foreign-lib';
  readonly note?: string;
  readonly mb?: readonly [number, number];
  readonly v?: 1;
}
interface DebianCatalogue {
  readonly source: string;
  readonly dev: Readonly<Record<string, DevRow>>;
  readonly virtual: Readonly<Record<string, readonly string[]>>;
  readonly tools: Readonly<Record<string, { readonly class: ToolClass; readonly mb?: number; readonly rt?: unknown }>>;
  readonly curated: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly compilerRuntimes: Readonly<Record<string, readonly string[]>>;
  readonly gone: Readonly<Record<string, readonly string[]>>;
}

const data = (): DebianCatalogue => catalogue<DebianCatalogue>('debian-packages');
const million = 1_000_000;

export interface RuntimeHalf {
  /** Packages to install where the program runs; empty where nothing is needed (header-only, static, tooling). */
  readonly packages: readonly string[];
  /**
   * `exact`: from the index of this very release (Debian 12 and 13); `curated`: a hand-kept name for another release; `derived`: the
   * Debian 12 name, which another release may have renamed.
   */
  readonly certainty: 'exact' | 'curated' | 'derived';
  /** A caveat for people; null where there is none. */
  readonly note: string | null;
}

function ownEntry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/**
 * The run-time half of a `-dev` package on a distribution (`debian-12`, `debian-13`, `ubuntu-22.04`, `alpine` …);
 * null for a name that is no known -dev package there. Virtual names are resolved to their first provider.
 */
export function runtimeHalf(name: string, distribution: string): RuntimeHalf | null {
  const { dev, virtual, curated } = data();
  const trixie = distribution === 'debian-13' ? trixieHalf(name) : null;
  if (typeof trixie === 'object' && trixie !== null) return { packages: trixie, certainty: 'exact', note: null };
  if (trixie === 'absent') return null;
  const curatedNames = ownEntry(curated, name)?.[distribution];
  if (curatedNames !== undefined) return { packages: curatedNames, certainty: 'curated', note: null };
  if (distribution === 'alpine') return null;
  const providers = ownEntry(virtual, name);
  const row = ownEntry(dev, name) ?? (providers?.[0] === undefined ? undefined : ownEntry(dev, providers[0]));
  if (row === undefined) return null;
  return {
    packages: row.rt,
    certainty: distribution === 'debian-12' || trixie === 'same' ? 'exact' : 'derived',
    note:
      row.note ??
      (row.k === 'same-source-non-lib' ? 'its run-time half is a tool or plug-in: check that it is wanted' : null),
  };
}

/** What a package that is no library is for; null where it is not known. */
export function toolClass(name: string): ToolClass | null {
  return ownEntry(data().tools, name)?.class ?? null;
}

/**
 * Installed bytes of a package with everything it draws in over a slim Debian 12 base, recommends left out; null where
 * unknown. Estimates for other releases.
 */
export function closureBytes(name: string): number | null {
  const { dev, tools, virtual } = data();
  const tool = ownEntry(tools, name)?.mb;
  if (tool !== undefined) return Math.round(tool * million);
  const row = ownEntry(dev, name) ?? ownEntry(dev, ownEntry(virtual, name)?.[0] ?? '');
  return row?.mb === undefined ? null : Math.round(row.mb[0] * million);
}

/** Installed bytes of the run-time half of a -dev package, same terms as `closureBytes`. */
export function runtimeHalfBytes(name: string): number | null {
  const { dev, virtual } = data();
  const row = ownEntry(dev, name) ?? ownEntry(dev, ownEntry(virtual, name)?.[0] ?? '');
  return row?.mb === undefined ? null : Math.round(row.mb[1] * million);
}

/** Run-time libraries that what a compiler makes may need (`g++` → `libstdc++6` …); empty for anything else. */
export function compilerRuntimes(compiler: string): readonly string[] {
  return ownEntry(data().compilerRuntimes, compiler) ?? [];
}

/** What the catalogue says of a package that a release no longer has; null where nothing. */
export function goneFrom(name: string, distribution: string): string | null {
  return ownEntry(data().gone, distribution)?.find((line) => line.split(' ')[0] === name) ?? null;
}
