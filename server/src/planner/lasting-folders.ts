// Folders, empty files and links that a RUN makes below the temporary ones and no other line uses: the program expects them when
// it starts. What lies in such a folder is not copied, so they are made again where the image ships.
import type { PathPattern } from '../effects/effect.ts';
import { intersects, isWithin } from '../effects/path-set.ts';
import type { StageView, Step, Unit } from './stage-view.ts';

/** The command makes such a folder, or changes the owner or mode of one. */
export function makesLastingFolder(view: StageView, unit: Unit, step: Step): boolean {
  const { effect } = step.facts;
  if (isLastingMkdir(view, unit, step)) return true;
  if (effect.touches.length === 0 || effect.writes.length > 0 || effect.deletes.length > 0) return false;
  return effect.touches.every(({ path }) =>
    view.units.some(
      (other) =>
        other.place <= unit.place &&
        other.steps.some(
          (maker) =>
            maker.facts.effect.writes.some((write) => write.path.path === path.path) &&
            isLastingMkdir(view, other, maker),
        ),
    ),
  );
}

const makers = new Set(['mkdir', 'touch', 'ln', 'mkfifo']);

/** `mkdir` of temporary or cache folders, or `touch` of a log, that nothing in the file works in, fills or removes afterwards. */
function isLastingMkdir(view: StageView, unit: Unit, step: Step): boolean {
  const { tool, writes } = step.facts.effect;
  return (
    makers.has(tool) &&
    writes.length > 0 &&
    writes.every(
      ({ path, persistence }) =>
        persistence !== 'artifact' && path.kind !== 'unknown' && !isUsedLater(view, unit, step, path),
    )
  );
}

function isUsedLater(view: StageView, unit: Unit, step: Step, path: PathPattern): boolean {
  return view.units.some((other) => {
    if (other.place < unit.place) return false;
    // Why: a copy into the root folder brings no more than the project has.
    const copied = other.facts.copy?.writes.some((write) => write.path !== '/' && intersects(write, path));
    if (copied === true) return true;
    return other.steps.some(({ index, facts }) => {
      if (other === unit && index <= step.index) return false;
      const { reads, writes, deletes } = facts.effect;
      const named = [...reads, ...writes.map((each) => each.path), ...deletes.map((each) => each.path)];
      return (
        isWithin(path.path, facts.context.workingFolder) ||
        named.some((each) => each.kind !== 'unknown' && isWithin(path.path, each.path)) ||
        deletes.some((each) => intersects(each.path, path))
      );
    });
  });
}
