// Which paths the shipped stage copies from the builder: what placed commands leave there, and what of the toolchain their
// output needs; and how the loader learns of copied libraries.
import { coalesce, expandPrefix, type Carried } from './carry.ts';
import type { Decisions } from './decisions.ts';
import type { Placement } from './place.ts';
import type { Output, RecipeAdvice } from './recipes/recipe.ts';
import type { Roots } from './roots.ts';
import type { StageView } from './stage-view.ts';

/** The fewest paths, each after the last command that writes there. */
export function carriedPaths(
  view: StageView,
  outcomes: Decisions['slice']['outcomes'],
  placement: Placement,
  lastBuilder: number,
  toolchain: readonly Output[],
  roots: Roots,
  advice: RecipeAdvice,
): readonly Carried[] {
  const found = view.units.flatMap((unit) =>
    unit.place > lastBuilder
      ? []
      : unit.steps.flatMap((step) => {
          if (placement.of.get(step)?.side !== 'builder' || step.kind === 'check') return [];
          const outputs = outcomes.get(step)?.outputs ?? [];
          return outputs
            .filter(({ path, kind }) => kind !== 'file' || roots.paths.has(path) || advice.isSource?.(path) !== true)
            .flatMap((each) => expandPrefix(each, view.base, unit.facts.before.workingFolder))
            .map((output) => ({ output, place: unit.place }));
        }),
  );
  return coalesce([...found, ...toolchain.map((output) => ({ output, place: lastBuilder }))]);
}

/** `ldconfig` where libraries arrive in the loader's folders and no shipped command runs it afterwards. */
export function linkerCommand(view: StageView, placement: Placement, carried: readonly Carried[]): string | null {
  if (view.base?.manager === 'apk') return null;
  const places = carried.flatMap(({ path, staged, place }) =>
    staged || /^\/usr\/local(?:\/lib(?:64)?)?$/.test(path) ? [place] : [],
  );
  if (places.length === 0) return null;
  const last = Math.max(...places);
  const runs = view.units.some(
    ({ place, steps }) =>
      place >= last &&
      steps.some(
        (step) =>
          placement.of.get(step)?.side === 'shipped' &&
          step.facts.effect.registers.some(({ kind }) => kind === 'linker'),
      ),
  );
  return runs ? null : 'ldconfig';
}
