// The drawings of a report as data: the whole image as one bar of what its lines wrote, and its folders as an icicle. Each
// repeats what a table of the report says; how it is drawn is for figures-svg.ts.
import type { MeasuredImage } from '../image/measured-image.ts';
import type { MapPart } from '../protocol.ts';
import type { BarSegment, IciclePart, ReportFigure } from './report.ts';

/** Deeper folders are in their own folder's part. */
const deepest = 10;

/** `map` holds the folders and files, each behind its folder; null where they are not known. */
export function measureFigures(image: MeasuredImage, map: readonly MapPart[] | null): readonly ReportFigure[] {
  const { segments, colourOfLayer } = segmentsOf(image);
  const bar: ReportFigure = { kind: 'bar', title: 'The whole image', segments };
  const root = map?.[0];
  if (map === null || root === undefined || root.fileBytes === 0) return [bar];
  const parts: IciclePart[] = [];
  /** Where a part of the map stands in the drawing. */
  const places: number[] = [];
  for (const [place, { name, fileBytes, deadBytes, layer, kind, parent }] of map.entries()) {
    const around = places[parent] ?? -1;
    const above = parts[around];
    // A folder that holds nothing but one folder is one part with it, as file lists have it.
    if (above && around > 0 && kind === 'folder' && above.bytes === fileBytes) {
      parts[around] = { ...above, name: `${above.name}/${name}` };
      places[place] = around;
      continue;
    }
    const colour = kind === 'folder' ? 'folder' : (colourOfLayer.get(layer) ?? 'base');
    const depth = above ? above.depth + 1 : 0;
    places[place] = parts.push({ name, bytes: fileBytes, deadBytes, depth, parent: around, colour }) - 1;
  }
  return [bar, { kind: 'icicle', title: 'All that the layers hold, by folder', parts, deepest }];
}

/** Bottom to top: the base, each line (or layer) that wrote something, with a colour of its own. */
function segmentsOf({ base, layers, instructions }: MeasuredImage): {
  readonly segments: readonly BarSegment[];
  readonly colourOfLayer: ReadonlyMap<number, number>;
} {
  const colourOfLayer = new Map<number, number>();
  const segments: BarSegment[] = [];
  const below = layers.filter(({ owner }) => owner === 'base');
  if (base !== null && base.fileBytes > 0) {
    const deadBytes = below.reduce((sum, layer) => sum + layer.deadBytes, 0);
    segments.push({ name: 'base', text: 'base', bytes: base.fileBytes, deadBytes, colour: 'base' });
  }
  let colour = 0;
  for (const layer of layers) {
    const { index, instruction, owner, fileBytes, deadBytes, command } = layer;
    if (owner === 'base' || fileBytes === 0) continue;
    colourOfLayer.set(index, colour);
    const line = instructions.find((each) => each.index === instruction);
    const name = line ? `line ${String(line.startLine + 1)}` : `layer #${String(index)}`;
    segments.push({ name, text: line?.text ?? command, bytes: fileBytes, deadBytes, colour: colour++ });
  }
  return { segments, colourOfLayer };
}
