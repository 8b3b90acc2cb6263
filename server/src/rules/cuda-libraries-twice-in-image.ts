// GPU wheels of Python bring the CUDA libraries they use; a CUDA base image has its own. The program loads one of the two,
// the other is gigabytes of dead weight in every pull. After a measured build both copies are known by name and size;
// what helps begins at the FROM, or at the line that brought the second one.
import type { FoundInLayers, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { lineOf } from './parts/places.ts';
import { stageChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

const leastBytes = 10_000_000;

type Twofold = FoundInLayers['twofoldLibraries'][number];

function sum(libraries: readonly Twofold[], side: 'package' | 'system'): number {
  return libraries.reduce((bytes, each) => bytes + each[side].fileBytes, 0);
}

/** Where the cure begins: the FROM whose base holds the second copy, else the line that brought it. */
function blamed(snapshot: Snapshot, instruction: number, libraries: readonly Twofold[]): InstructionFacts | undefined {
  const fromBase = libraries.every(({ system }) => system.instruction === null);
  const root = stageChain(snapshot, snapshot.target)[0];
  const from = fromBase ? root?.instructions.find(({ syntax }) => syntax.keyword === 'FROM') : undefined;
  return from ?? snapshot.facts[instruction];
}

function placeOf(snapshot: Snapshot, libraries: readonly Twofold[]): string {
  const writer = libraries[0]?.system.instruction ?? null;
  const facts = writer === null ? undefined : snapshot.facts[writer];
  const line = facts === undefined ? null : lineOf(snapshot, facts);
  return line === null ? 'the base image' : `line ${String(line)}`;
}

function* checkLibraries(snapshot: Snapshot): Generator<FileFinding> {
  const byInstruction = new Map<number, Twofold[]>();
  for (const each of snapshot.measured?.found?.twofoldLibraries ?? [])
    byInstruction.set(each.instruction, [...(byInstruction.get(each.instruction) ?? []), each]);
  for (const [instruction, libraries] of byInstruction) {
    const facts = blamed(snapshot, instruction, libraries);
    const [inPackages, inSystem] = [sum(libraries, 'package'), sum(libraries, 'system')];
    const bytes = Math.min(inPackages, inSystem);
    if (facts === undefined || bytes < leastBytes) continue;
    const names = libraries.slice(0, 3).map(({ name }) => name);
    const more = libraries.length > names.length ? ' and more' : '';
    yield {
      facts,
      span: facts.syntax.keywordSpan,
      message: `CUDA libraries are in the image twice (${names.join(', ')}${more}): ${formatBytes(inPackages)} in Python packages, ${formatBytes(inSystem)} in ${placeOf(snapshot, libraries)}`,
      saving: { bytes, unit: 'file', kind: 'measured' },
      proof: { libraries },
      insteadOf: ['cuda-runtime-base-beside-cuda-wheels'],
    };
  }
}

export const cudaLibrariesTwiceInImage: Rule = {
  meta: {
    id: 'cuda-libraries-twice-in-image',
    summary: 'The built image holds CUDA libraries both of the base and of Python packages',
    group: 'dependencies',
    severity: 'warning',
    needs: 'image',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://hub.docker.com/r/nvidia/cuda'],
  },
  checkFile: checkLibraries,
};
