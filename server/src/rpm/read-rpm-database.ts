// What is installed, from rpm's database in any of its three formats: SQLite (RHEL 9, Fedora, Amazon Linux 2023), Berkeley
// DB (RHEL 8 and before, Amazon Linux 2), ndb (SUSE). The database is whole in memory; it is not asked where it was.
import { berkeleyValues, isBerkeleyHash } from './berkeley-values.ts';
import { isNdb, ndbValues } from './ndb-values.ts';
import { readRpmHeader, type RpmPackage } from './rpm-header.ts';
import { isSqlite, sqliteBlobs } from './sqlite-rows.ts';

/** More than any image has. */
const packageLimit = 50_000;

/** Packages in the order of the database; none where it is of no known format. */
export function* readRpmDatabase(bytes: Uint8Array): Generator<RpmPackage> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Why a bound: values of a true database share no bytes, those of a made one may.
  let left = buffer.length;
  let packages = 0;
  for (const value of valuesOf(buffer)) {
    left -= value.length;
    if (left < 0 || packages === packageLimit) return;
    const read = readRpmHeader(value);
    if (read === null) continue;
    packages++;
    yield read;
  }
}

function valuesOf(bytes: Buffer): Iterable<Buffer> {
  if (isSqlite(bytes)) return sqliteBlobs(bytes, 'Packages');
  if (isBerkeleyHash(bytes)) return berkeleyValues(bytes);
  return isNdb(bytes) ? ndbValues(bytes) : [];
}
