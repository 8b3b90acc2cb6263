// What was found in the layers of a measured build, brought from layers to the instructions of a text as it is now. What is
// blamed on a line that changed since, or stands on one that did, is left out: nobody knows whether it still holds.
import type { FoundCopy, FoundInLayers } from '../facts/snapshot.ts';
import type { Leftover } from '../image/leftovers.ts';
import type { MeasuredImage } from '../image/measured-image.ts';

/** Where an instruction of the built text stands now, and whether its figures hold. */
interface Place {
  readonly index: number;
  readonly current: boolean;
}

/** `places` by `Instruction.index` of the built text. Null where the record knows nothing of leftovers. */
export function foundInLayers(image: MeasuredImage, places: ReadonlyMap<number, Place>): FoundInLayers | null {
  const { leftovers } = image;
  if (leftovers === null) return null;
  const current = (built: number | null): number | null => {
    const place = built === null ? undefined : places.get(built);
    return place?.current === true ? place.index : null;
  };
  const ofLayer = (layer: number): number | null => current(image.layers[layer]?.instruction ?? null);
  const copyOf = ({ path, layer }: { path: string; layer: number }): FoundCopy => ({
    path,
    instruction: ofLayer(layer),
  });
  return {
    leftovers: byInstruction(leftovers.byLayer, ofLayer),
    secrets: leftovers.secrets.flatMap(({ path, layer, live }) => at(ofLayer(layer), { path, live })),
    duplicates: leftovers.duplicates.flatMap(({ fileBytes, count, copies }) =>
      at(ofLayer(copies.at(-1)?.layer ?? -1), { fileBytes, count, copies: copies.map(copyOf) }),
    ),
    twofoldLibraries: leftovers.twofoldLibraries.flatMap(({ name, package: inPackage, system }) =>
      at(ofLayer(Math.max(inPackage.layer, system.layer)), {
        name,
        package: { ...copyOf(inPackage), fileBytes: inPackage.fileBytes },
        system: { ...copyOf(system), fileBytes: system.fileBytes },
      }),
    ),
    dead: image.dead.flatMap(({ writerInstruction, killerInstruction, shadowedBytes, deletedBytes, files, examples }) =>
      at(current(killerInstruction), {
        writer: current(writerInstruction),
        shadowedBytes,
        deletedBytes,
        files,
        examples,
      }),
    ),
  };
}

function at<T>(instruction: number | null, found: T): readonly (T & { readonly instruction: number })[] {
  return instruction === null ? [] : [{ ...found, instruction }];
}

function byInstruction(
  leftovers: readonly Leftover[],
  ofLayer: (layer: number) => number | null,
): FoundInLayers['leftovers'] {
  const sums = new Map<number, Omit<Leftover, 'layer'>[]>();
  for (const { layer, ...leftover } of leftovers) {
    const instruction = ofLayer(layer);
    if (instruction === null) continue;
    const known = sums.get(instruction);
    if (known === undefined) sums.set(instruction, [leftover]);
    else known.push(leftover);
  }
  return sums;
}
