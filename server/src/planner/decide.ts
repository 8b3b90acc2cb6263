// Decides everything about a stage before a line is written: base, placement, packages, carried paths; or says why nothing
// can be decided. It writes no text.
import type { Asked } from './asked.ts';
import { buildScript } from './build-scripts.ts';
import type { BaseView } from './base-view.ts';
import { coalesce, expandPrefix, type Carried } from './carry.ts';
import { refuseBroken, refuseCompiling } from './choice-refusals.ts';
import { sameBase, twinChoices } from './choose-base.ts';
import { chooseTier } from './choose-tier.ts';
import { type ChosenPlaces, noChoice, wishReasons } from './chosen-places.ts';
import type { Decisions } from './decisions.ts';
import { copyBeforeCalls } from './early-copies.ts';
import { packagesBeyondNamed } from './extra-packages.ts';
import { estimateGain, isWorthwhile } from './gain.ts';
import { installerIn } from './installers.ts';
import { loadedPackages, observedHalf } from './evidence.ts';
import { observeSlice } from './observed-slice.ts';
import { decidePackage, keep, leave, type PackageDecision, type PackageQuestion, withRecommended } from './packages.ts';
import { type Placement, placeSteps } from './place.ts';
import { refuseLost, refusePlacement, refuseScripts } from './placement-refusals.ts';
import type { Refusal } from './plan.ts';
import type { Output, Recipe, RecipeAdvice } from './recipes/recipe.ts';
import { instructionRange, refuse } from './refusals.ts';
import type { Roots } from './roots.ts';
import { packagesIn, withoutOwnPackages } from './shell-less.ts';
import { sliceStage } from './slice.ts';
import { systemInstalls, type StageView, type Step, type Unit } from './stage-view.ts';

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
  const torn = [...(needsBuilder ? refuseScripts(view, evidence) : []), ...refusePlacement(placement)];
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
  const script = roots.unread[0];
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? from;
  const unread = (path: string): Refusal =>
    refuse(
      'unreadable-script',
      instructionRange(entry),
      `${path} could not be read, so a leaner base cannot be proven; open the folder with its build context`,
    );
  return {
    refusals: [
      script === undefined || twinChoices(base, written).length === 0
        ? nothingToGain(full, from, asked)
        : unread(script),
    ],
  };
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

/** Place of the last line that compiles and that a person put into the shipped stage; -1 where there is none. */
function lastChosenCompile(view: StageView, question: PackageQuestion, chosen: ChosenPlaces): number {
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
function decidePackages(
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

function carriedPaths(
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
function linkerCommand(view: StageView, placement: Placement, carried: readonly Carried[]): string | null {
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

function nothingToGain(decisions: Decisions, from: Unit, asked: Asked): Refusal {
  const { view, base } = decisions;
  if (view.base?.role === 'toolchain' && base.tier === 'same' && asked.tier === null)
    return refuse(
      'no-runtime-twin',
      instructionRange(from),
      view.base.image.endsWith('/golang') || view.base.image.endsWith('/rust')
        ? 'no image without the toolchain is known to have the same release; name the release in the tag (golang:1.16-buster, say) to have it split'
        : 'no image without the toolchain is known for this tag; name a version that has one (eclipse-temurin:21-jdk, say) to have it split',
    );
  const gain = estimateGain(decisions);
  const bytes = gain.saving === null ? '' : `: about ${Math.round(gain.saving.bytes / 1e6)} MB`;
  return refuse(
    'nothing-to-gain',
    instructionRange(from),
    `no compiler, header or build cache ships that a second stage would leave behind${bytes}`,
  );
}
