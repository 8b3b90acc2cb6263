// From a snapshot to a plan or to refusals. Each step is a file of its own; this one only leads from one to the next.
import type { Snapshot } from '../facts/snapshot.ts';
import { checkPlan } from './check-plan.ts';
import { decide } from './decide.ts';
import { refuseRoots, refuseText } from './eligibility.ts';
import type { PlanResult } from './plan.ts';
import { recipes as allRecipes } from './recipes.ts';
import { noAdvice, type Recipe, type RecipeAdvice } from './recipes/recipe.ts';
import { uniqueRefusals } from './refusals.ts';
import { gatherRoots, type Roots } from './roots.ts';
import { type StageView, viewStage } from './stage-view.ts';
import { writePlan } from './write-plan.ts';

/**
 * The plan of a multi-stage rewrite of the stage that ships, or why there is none. Pure; deterministic; never throws on
 * any text. A plan given has passed `checkPlan`.
 */
export function splitDockerfile(snapshot: Snapshot): PlanResult {
  const view = viewStage(snapshot);
  const early = refuseText(snapshot, view);
  if (early.length > 0) return { refusals: early };
  const roots = gatherRoots(view);
  const late = refuseRoots(view, roots);
  if (late.length > 0) return { refusals: uniqueRefusals(late) };
  const recipes = allRecipes.filter((recipe) => recipe.recognises(view));
  const advice = mergeAdvice(recipes, view, roots);
  if (advice.refusals.length > 0) return { refusals: uniqueRefusals(advice.refusals) };
  const from = view.units[0];
  if (from === undefined || view.base === null) return { refusals: early };
  const decided = decide(view, view.base, from, roots, recipes, advice);
  if ('refusals' in decided) return decided;
  const plan = writePlan(decided, from, recipes);
  if ('refusals' in plan) return plan;
  const problems = checkPlan(snapshot, plan.plan);
  return problems.length > 0 ? { refusals: problems } : plan;
}

function mergeAdvice(recipes: readonly Recipe[], view: StageView, roots: Roots): RecipeAdvice {
  const all = recipes.map((recipe) => recipe.advise(view, roots));
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
