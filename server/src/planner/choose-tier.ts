// Which tier of the base a plan ships: the leanest that surely runs the same, or the one that was asked for by name. It
// knows what bars a leaner base; what becomes of single lines is decided later.
import { imageKey } from '../knowledge/image-tags.ts';
import type { BaseView } from './base-view.ts';
import { type BaseChoice, sameBase, twinChoices } from './choose-base.ts';
import type { Refusal, Tier } from './plan.ts';
import type { Recipe } from './recipes/recipe.ts';
import { instructionRange, refuse } from './refusals.ts';
import { type Roots, unreadShellScript } from './roots.ts';
import { arrivesKnown } from './several-stages.ts';
import { shellLessBase } from './shell-less.ts';
import { systemInstalls, type StageView, type Unit } from './stage-view.ts';

export interface TierQuestion {
  readonly view: StageView;
  readonly base: BaseView;
  /** Image text of FROM, variables included. */
  readonly written: string;
  readonly from: Unit;
  readonly recipes: readonly Recipe[];
  readonly roots: Roots;
}

/** The base to ship; `asked` null takes the leanest of `same`, `slim` and `runtime`. Refused where the one asked for will not do. */
export function chooseTier(
  question: TierQuestion,
  asked: Tier | null,
): BaseChoice | { readonly refusals: readonly Refusal[] } {
  const { view, base, written, from, roots } = question;
  const same = sameBase(base, written);
  if (asked === 'same') return same;
  const refused = (why: string): { readonly refusals: readonly Refusal[] } => ({
    refusals: [refuse('no-runtime-twin', instructionRange(from), why)],
  });
  const bar = whyBarred(question);
  if (bar !== null) return asked === null ? same : refused(`no ${asked} base can be shipped: ${bar}`);
  if (asked === 'shell-less') {
    const choice = shellLessBase(view, base, written);
    return typeof choice === 'string' ? refused(`no shell-less base can be shipped: ${choice}`) : choice;
  }
  const usable = usableTwins(question).filter(({ tier }) => asked === null || tier === asked);
  const [first] = usable;
  if (first !== undefined) return first;
  const others = new Set(usableTwins(question).map(({ tier }) => tier));
  const hint = others.size === 0 ? '' : `, but a ${[...others].join(' and a ')} one`;
  return asked === null || roots.entry === null
    ? same
    : refused(`${base.reference.text} has no ${asked} twin with the same release and libraries${hint}`);
}

/** Why no leaner base can be shipped, whatever twins there are; null where one may be. */
export function whyBarred({ view, recipes, roots }: Pick<TierQuestion, 'view' | 'recipes' | 'roots'>): string | null {
  if (!arrivesKnown(view)) return 'what is copied from other stages may load anything that the base has';
  // Why: a script that was not read may call anything that the base has and its twin lacks.
  const unread = unreadShellScript(view, roots);
  if (unread !== null) return `${unread} could not be read and may call anything that the base has`;
  const keeper = recipes.find((recipe) => recipe.keepsBase?.(view, roots) === true);
  return keeper === undefined ? null : `what is installed here (${keeper.id}) runs on the base that it was built for`;
}

function usableTwins({ view, base, written, recipes }: TierQuestion): readonly BaseChoice[] {
  const slimBreaks = view.units.some(({ steps }) =>
    steps.some((step) =>
      systemInstalls(step).some(({ packages }) =>
        packages.some(({ name }) => /^(?:openjdk|default-jre|default-jdk|postgresql-client)/.test(name)),
      ),
    ),
  );
  return twinChoices(base, written).filter((choice) => {
    const image = imageKey(choice.reference);
    if (recipes.some((recipe) => recipe.accepts?.(view, image) === false)) return false;
    if (base.role === 'toolchain') return recipes.some((recipe) => recipe.toolchain?.(base) != null);
    return !(slimBreaks && base.role === 'system' && choice.tier === 'slim' && /1[01]$/.test(base.distribution ?? ''));
  });
}
