// The measured build that a fixture's `layers` block describes: layers written as text, stacked, attributed and kept as
// those of a real build are. Only the reading of tars is left out, so that a page may speak of gigabytes.
//
//     base                        the layers of FROM; then the beginning of each instruction that wrote a layer
//         /usr/lib/x.so 12 MB     a file; with `= word` behind it, all of one word hold the same bytes
//         /usr/lib/y.so -> /usr/lib/x.so   a hard link
//         - /usr/lib/x.so         what the layer deletes
import type { Dockerfile, Instruction } from '../../server/src/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import type { MeasuredFacts } from '../../server/src/facts/snapshot.ts';
import type { LayerContents } from '../../server/src/image/contents.ts';
import { createLayerIndex, entryType } from '../../server/src/image/layer-index.ts';
import { assembleMeasured } from '../../server/src/operations/assemble-measured.ts';
import { makeRecord } from '../../server/src/operations/keep-record.ts';
import { measuredFacts } from '../../server/src/operations/measured-record.ts';
import { chainInstructions, findTarget } from '../../server/src/operations/stage-chain.ts';

const linePattern =
  /^ {4}(?:- (?<gone>\S+)|(?<path>\S+)(?: -> (?<link>\S+)| (?<amount>\d+(?:\.\d+)?) ?(?<unit>B|kB|MB|GB)(?: = (?<word>\S+))?))$/;
const unitBytes: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };
const encoder = new TextEncoder();

interface WrittenLayer {
  /** Beginning of the instruction's text, or `base`. */
  readonly head: string;
  readonly lines: readonly string[];
}

function readLayers(text: string): readonly WrittenLayer[] {
  const layers: { head: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (!line.startsWith(' ')) layers.push({ head: line, lines: [] });
    else if (layers.length === 0) throw new Error('a layers block begins with "base" or an instruction');
    else layers.at(-1)?.lines.push(line);
  }
  return layers;
}

function whiteoutOf(path: string): string {
  const name = path.lastIndexOf('/') + 1;
  return `${path.slice(0, name)}.wh.${path.slice(name)}`;
}

function contentsOf({ lines }: WrittenLayer): LayerContents {
  const builder = createLayerIndex();
  const digests = new Map<number, string>();
  const add = (type: Parameters<typeof builder.add>[0], bytes: number, path: string, link?: string): void => {
    const name = encoder.encode(path);
    builder.add(type, bytes, name, 0, name.length, link === undefined ? undefined : encoder.encode(link));
  };
  for (const line of lines) {
    const parts = linePattern.exec(line)?.groups;
    if (parts === undefined) throw new Error(`not a line of a layers block: ${line}`);
    const { gone, path = '', link, amount, unit = 'B', word } = parts;
    if (gone !== undefined) add(entryType.file, 0, whiteoutOf(gone));
    else if (link !== undefined) add(entryType.hardlink, 0, path, link);
    else {
      if (word !== undefined) digests.set(builder.count(), word);
      add(entryType.file, Math.round(Number(amount) * (unitBytes[unit] ?? 1)), path);
    }
  }
  const index = builder.finish();
  return { diffId: null, digest: null, index, tarBytes: 0, downloadBytes: null, digests, lists: new Map() };
}

/** Which instruction wrote each layer: the next one of the chain whose text begins so. */
function writersOf(layers: readonly WrittenLayer[], chain: readonly Instruction[]): readonly (number | null)[] {
  let from = 0;
  return layers.map(({ head }) => {
    if (head === 'base') return null;
    const at = chain.findIndex(({ syntax }, place) => place >= from && syntax.text.startsWith(head));
    const writer = chain[at];
    if (writer === undefined) throw new Error(`no instruction for the layer "${head}"`);
    from = at;
    return writer.index;
  });
}

/** What is known of `dockerfile` when `built` was built and gave the layers of the block. */
export function fixtureMeasured(
  block: string,
  built: string,
  dockerfile: Dockerfile,
  target: string | null,
): MeasuredFacts {
  const parsed = parseDockerfile(built);
  const stage = findTarget(parsed, target);
  if (stage === null) throw new Error('a layers block needs a stage');
  const written = readLayers(block);
  const instructions = writersOf(written, chainInstructions(parsed, stage));
  const image = assembleMeasured(
    {
      name: 'example',
      medium: 'engine',
      engine: 'Docker 28',
      platform: 'linux/amd64',
      config: { platform: 'linux/amd64', diffIds: [], history: [] },
      layers: written.map(contentsOf),
      notes: [],
    },
    { attribution: 'exact', baseLayers: instructions.filter((each) => each === null).length, instructions, notes: [] },
    { dockerfile: parsed, target: stage },
    new Map(),
  );
  const result = {
    image,
    imageId: 'sha256:1',
    dockerfile: '/Dockerfile',
    text: built,
    target,
    buildSeconds: 1,
    measureSeconds: 1,
  };
  return measuredFacts(makeRecord(result, Date.UTC(2026, 0, 1)), dockerfile);
}
