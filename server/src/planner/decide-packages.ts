// Every system package of a stage decided, RUN by RUN: by its own nature, by where a person put its line, and whole where the
// words of a command cannot be changed one by one.
import { type ChosenPlaces, noChoice, wishReasons } from './chosen-places.ts';
import { decidePackage, keep, leave, type PackageDecision, type PackageQuestion, withRecommended } from './packages.ts';
import { systemInstalls, type StageView, type Step } from './stage-view.ts';

/** Place of the last line that compiles and that a person put into the shipped stage; -1 where there is none. */
export function lastChosenCompile(view: StageView, question: PackageQuestion, chosen: ChosenPlaces): number {
  if (chosen.size === 0) return -1;
  const planned = decidePackages(view, question, noChoice, -1);
  // Why: an author who installs build packages before a language's own knows that some of these compile.
  const hasTools = (place: number): boolean =>
    view.units.some(
      (other) =>
        other.place <= place && other.steps.some((step) => planned.get(step)?.some(({ kept }) => !kept) === true),
    );
  const compiles = view.units.filter(
    ({ instruction, place, steps }) =>
      chosen.get(instruction.index) === 'shipped' &&
      steps.some(
        ({ kind }) =>
          kind === 'compile' || (kind === 'language' && question.advice.wheelsOnly !== true && hasTools(place)),
      ),
  );
  return compiles.at(-1)?.place ?? -1;
}

/** `compilesShipped`: place of a line of the shipped stage that needs whatever is installed above it to build. */
export function decidePackages(
  view: StageView,
  question: PackageQuestion,
  chosen: ChosenPlaces,
  compilesShipped: number,
): ReadonlyMap<Step, readonly PackageDecision[]> {
  const decided = new Map<Step, readonly PackageDecision[]>();
  const all = new Set(
    view.units.flatMap(({ steps }) =>
      steps.flatMap((step) => systemInstalls(step).flatMap(({ packages }) => packages.map(({ name }) => name))),
    ),
  );
  for (const { steps, instruction, place } of view.units) {
    const wish = chosen.get(instruction.index);
    for (const step of steps) {
      if (step.kind !== 'install') continue;
      const named = systemInstalls(step).flatMap(({ packages }) => packages);
      // Why: a command whose words cannot be changed one by one ships as it is.
      const whole = !step.plain || systemInstalls(step).some(({ open, manifests }) => open || manifests.length > 0);
      const recommends =
        question.base?.manager === 'apt' && systemInstalls(step).every((each) => each.recommends !== false);
      const keepWhole = (one: (typeof named)[number]): PackageDecision => ({
        package: one,
        ships: [one.name],
        kept: true,
        reason: 'the command cannot be parted',
        bytes: 0,
      });
      const decideOne = (one: (typeof named)[number]): PackageDecision => {
        if (wish === 'shipped') return keep(one, wishReasons.shipped);
        if (place < compilesShipped) return keep(one, 'a line that you placed in the final stage may build with it');
        const alone = whole ? keepWhole(one) : decidePackage(one, question);
        const own = recommends ? withRecommended(alone, all, question) : alone;
        return wish === 'builder' && own.kept ? leave(one, wishReasons.builder) : own;
      };
      decided.set(step, named.map(decideOne));
    }
  }
  return decided;
}
