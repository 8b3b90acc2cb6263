// From a snapshot to a plan or to refusals. Each step is a file of its own; this one only leads from one to the next.
import type { Snapshot } from '../facts/snapshot.ts';
import { type Asked, nothingAsked } from './asked.ts';
import { checkPlan } from './check-plan.ts';
import { refuseChoices } from './choice-refusals.ts';
import { type ChosenPlaces, noChoice } from './chosen-places.ts';
import { decide } from './decide.ts';
import { refuseRoots, refuseText } from './eligibility.ts';
import type { PlanResult } from './plan.ts';
import { recipes as allRecipes } from './recipes.ts';
import { noAdvice, type Recipe, type RecipeAdvice } from './recipes/recipe.ts';
import { uniqueRefusals } from './refusals.ts';
import { gatherRoots, type Roots } from './roots.ts';
import { refuseShell } from './shell-less.ts';
import { otherStages, packagesElsewhere, refuseStaged } from './several-stages.ts';
import { type StageView, viewStage } from './stage-view.ts';
import { writePlan } from './write-plan.ts';

/**
 * The plan of a multi-stage rewrite of the stage that ships, or why there is none. Pure; deterministic; never throws on
 * any text. A plan given has passed `checkPlan`. `chosen` is where a person wants lines to run: it is followed or refused;
 * so is what else is `asked`.
 */
export function splitDockerfile(
  snapshot: Snapshot,
  chosen: ChosenPlaces = noChoice,
  asked: Asked = nothingAsked,
): PlanResult {
  const view = viewStage(snapshot);
  const early = refuseText(snapshot, view);
  if (early.length > 0) return { refusals: early };
  const roots = gatherRoots(view);
  const late = refuseRoots(view, roots);
  if (late.length > 0) return { refusals: uniqueRefusals(late) };
  const recipes = allRecipes.filter((recipe) => recipe.recognises(view));
  const advice = mergeAdvice(recipes, view, roots, otherStages(snapshot));
  if (advice.refusals.length > 0) return { refusals: uniqueRefusals(advice.refusals) };
  const from = view.units[0];
  if (from === undefined || view.base === null) return { refusals: early };
  const odd = refuseChoices(view, chosen);
  if (odd.length > 0) return { refusals: odd };
  const decided = decide(view, view.base, from, roots, recipes, advice, chosen, asked);
  if ('refusals' in decided) return decided;
  const staged = refuseStaged(decided, from);
  if (staged.length > 0) return { refusals: staged };
  const plan = writePlan(decided, from, recipes, asked.evidence?.image ?? null);
  if ('refusals' in plan) return plan;
  const needsShell = decided.base.tier === 'shell-less' ? refuseShell(decided, plan.plan, from) : [];
  if (needsShell.length > 0) return { refusals: needsShell };
  const problems = checkPlan(snapshot, plan.plan);
  return problems.length > 0 ? { refusals: problems } : plan;
}

function mergeAdvice(
  recipes: readonly Recipe[],
  view: StageView,
  roots: Roots,
  others: readonly StageView[],
): RecipeAdvice {
  const own = recipes.map((recipe) => recipe.advise(view, roots));
  // Why: of another stage counts what may run here; how it builds is its own matter.
  const elsewhere = others.flatMap((other) =>
    allRecipes
      .filter((recipe) => recipe.recognises(other))
      .map((recipe) => recipe.advise(other, roots))
      .map(({ packages, lacking, commands, keepsCompiler, refusals }) => ({
        ...noAdvice,
        packages: [...packages, ...packagesElsewhere(view, other)],
        lacking: other.base?.image === view.base?.image ? lacking : [],
        commands,
        keepsCompiler,
        refusals,
      })),
  );
  const all = [...own, ...elsewhere];
  const wheels = all.map(({ wheelsOnly }) => wheelsOnly).filter((each) => each !== null);
  return {
    ...noAdvice,
    packages: all.flatMap(({ packages }) => packages),
    lacking: all.flatMap(({ lacking }) => lacking),
    commands: new Map(all.flatMap(({ commands }) => [...commands])),
    withoutHalf: new Map(all.flatMap(({ withoutHalf }) => [...withoutHalf])),
    keepsCompiler: all.find(({ keepsCompiler }) => keepsCompiler !== null)?.keepsCompiler ?? null,
    refusals: all.flatMap(({ refusals }) => refusals),
    assumptions: all.flatMap(({ assumptions }) => assumptions),
    isSource: (path) => all.some(({ isSource }) => isSource?.(path) === true),
    wheelsOnly: wheels.length === 0 ? null : wheels.every(Boolean),
  };
}
