// Files that a RUN takes away and that a package or the base brought: where the package is installed again, so are they, and
// they are taken away again. It knows no package's own list of files.
import { intersects } from '../effects/path-set.ts';
import { baseName, systemInstalls, wordsOf, type StageView, type Step, type Unit } from './stage-view.ts';

/** The command only removes settings and pages that came with what runs. */
export function deletesFromPackages(view: StageView, unit: Unit, step: Step): boolean {
  const { deletes, writes } = step.facts.effect;
  if (step.kind !== 'files' || deletes.length === 0 || writes.length > 0) return false;
  return deletes.every(({ path }) => {
    const [, owner] = /^\/(?:etc|usr\/share|var\/www)\/([\w.+-]+)/.exec(path.path) ?? [];
    if (owner === undefined || isMadeBefore(view, unit, step, path)) return false;
    return wordsOf(step).some((word) => /^-\w*f|^--force$/.test(word)) || comesWith(view, unit, owner);
  });
}

function isMadeBefore(view: StageView, unit: Unit, step: Step, path: Parameters<typeof intersects>[0]): boolean {
  return view.units.some(
    (other) =>
      other.place <= unit.place &&
      (other.facts.copy?.writes.some((write) => intersects(write, path)) === true ||
        other.steps.some(
          (maker) =>
            (other !== unit || maker.index < step.index) &&
            maker.facts.effect.writes.some((write) => write.path.kind !== 'unknown' && intersects(write.path, path)),
        )),
  );
}

/** A package that the stage installs, or the base itself, is called like the folder: `/etc/nginx` is nginx's. */
function comesWith(view: StageView, unit: Unit, owner: string): boolean {
  const names = view.units
    .filter(({ place }) => place <= unit.place)
    .flatMap(({ steps }) => steps.flatMap((step) => systemInstalls(step).flatMap(({ packages }) => packages)))
    .map(({ name }) => name);
  const [page] = owner === 'html' ? ['nginx', 'apache2'] : [];
  return [owner, page].some(
    (name) =>
      name !== undefined &&
      (names.some((each) => each === name || each.startsWith(`${name}-`)) || baseName(view.base?.image ?? '') === name),
  );
}
