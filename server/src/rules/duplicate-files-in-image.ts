// The same bytes at two paths are stored and pulled twice: layers know files by path and never by content. Reported after a
// measured build on the line that wrote the last copy, for files that are big enough to be compared.
import type { FoundInLayers, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { lineOf } from './parts/places.ts';
import type { FileFinding, Rule } from './rule.ts';

/** Wasted bytes of one line below this are left unsaid. */
const leastWasted = 1_000_000;

type Duplicates = FoundInLayers['duplicates'];

function wastedBy({ fileBytes, count }: Duplicates[number]): number {
  return fileBytes * (count - 1);
}

/** Where the first copy is, in words. */
function firstPlace(snapshot: Snapshot, instruction: number, { copies }: Duplicates[number]): string {
  const [first] = copies;
  if (first === undefined) return '';
  if (first.instruction === instruction) return first.path;
  const facts = first.instruction === null ? undefined : snapshot.facts[first.instruction];
  const line = facts === undefined ? null : lineOf(snapshot, facts);
  return `${first.path} of ${line === null ? 'the base image' : `line ${String(line)}`}`;
}

function* checkDuplicates(snapshot: Snapshot): Generator<FileFinding> {
  const byInstruction = new Map<number, Duplicates[number][]>();
  for (const set of snapshot.measured?.found?.duplicates ?? [])
    byInstruction.set(set.instruction, [...(byInstruction.get(set.instruction) ?? []), set]);
  for (const [instruction, sets] of byInstruction) {
    const facts = snapshot.facts[instruction];
    const [biggest] = sets;
    const bytes = sets.reduce((sum, set) => sum + wastedBy(set), 0);
    if (facts === undefined || biggest === undefined || bytes < leastWasted) continue;
    const last = biggest.copies.at(-1)?.path ?? '';
    const more = sets.length > 1 ? ', and more such files' : '';
    yield {
      facts,
      span: facts.syntax.keywordSpan,
      message: `${formatBytes(bytes)} are here a second time: ${last} is ${firstPlace(snapshot, instruction, biggest)}${more}`,
      saving: { bytes, unit: 'file', kind: 'measured' },
      insteadOf: ['weights-copied-twice'],
      proof: {
        sets: sets.map(({ copies, fileBytes, count }) => ({
          copies: copies.map(({ path }) => path),
          fileBytes,
          count,
        })),
      },
    };
  }
}

export const duplicateFilesInImage: Rule = {
  meta: {
    id: 'duplicate-files-in-image',
    summary: 'The built image holds the same bytes at several paths',
    group: 'layer-size',
    severity: 'info',
    needs: 'image',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://github.com/opencontainers/image-spec/blob/main/layer.md'],
  },
  checkFile: checkDuplicates,
};
