// A kept measurement brought to a Dockerfile's text as it is now: which figures are current, which are of an older text, and
// where their instructions stand. Pure; reading and keeping are keep-record.ts's.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { MeasuredFacts } from '../facts/snapshot.ts';
import { foundInLayers } from './found-in-layers.ts';
import { hashInstructions } from './instruction-hashes.ts';
import type { MeasuredRecord } from './keep-record.ts';
import { linesOf } from './stage-chain.ts';

/** Where an instruction of the built text stands now. Lines are zero-based, both inclusive. */
export interface PlaceNow {
  /** `Instruction.index` in the text as it is now. */
  readonly index: number;
  readonly startLine: number;
  readonly endLine: number;
  /** It and all it stands on are unchanged since the measurement. */
  readonly current: boolean;
}

/** By `Instruction.index` of the built text; instructions whose text is gone are left out. */
export function placesNow(record: MeasuredRecord, dockerfile: Dockerfile): ReadonlyMap<number, PlaceNow> {
  const { own, chain } = hashInstructions(dockerfile);
  const places = new Map<number, PlaceNow>();
  const taken = new Set<number>();
  const put = (built: number, now: number, current: boolean): void => {
    const instruction = dockerfile.instructions[now];
    if (!instruction || taken.has(now)) return;
    taken.add(now);
    places.set(built, { index: now, ...linesOf(dockerfile, instruction), current });
  };
  // Why lists: two stages of the same text have the same hashes.
  const byChain = new Map<string, number[]>();
  chain.forEach((hash, index) => byChain.set(hash, [...(byChain.get(hash) ?? []), index]));
  record.hashes.forEach((hash, built) => {
    const now = byChain.get(hash)?.shift();
    if (now !== undefined) put(built, now, true);
  });
  // Why: what stands on changed ground keeps its last figure, marked as stale; the same text in the same order is the same line.
  let from = 0;
  record.ownHashes.forEach((hash, built) => {
    const known = places.get(built);
    if (known) {
      from = Math.max(from, known.index + 1);
      return;
    }
    const now = own.findIndex((other, index) => index >= from && other === hash && !taken.has(index));
    if (now < 0) return;
    put(built, now, false);
    from = now + 1;
  });
  return places;
}

/** The figures of a record for the snapshot of a text. */
export function measuredFacts(record: MeasuredRecord, dockerfile: Dockerfile): MeasuredFacts {
  const { image } = record.result;
  const places = placesNow(record, dockerfile);
  const instructions = new Map<
    number,
    { fileBytes: number; seconds: number | null; cached: boolean | null; current: boolean }
  >();
  for (const { index, fileBytes, seconds, cached } of image.instructions) {
    const place = places.get(index);
    if (place) instructions.set(place.index, { fileBytes, seconds, cached, current: place.current });
  }
  return {
    image: image.name,
    measured: record.measured,
    instructions,
    baseFileBytes: image.base?.fileBytes ?? null,
    totalFileBytes: image.total.fileBytes,
    found: foundInLayers(image, places),
  };
}
