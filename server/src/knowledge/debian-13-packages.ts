// Run-time halves of -dev packages on Debian 13 where they differ from Debian 12: renamed libraries (t64, new sonames) and
// packages that are new or gone. It knows no other release.
import { catalogue } from './catalogues.ts';

interface TrixieCatalogue {
  readonly source: string;
  readonly dev: Readonly<Record<string, readonly string[]>>;
  readonly absent: readonly string[];
  readonly unsure: readonly string[];
}

let sets: {
  readonly of: TrixieCatalogue;
  readonly absent: ReadonlySet<string>;
  readonly unsure: ReadonlySet<string>;
} | null = null;

/**
 * The run-time half of a -dev package on Debian 13: its packages; `same` where they are named as on Debian 12; `unsure`
 * where the index does not tell; `absent` where Debian 13 has no such package.
 */
export function trixieHalf(name: string): readonly string[] | 'same' | 'unsure' | 'absent' {
  const data = catalogue<TrixieCatalogue>('debian-13-packages');
  if (sets?.of !== data) sets = { of: data, absent: new Set(data.absent), unsure: new Set(data.unsure) };
  const own = Object.hasOwn(data.dev, name) ? data.dev[name] : undefined;
  if (own !== undefined) return own;
  return sets.absent.has(name) ? 'absent' : sets.unsure.has(name) ? 'unsure' : 'same';
}
