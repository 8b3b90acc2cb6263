// A measured image as the layer explorer shows it: the base apart from our own lines, brought to the text as it is now.
// Payload types are the protocol's; nothing is measured or drawn here.
import type { MeasuredImage, MeasuredInstruction, MeasuredLayer } from '../image/measured-image.ts';
import { packageKindNames } from '../image/packages.ts';
import type { LayerBase, LayerRow, LayerView } from '../protocol.ts';

/** Where an instruction of the built text stands now; undefined where it is gone. */
export interface CurrentPlace {
  readonly startLine: number;
  readonly endLine: number;
  readonly current: boolean;
}

export interface LayerViewInputs {
  readonly uri: string;
  /** As it was asked for; null for the last of the document. */
  readonly record: string | null;
  readonly imageId: string;
  readonly before: LayerView['before'];
  /** Path of the Dockerfile for people. */
  readonly dockerfile: string;
  readonly image: MeasuredImage;
  /** Milliseconds since the epoch. */
  readonly measured: number;
  /** The base as FROM names it, and its zero-based line now. */
  readonly base: { readonly reference: string | null; readonly line: number | null };
  /** By `Instruction.index` of the built text. */
  readonly placeOf: (instruction: number) => CurrentPlace | undefined;
}

interface KeyedRow {
  readonly row: LayerRow;
  readonly instruction: number | null;
  readonly layers: readonly number[];
}

export function layerView({ image, base, placeOf, ...about }: LayerViewInputs): LayerView {
  const rows = [...instructionRows(image, placeOf), ...looseRows(image)];
  const byInstruction = new Map<number, number>();
  const byLayer = new Map<number, number>();
  rows.forEach(({ instruction, layers }, place) => {
    if (instruction !== null) byInstruction.set(instruction, place);
    for (const layer of layers) byLayer.set(layer, place);
  });
  const baseLayers = image.layers.filter(({ owner }) => owner === 'base');
  const isBase = new Set(baseLayers.map(({ index }) => index));
  const rowOf = (instruction: number | null, layer: number): number | null =>
    (instruction === null ? undefined : byInstruction.get(instruction)) ?? byLayer.get(layer) ?? null;
  return {
    ...about,
    image: image.name,
    engine: image.engine,
    platform: image.platform,
    attribution: image.attribution,
    fileBytes: image.total.fileBytes,
    tarBytes: image.total.tarBytes,
    downloadBytes: image.total.downloadBytes,
    liveBytes: image.liveBytes,
    deadBytes: image.deadBytes,
    base: image.base === null ? null : baseOf(image, baseLayers, base),
    rows: rows.map(({ row }) => row),
    files: image.biggestFiles.map(({ path, fileBytes, layer, instruction, live }) => ({
      path,
      fileBytes,
      row: rowOf(instruction, layer),
      base: isBase.has(layer),
      live,
    })),
    dead: image.dead.map(({ writer, killer, writerInstruction, killerInstruction, ...rest }) => ({
      writer: rowOf(writerInstruction, writer),
      killer: rowOf(killerInstruction, killer),
      ...rest,
    })),
    layerRows: image.layers.map(({ index, instruction }) => rowOf(instruction, index)),
    baseLayers: baseLayers.length,
    ...contentsOf(image),
    notes: image.notes,
  };
}

function contentsOf({
  packages,
  biggestFolders,
  leftovers,
}: MeasuredImage): Pick<LayerView, 'packages' | 'unowned' | 'folders' | 'duplicates'> {
  return {
    packages: packages?.list.map(({ kind, ...about }) => ({ kind: packageKindNames[kind], ...about })) ?? null,
    unowned: packages === null ? null : { fileBytes: packages.unowned.fileBytes, files: packages.unowned.files },
    folders: biggestFolders,
    duplicates: leftovers?.duplicates ?? [],
  };
}

function baseOf(
  image: MeasuredImage,
  layers: readonly MeasuredLayer[],
  { reference, line }: LayerViewInputs['base'],
): LayerBase {
  return {
    reference,
    line,
    fileBytes: image.base?.fileBytes ?? 0,
    deadBytes: layers.reduce((sum, { deadBytes }) => sum + deadBytes, 0),
    layers: layers.map(({ command, fileBytes, deadBytes }) => ({ command, fileBytes, deadBytes })),
  };
}

/** Lines that wrote layers; ENV, CMD and the like weigh nothing and are left out. */
function instructionRows(image: MeasuredImage, placeOf: LayerViewInputs['placeOf']): readonly KeyedRow[] {
  return image.instructions
    .filter(({ layers }) => layers.length > 0)
    .map((instruction) => ({
      row: rowOf(instruction, placeOf(instruction.index)),
      instruction: instruction.index,
      layers: instruction.layers,
    }));
}

function rowOf(instruction: MeasuredInstruction, place: CurrentPlace | undefined): LayerRow {
  const { text, fileBytes, tarBytes, entries, deadBytes, killedBytes, layers, seconds, cached } = instruction;
  return {
    text,
    startLine: place?.startLine ?? null,
    endLine: place?.endLine ?? null,
    fileBytes,
    tarBytes,
    entries,
    deadBytes,
    killedBytes,
    layers: layers.length,
    seconds,
    cached,
    current: place?.current ?? false,
  };
}

/** Layers above the base that no line was found for. */
function looseRows(image: MeasuredImage): readonly KeyedRow[] {
  const attributed = new Set(image.instructions.flatMap(({ layers }) => layers));
  return image.layers
    .filter(({ owner, index }) => owner !== 'base' && !attributed.has(index))
    .map(({ command, index, fileBytes, tarBytes, entries, deadBytes, killedBytes }) => ({
      row: {
        text: command === '' ? `layer ${index + 1}` : command,
        startLine: null,
        endLine: null,
        fileBytes,
        tarBytes,
        entries,
        deadBytes,
        killedBytes,
        layers: 1,
        seconds: null,
        cached: null,
        current: true,
      },
      instruction: null,
      layers: [index],
    }));
}
