// Decides everything about a stage before a line is written: base, placement, packages, carried paths; or says why nothing
// can be decided. It writes no text.
import type { Asked } from './asked.ts';
import { buildScript } from './build-scripts.ts';
import type { BaseView } from './base-view.ts';
import { carriedPaths, linkerCommand } from './carried-paths.ts';
import { refuseBroken, refuseCompiling } from './choice-refusals.ts';
import { sameBase, twinChoices } from './choose-base.ts';
import { chooseTier, whyBarred } from './choose-tier.ts';
import type { ChosenPlaces } from './chosen-places.ts';
import { decidePackages, lastChosenCompile } from './decide-packages.ts';
import type { Decisions } from './decisions.ts';
import { copyBeforeCalls } from './early-copies.ts';
import { packagesBeyondNamed } from './extra-packages.ts';
import { isWorthwhile } from './gain.ts';
import { refuseGain } from './gain-refusals.ts';
import { installerIn } from './installers.ts';
import { loadedPackages, observedHalf } from './evidence.ts';
import { observeSlice } from './observed-slice.ts';
import { type Placement, placeSteps } from './place.ts';
import { refuseLost, refusePlacement, refuseScripts, refuseUnbuilt } from './placement-refusals.ts';
import type { Refusal } from './plan.ts';
import type { Recipe, RecipeAdvice } from './recipes/recipe.ts';
import type { Roots } from './roots.ts';
import { packagesIn, withoutOwnPackages } from './shell-less.ts';
import { sliceStage } from './slice.ts';
import type { StageView, Step, Unit } from './stage-view.ts';

/** The decisions for a stage that can be planned, or why it cannot. */
export function decide(
  view: StageView,
  base: BaseView,
  from: Unit,
  roots: Roots,
  recipes: readonly Recipe[],
  advice: RecipeAdvice,
  chosen: ChosenPlaces,
  asked: Asked,
): Decisions | { readonly refusals: readonly Refusal[] } {
  const { evidence } = asked;
  const predicted = sliceStage(view, roots, recipes);
  const slice = evidence === null ? predicted : observeSlice(predicted, view, evidence);
  const programs = new Map([...roots.commands, ...advice.commands]);
  const written = from.instruction.syntax.from?.image?.raw ?? base.reference.text;
  const question = {
    base,
    programs,
    advice,
    unreadScript: roots.unread[0] ?? null,
    observedHalf: (name: string) => (evidence === null ? null : observedHalf(evidence, name)),
  };
  const compilesShipped = lastChosenCompile(view, question, chosen);
  const choice =
    compilesShipped < 0
      ? chooseTier({ view, base, written, from, recipes, roots }, asked.tier)
      : sameBase(base, written);
  if ('refusals' in choice) return choice;
  const shellLess = choice.tier === 'shell-less';
  const first = decidePackages(view, question, chosen, compilesShipped);
  const brings = new Set(
    [...first.values()]
      .flat()
      .filter(({ kept }) => kept)
      .map((each) => each.package.name),
  );
  const leaves = [...first.values()].flat().some(({ kept }) => !kept);
  const needsBuilder = leaves || choice.tier !== 'same' || [...chosen.values()].includes('builder');
  const mustBuild = (unit: Unit, step: Step): string | null => {
    const changed = [...step.facts.effect.touches, ...step.facts.effect.writes];
    if (
      step.kind === 'files' &&
      changed.length > 0 &&
      changed.every(({ path }) => advice.isSource?.(path.path) === true)
    )
      return 'only the build reads what it changes';
    if (shellLess && leavesFiles.has(step.kind)) return 'the base that ships has no shell to run it';
    if (step.kind === 'compile' || buildScript(view, unit, step)?.builds === true) return 'it compiles';
    const installer = installerIn(unit, step);
    if (installer !== null && installer.kind !== 'repository')
      return `it brings ${installer.program} to install or build with`;
    for (const recipe of recipes) {
      const behind = recipe.staysBehind?.(view, unit, step, roots) ?? null;
      if (behind !== null) return behind;
    }
    // Why: PyTorch's images keep gigabytes in one folder; what pip adds there is added again, not copied.
    if (step.kind !== 'language' || !needsBuilder || base.python?.prefix === '/opt/conda') return null;
    const outputs = slice.outcomes.get(step)?.outputs ?? [];
    return outputs.length > 0 && unit.place >= 0 ? 'installing may compile; what it installs is copied' : null;
  };
  const placement = placeSteps(view, slice, mustBuild, brings, programs, chosen);
  const unbuilt = chosen.size > 0 || advice.wheelsOnly === true ? [] : refuseUnbuilt(view, slice, placement, first);
  const torn = [...(needsBuilder ? refuseScripts(view, evidence) : []), ...refusePlacement(placement), ...unbuilt];
  if (torn.length > 0) return { refusals: torn };
  const swaps = chosen.size === 0 && choice.tier !== 'same' && !leaves && isSwap(view, advice);
  const lastBuilder = swaps ? -1 : lastBuilderPlace(view, placement);
  addShippedPrograms(view, placement, lastBuilder, programs);
  const toolchain = choice.tier === 'same' ? [] : recipes.flatMap((recipe) => recipe.toolchain?.(base) ?? []);
  const lost = refuseLost(view, slice, placement, lastBuilder);
  if (lost.length > 0) return { refusals: lost };
  const carried =
    lastBuilder < 0 ? [] : carriedPaths(view, slice.outcomes, placement, lastBuilder, toolchain, roots, advice);
  const decided = decidePackages(view, question, chosen, compilesShipped);
  const packages = shellLess ? withoutOwnPackages(choice, decided) : decided;
  const decisions: Decisions = {
    view,
    roots,
    slice,
    placement,
    chosen,
    base: choice,
    advice,
    packages,
    extra: [],
    carried,
    linker: toolchain.some(({ path }) => path.startsWith('/usr/local/lib64/'))
      ? 'echo /usr/local/lib64 > /etc/ld.so.conf.d/000-local-lib.conf && ldconfig'
      : linkerCommand(view, placement, carried),
    lastBuilder,
  };
  const own = packagesIn(choice);
  const seen = evidence === null ? null : loadedPackages(evidence, carried, choice.tier === 'same');
  const extra = packagesBeyondNamed(decisions, programs, seen).filter(({ name }) => !own.has(name));
  const full = copyBeforeCalls({ ...decisions, extra });
  const broken = refuseBroken(full, programs);
  if (broken.length > 0) return { refusals: broken };
  if (isWorthwhile(full)) return full;
  const compiling = view.units[compilesShipped];
  if (compiling !== undefined) return { refusals: [refuseCompiling(compiling)] };
  const bar = twinChoices(base, written).length > 0 ? whyBarred({ view, recipes, roots }) : null;
  return { refusals: [refuseGain(full, from, asked, bar)] };
}

/** Kinds of commands that leave files, which can be copied where nothing can run. */
const leavesFiles = new Set<Step['kind']>(['files', 'fetch', 'language', 'run', 'unknown']);

/** What the commands of the shipped stage call, the ones inside their substitutions included. */
function addShippedPrograms(
  view: StageView,
  placement: Placement,
  lastBuilder: number,
  programs: Map<string, string>,
): void {
  for (const unit of view.units) {
    const blocks = new Set(
      unit.steps.flatMap((step) => {
        const neutral =
          step.kind === 'install' || step.kind === 'upkeep' || step.kind === 'setup' || step.kind === 'check';
        return !neutral && (unit.place > lastBuilder || placement.of.get(step)?.side === 'shipped') ? [step.block] : [];
      }),
    );
    for (const step of unit.steps) {
      if (!blocks.has(step.block)) continue;
      for (const need of [...step.facts.effect.needs, step.facts.effect.tool])
        if (need !== '') programs.set(need, `\`${need}\` runs in the shipped stage`);
      if (step.facts.effect.registers.some(({ kind }) => kind === 'repository'))
        for (const name of ['gnupg', 'dirmngr', 'apt-transport-https'])
          programs.set(name, 'a package repository is set up in the shipped stage');
    }
  }
}

/** Nothing compiles: only the base is heavy, so only FROM changes. */
function isSwap(view: StageView, advice: RecipeAdvice): boolean {
  const compiles = view.units.some(({ steps }) =>
    steps.some(({ kind }) => kind === 'compile' || kind === 'unknown' || kind === 'fetch'),
  );
  const installs = view.units.some(({ steps }) => steps.some(({ kind }) => kind === 'language'));
  return !compiles && (!installs || advice.wheelsOnly === true);
}

function lastBuilderPlace(view: StageView, placement: Placement): number {
  let last = -1;
  for (const unit of view.units)
    for (const step of unit.steps) {
      if (step.kind === 'check' || step.kind === 'setup' || step.kind === 'install' || step.kind === 'upkeep') continue;
      if (placement.of.get(step)?.side === 'builder') last = unit.place;
    }
  return last;
}
