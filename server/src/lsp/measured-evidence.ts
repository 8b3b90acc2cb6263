// The measured image of a document's very text as evidence for its rewrite: found in what is kept, or read from the engine
// when a person looks at the plan. What was read is at hand without waiting; nothing is read for a light bulb.
import { isFailure } from '../image/build-outcome.ts';
import type { BuildProgress } from '../image/build-outcome.ts';
import type { Host } from '../host/host.ts';
import { gatherEvidence, keptEvidence } from '../operations/gather-evidence.ts';
import { hasEvidence } from '../operations/keep-evidence.ts';
import type { MeasuredRecord } from '../operations/keep-record.ts';
import { exportFolder } from '../operations/kept-files.ts';
import { findTarget } from '../operations/stage-chain.ts';
import type { Evidence } from '../planner/evidence.ts';
import type { PlanEvidence } from '../protocol.ts';
import type { Analysis } from '../session/analysis.ts';
import type { Log } from './guard.ts';

export interface MeasuredEvidence {
  /** What has been read of the image of this text; null where that is nothing. */
  atHand(analysis: Analysis): Evidence | null;
  /** What may be had: null where no image of this text was measured, or it could not be read. */
  state(analysis: Analysis, trusted: boolean): Promise<PlanEvidence | null>;
  /** Takes what was kept of it, if anything was; asks no engine. */
  restore(analysis: Analysis): Promise<Evidence | null>;
  /** The same, and reads the image out of the engine where nothing was kept. Null where that fails. */
  read(
    analysis: Analysis,
    engine: string | null,
    tell: (progress: BuildProgress) => void,
    signal: AbortSignal,
  ): Promise<Evidence | null>;
  forget(): void;
}

/** Images that are at hand at once: each takes some 20 MB. */
const most = 3;

/** Milliseconds after which an image that could not be read, or was not to be, is offered again. */
const missLifetime = 60_000;

interface Known {
  readonly text: string;
  /** Null where it could not be read, or was not to be. */
  readonly evidence: Evidence | null;
  readonly at: number;
}

/** What the plan calls the image. */
const name = 'the measured build';

export function openMeasuredEvidence(host: Host, log: Log): MeasuredEvidence {
  /** By image, last used last. */
  const known = new Map<string, Known>();
  /** By image: who comes second waits for the first. */
  const reading = new Map<string, Promise<Evidence | null>>();

  function remember(imageId: string, text: string, evidence: Evidence | null): Evidence | null {
    known.delete(imageId);
    known.set(imageId, { text, evidence, at: host.now() });
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return evidence;
  }

  function find(analysis: Analysis): Known | undefined {
    const record = recordOf(analysis);
    const found = record === null ? undefined : known.get(record.result.imageId);
    if (found?.text !== analysis.document.text) return undefined;
    return found.evidence === null && host.now() - found.at > missLifetime ? undefined : found;
  }

  async function restore(analysis: Analysis): Promise<Evidence | null> {
    const before = find(analysis);
    const record = recordOf(analysis);
    if (before !== undefined || record === null) return before?.evidence ?? null;
    const { imageId, text } = record.result;
    const kept = await keptEvidence(host, analysis.snapshot, imageId, name);
    return kept === null ? null : remember(imageId, text, kept);
  }

  async function readImageOf(
    analysis: Analysis,
    { result: { imageId: image, text, dockerfile, target } }: MeasuredRecord,
    engine: string | null,
    tell: (progress: BuildProgress) => void,
    signal: AbortSignal,
  ): Promise<Evidence | null> {
    const layout = exportFolder(host, { dockerfile, target, platform: null });
    const request = { image, name, engine, platform: null, layout };
    const evidence = await gatherEvidence(host, analysis.snapshot, request, tell, signal);
    if (!isFailure(evidence)) return remember(image, text, evidence);
    if (evidence.failure !== 'cancelled')
      log.warn(`The plan rests on predictions, as the measured image cannot be read: ${evidence.message}`);
    return remember(image, text, null);
  }

  return {
    atHand: (analysis) => find(analysis)?.evidence ?? null,
    restore,
    async state(analysis, trusted) {
      const record = recordOf(analysis);
      if (record === null) return null;
      const { measured, result } = record;
      const found = find(analysis);
      if (found?.evidence === null) return null;
      const image = result.image.name;
      if (found !== undefined) return { image, measured, state: 'used' };
      return trusted || (await hasEvidence(host, result.imageId)) ? { image, measured, state: 'unread' } : null;
    },
    async read(analysis, engine, tell, signal) {
      const kept = await restore(analysis);
      const record = recordOf(analysis);
      if (kept !== null || record === null || find(analysis) !== undefined) return kept;
      const { imageId } = record.result;
      const answer = reading.get(imageId) ?? readImageOf(analysis, record, engine, tell, signal);
      reading.set(imageId, answer);
      try {
        return await answer;
      } finally {
        reading.delete(imageId);
      }
    },
    forget() {
      known.clear();
    },
  };
}

/** The record of the last build, where it was one of this very text and stage. */
function recordOf({ record, document, snapshot: { dockerfile, target } }: Analysis): MeasuredRecord | null {
  if (record === null || record.result.text !== document.text) return null;
  return findTarget(dockerfile, record.result.target)?.index === target.stage.index ? record : null;
}
