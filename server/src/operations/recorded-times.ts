// A snapshot with the times that the last measured build of its Dockerfile recorded. Where none is kept it stays as it is.
import type { Snapshot } from '../facts/snapshot.ts';
import type { Host } from '../host/host.ts';
import { type RecordKey, readRecord } from './keep-record.ts';
import { measuredFacts } from './measured-record.ts';

/** The snapshot with what was measured of it last. */
export async function withRecordedTimes(host: Host, snapshot: Snapshot, key: RecordKey): Promise<Snapshot> {
  const record = await readRecord(host, key);
  return record === null ? snapshot : { ...snapshot, measured: measuredFacts(record, snapshot.dockerfile) };
}
