// A layer that deletes or rewrites a file of a lower one hides the old bytes; they are stored and pulled all the same. After
// a measured build the pairs are known exactly: who wrote, who killed, how many bytes. Reported on the line that kills,
// where the cure begins, in place of what the rules on the text foresee there.
import type { FoundInLayers, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { lineOf } from './parts/places.ts';
import { deadTwins } from './parts/measured-twins.ts';
import type { FileFinding, Rule } from './rule.ts';

/** Bytes below this are left unsaid: every layer rewrites a few databases. */
const leastDead = 1_000_000;

type Dead = FoundInLayers['dead'][number];

function say(snapshot: Snapshot, { writer, shadowedBytes, deletedBytes, examples }: Dead): string {
  const facts = writer === null ? undefined : snapshot.facts[writer];
  const line = facts === undefined ? null : lineOf(snapshot, facts);
  const whose = line === null ? 'the base image' : `the layer of line ${String(line)}`;
  const [first] = examples;
  const shown = first === undefined ? '' : ` (${first.path}${examples.length > 1 ? ' and more' : ''})`;
  const bytes = formatBytes(shadowedBytes + deletedBytes);
  return deletedBytes >= shadowedBytes
    ? `deleting ${bytes} here frees nothing: they stay in ${whose}${shown}`
    : `${bytes} of ${whose} are written a second time here${shown}`;
}

function* checkDead(snapshot: Snapshot): Generator<FileFinding> {
  for (const dead of snapshot.measured?.found?.dead ?? []) {
    const facts = snapshot.facts[dead.instruction];
    const bytes = dead.shadowedBytes + dead.deletedBytes;
    if (facts === undefined || bytes < leastDead) continue;
    yield {
      facts,
      span: facts.syntax.keywordSpan,
      message: say(snapshot, dead),
      // Why: what the base holds cannot be taken out of it from here.
      ...(dead.writer === null && dead.deletedBytes >= dead.shadowedBytes
        ? {}
        : { saving: { bytes, unit: 'file', kind: 'measured' } }),
      proof: { writer: dead.writer, files: dead.files, examples: dead.examples },
      insteadOf: deadTwins,
    };
  }
}

export const deadBytesInLayer: Rule = {
  meta: {
    id: 'dead-bytes-in-layer',
    summary: 'A layer of the built image deletes or rewrites what a lower layer holds',
    group: 'layer-size',
    severity: 'warning',
    needs: 'image',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts'],
  },
  checkFile: checkDead,
  // Why: what helps is known to the rules it stands for, and theirs are offered.
  fix: () => [],
};
