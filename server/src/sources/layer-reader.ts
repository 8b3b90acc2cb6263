// What is read of one layer's headers: each becomes an entry of the columns, and of some files the content is wanted. Where
// the bytes come from, and what is done with content, is the scan's matter.
import { createLayerIndex, entryType } from '../image/layer-index.ts';
import type { EntryType, LayerIndex, LayerLimits } from '../image/layer-index.ts';
import { kindOfPackageList, mayBePackageList, packageListLimit, rpmDatabaseLimit } from '../image/package-lists.ts';
import type { PackageListKind } from '../image/package-lists.ts';
import type { HeaderRun } from './header-run.ts';
import { latin1 } from './tar-header.ts';
import { createTarReader } from './tar-reader.ts';
import type { TarReader } from './tar-reader.ts';

/** A file whose content is wanted. */
export interface Taken {
  readonly entry: number;
  readonly fileBytes: number;
  /** A package manager's list, whose content is kept; null for all else. */
  readonly list: PackageListKind | null;
}

/** What is wrong with a blob; reads after "the layer …:". */
export interface LayerFault {
  readonly fault: string;
}

export interface LayerReader {
  readonly reader: TarReader;
  /** The file whose content comes next, once; null where it is of no interest. */
  taken(): Taken | null;
  /** Takes ordinary headers without stopping; `onTaken` is told where in the chunk a wanted file's content begins. */
  run(onTaken: (taken: Taken, content: number) => void): HeaderRun;
  finish(): LayerIndex | LayerFault;
}

const types: Readonly<Record<string, EntryType>> = {
  '0': entryType.file,
  '1': entryType.hardlink,
  '2': entryType.symlink,
  '3': entryType.other,
  '4': entryType.other,
  '5': entryType.directory,
  '6': entryType.other,
  S: entryType.file,
};

/** Besides that of lists, the content of files from `tellFrom` bytes on is wanted. */
export function createLayerReader(limits: LayerLimits, tellFrom: number): LayerReader {
  const index = createLayerIndex(limits);
  let next: Taken | null = null;
  let listBytes = 0;

  function take(entry: number, fileBytes: number): Taken | null {
    const { names, ends } = index.columns;
    const [from, end] = [entry === 0 ? 0 : (ends[entry - 1] ?? 0), ends[entry] ?? 0];
    const kind = mayBePackageList(names, from, end) ? kindOfPackageList(latin1(names, from, end)) : null;
    const list = kind !== null && isWithin(kind, fileBytes) ? kind : null;
    if (list !== null && list !== 'rpm') listBytes += fileBytes;
    return list !== null || fileBytes >= tellFrom ? { entry, fileBytes, list } : null;
  }

  /** Why a bound of its own: of rpm's database little is kept, and a layer has one. */
  function isWithin(kind: PackageListKind, fileBytes: number): boolean {
    if (kind === 'rpm') return limits.listBytes > 0 && fileBytes <= rpmDatabaseLimit;
    return fileBytes <= packageListLimit && listBytes + fileBytes <= limits.listBytes;
  }

  const reader = createTarReader((entry) => {
    const type = types[entry.type];
    if (type === undefined) return 'skip';
    const link = type === entryType.hardlink ? entry.link.subarray(0, entry.linkLength) : undefined;
    const place = index.count();
    const { fileBytes, name, nameFrom, nameLength } = entry;
    if (!index.add(type, fileBytes, name, nameFrom, nameLength, link)) return 'stop';
    // Why no sparse files: what stands in the tar is not what they hold.
    if (entry.type !== '0' || fileBytes === 0 || index.count() === place) return 'skip';
    next = take(place, fileBytes);
    return next === null ? 'skip' : 'take';
  });

  return {
    reader,
    taken() {
      const taken = next;
      next = null;
      return taken;
    },
    run: (onTaken) => ({
      columns: index.columns,
      tellFrom,
      headers: 0,
      onFile(place, fileBytes, content) {
        const taken = take(place, fileBytes);
        if (taken !== null) onTaken(taken, content);
      },
    }),
    finish() {
      const fault = reader.finish();
      return fault === null ? index.finish() : { fault };
    },
  };
}
