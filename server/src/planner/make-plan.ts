// From a snapshot to a plan or to refusals: looks, slices, places, chooses the base, writes both stages and checks them.
// Each step is a file of its own; this one only leads from one to the next.
import type { Snapshot } from '../facts/snapshot.ts';
import { type BaseView, viewBase } from './base-view.ts';
import { builderStage, builderUnits } from './builder-stage.ts';
import { buildScript } from './build-scripts.ts';
import { coalesce, expandPrefix, type Carried } from './carry.ts';
import { checkPlan } from './check-plan.ts';
import { type BaseChoice, sameBase, twinChoices } from './choose-base.ts';
import { type Decisions, runsInBuilder, shippedPackages } from './decisions.ts';
import { refuseRoots, refuseText } from './eligibility.ts';
import { contextTexts } from './context-view.ts';
import { estimateGain, isWorthwhile } from './gain.ts';
import { installerIn } from './installers.ts';
import { runtimeHalf } from '../knowledge/debian-packages.ts';
import { leadingLines } from './leading-lines.ts';
import { decidePackage, type PackageDecision } from './packages.ts';
import type { Dropped, Plan, PlannedInstruction, PlanResult, Refusal } from './plan.ts';
import { placeSteps, type Placement } from './place.ts';
import { isFullOnly, isInFullImage, packageOfProgram } from './programs.ts';
import { recipes as allRecipes } from './recipes.ts';
import { noAdvice, type Output, type PackageNeed, type Recipe, type RecipeAdvice } from './recipes/recipe.ts';
import { instructionRange, refuse, stepRange, uniqueRefusals } from './refusals.ts';
import { gatherRoots, type Roots } from './roots.ts';
import { sliceStage } from './slice.ts';
import { shippedStage } from './shipped-stage.ts';
import { systemInstalls, type StageView, type Step, type Unit, viewStage } from './stage-view.ts';

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
    commands: new Map(all.flatMap(({ commands }) => [...commands])),
    withoutHalf: new Map(all.flatMap(({ withoutHalf }) => [...withoutHalf])),
    keepsCompiler: all.find(({ keepsCompiler }) => keepsCompiler !== null)?.keepsCompiler ?? null,
    refusals: all.flatMap(({ refusals }) => refusals),
    assumptions: all.flatMap(({ assumptions }) => assumptions),
    wheelsOnly: wheels.length === 0 ? null : wheels.every(Boolean),
  };
}

function decide(
  view: StageView,
  base: BaseView,
  from: Unit,
  roots: Roots,
  recipes: readonly Recipe[],
  advice: RecipeAdvice,
): Decisions | { readonly refusals: readonly Refusal[] } {
  const slice = sliceStage(view, roots, recipes);
  const programs = new Map([...roots.commands, ...advice.commands]);
  const written = from.instruction.syntax.from?.image?.raw ?? base.reference.text;
  const choice = chooseTier(view, base, written, recipes, roots);
  const first = decidePackages(view, base, programs, advice, roots.unread[0] ?? null);
  const brings = new Set([...first.values()].flat().filter(({ kept }) => kept).map((each) => each.package.name));
  const leaves = [...first.values()].flat().some(({ kept }) => !kept);
  const needsBuilder = leaves || choice.tier !== 'same';
  const mustBuild = (unit: Unit, step: Step): string | null => {
    if (step.kind === 'compile' || buildScript(view, unit, step)?.builds === true) return 'it compiles';
    const installer = installerIn(unit, step);
    if (installer !== null && installer.kind !== 'repository') return `it brings ${installer.program} to install or build with`;
    // Why: PyTorch's images keep gigabytes in one folder; what pip adds there is added again, not copied.
    if (step.kind !== 'language' || !needsBuilder || base.python?.prefix === '/opt/conda') return null;
    const outputs = slice.outcomes.get(step)?.outputs ?? [];
    return outputs.length > 0 && unit.place >= 0 ? 'installing may compile; what it installs is copied' : null;
  };
  const placement = placeSteps(view, slice, mustBuild, brings, programs);
  const torn = [...(needsBuilder ? refuseScripts(view) : []), ...refusePlacement(placement)];
  if (torn.length > 0) return { refusals: torn };
  const swaps = choice.tier !== 'same' && !leaves && isSwap(view, advice);
  const lastBuilder = swaps ? -1 : lastBuilderPlace(view, placement);
  addShippedPrograms(view, placement, lastBuilder, programs);
  const toolchain = choice.tier === 'same' ? [] : recipes.flatMap((recipe) => recipe.toolchain?.(base) ?? []);
  const lost = refuseLost(view, slice, placement, lastBuilder);
  if (lost.length > 0) return { refusals: lost };
  const carried = lastBuilder < 0 ? [] : carriedPaths(view, slice.outcomes, placement, lastBuilder, toolchain);
  const packages = decidePackages(view, base, programs, advice, roots.unread[0] ?? null);
  const decisions: Decisions = {
    view,
    roots,
    slice,
    placement,
    base: choice,
    advice,
    packages,
    extra: [],
    carried,
    linker: toolchain.length > 0 ? 'echo /usr/local/lib64 > /etc/ld.so.conf.d/000-local-lib.conf && ldconfig' : linkerCommand(view, placement, carried),
    lastBuilder,
  };
  const extra = [...(choice.tier === 'same' ? [] : extraPackages(decisions, programs)), ...compilerRuntimes(decisions), ...certificates(decisions)];
  const full = { ...decisions, extra: withoutNamed(extra, packages) };
  if (isWorthwhile(full)) return full;
  const script = roots.unread[0];
  const entry = view.units.find(({ facts }) => facts === roots.entry) ?? from;
  const unread = (path: string): Refusal =>
    refuse('unreadable-script', instructionRange(entry), `${path} could not be read, so a leaner base cannot be proven; open the folder with its build context`);
  return { refusals: [script === undefined || twinChoices(base, written).length === 0 ? nothingToGain(full, from) : unread(script)] };
}

/** What the commands of the shipped stage call, the ones inside their substitutions included. */
function addShippedPrograms(view: StageView, placement: Placement, lastBuilder: number, programs: Map<string, string>): void {
  for (const unit of view.units) {
    const blocks = new Set(
      unit.steps.flatMap((step) => {
        const neutral = step.kind === 'install' || step.kind === 'upkeep' || step.kind === 'setup' || step.kind === 'check';
        return !neutral && (unit.place > lastBuilder || placement.of.get(step)?.side === 'shipped') ? [step.block] : [];
      }),
    );
    for (const step of unit.steps) {
      if (!blocks.has(step.block)) continue;
      for (const need of [...step.facts.effect.needs, step.facts.effect.tool]) if (need !== '') programs.set(need, `\`${need}\` runs in the shipped stage`);
      if (step.facts.effect.registers.some(({ kind }) => kind === 'repository'))
        for (const name of ['gnupg', 'dirmngr', 'apt-transport-https']) programs.set(name, 'a package repository is set up in the shipped stage');
    }
  }
}

function chooseTier(view: StageView, base: BaseView, written: string, recipes: readonly Recipe[], roots: Roots): BaseChoice {
  const same = sameBase(base, written);
  const choices = twinChoices(base, written);
  // Why: a script that was not read may call anything that the base has and its twin lacks.
  const barred = roots.unread.length > 0 || recipes.some((recipe) => recipe.keepsBase?.(view) === true);
  const slimBreaks = view.units.some(({ steps }) =>
    steps.some((step) => systemInstalls(step).some(({ packages }) => packages.some(({ name }) => /^(?:openjdk|default-jre|default-jdk|postgresql-client)/.test(name)))),
  );
  if (barred) return same;
  const usable = choices.filter((choice) => {
    if (base.role === 'toolchain') return recipes.some((recipe) => recipe.toolchain?.(base) != null);
    return !(slimBreaks && base.role === 'system' && choice.tier === 'slim' && /1[01]$/.test(base.distribution ?? ''));
  });
  return usable[0] ?? same;
}

function decidePackages(
  view: StageView,
  base: BaseView,
  programs: ReadonlyMap<string, string>,
  advice: RecipeAdvice,
  unreadScript: string | null,
): ReadonlyMap<Step, readonly PackageDecision[]> {
  const decided = new Map<Step, readonly PackageDecision[]>();
  for (const { steps } of view.units) {
    for (const step of steps) {
      if (step.kind !== 'install') continue;
      const question = { base, programs, advice, unreadScript };
      const named = systemInstalls(step).flatMap(({ packages }) => packages);
      // Why: a command whose words cannot be changed one by one ships as it is.
      const whole = !step.plain || systemInstalls(step).some(({ open, manifests }) => open || manifests.length > 0);
      const keepWhole = (one: (typeof named)[number]): PackageDecision => ({ package: one, ships: [one.name], kept: true, reason: 'the command cannot be parted', bytes: 0 });
      decided.set(step, named.map((one) => (whole ? keepWhole(one) : decidePackage(one, question))));
    }
  }
  return decided;
}

/** Commands of the builder that may leave anything anywhere, so that nothing says what to copy. */
function refuseLost(view: StageView, slice: Decisions['slice'], placement: Placement, lastBuilder: number): readonly Refusal[] {
  return view.units.flatMap((unit) =>
    unit.steps.flatMap((step) => {
      if (unit.place > lastBuilder || (step.kind !== 'unknown' && step.kind !== 'run') || placement.of.get(step)?.side !== 'builder') return [];
      const outcome = slice.outcomes.get(step);
      const known = outcome === undefined || outcome.unknownBelow.length === 0 || outcome.outputs.length > 0;
      const name = step.facts.command.words.map(({ raw }) => raw).slice(0, 2).join(' ');
      return known ? [] : [refuse('unreadable-script', stepRange(unit, step), `what \`${name}\` leaves is not known, and it needs what only the builder has; give it a RUN of its own after the build`)];
    }),
  );
}

/** Scripts that a RUN starts and that were not read, or that install packages themselves. */
function refuseScripts(view: StageView): readonly Refusal[] {
  return view.units.flatMap((unit) =>
    unit.steps.flatMap((step) => {
      const script = buildScript(view, unit, step);
      if (script === null) return [];
      const range = stepRange(unit, step);
      if (script.text === null)
        return [refuse('unreadable-script', range, `${script.name} could not be read, so what it leaves is not known; open the folder with its build context`)];
      return script.packages
        ? [refuse('unreadable-script', range, `${script.name} installs packages; name them in a RUN of the Dockerfile to have them split`)]
        : [];
    }),
  );
}

function refusePlacement({ torn, stuck }: Placement): readonly Refusal[] {
  return uniqueRefusals([
    ...torn.map(({ unit, step }) =>
      refuse('unreadable-script', stepRange(unit, step), 'this part of the command must run in the shipped stage while its neighbours build; give it a RUN of its own'),
    ),
    ...stuck.map(({ unit, step, why }) =>
      refuse('unreadable-script', stepRange(unit, step), `${why}; install under /usr/local or /opt to have it split`),
    ),
  ]);
}

/** Nothing compiles: only the base is heavy, so only FROM changes. */
function isSwap(view: StageView, advice: RecipeAdvice): boolean {
  const compiles = view.units.some(({ steps }) => steps.some(({ kind }) => kind === 'compile' || kind === 'unknown' || kind === 'fetch'));
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
): readonly Carried[] {
  const found = view.units.flatMap((unit) =>
    unit.place > lastBuilder
      ? []
      : unit.steps.flatMap((step) => {
          if (placement.of.get(step)?.side !== 'builder' || step.kind === 'check') return [];
          const outputs = outcomes.get(step)?.outputs ?? [];
          return outputs
            .flatMap((each) => expandPrefix(each, view.base, unit.facts.before.workingFolder))
            .map((output) => ({ output, place: unit.place }));
        }),
  );
  return coalesce([...found, ...toolchain.map((output) => ({ output, place: lastBuilder }))]);
}

/** `ldconfig` where libraries arrive in the loader's folders and no shipped command runs it afterwards. */
function linkerCommand(view: StageView, placement: Placement, carried: readonly Carried[]): string | null {
  if (view.base?.manager === 'apk') return null;
  const places = carried.flatMap(({ path, staged, place }) => (staged || /^\/usr\/local(?:\/lib(?:64)?)?$/.test(path) ? [place] : []));
  if (places.length === 0) return null;
  const last = Math.max(...places);
  const runs = view.units.some(
    ({ place, steps }) => place >= last && steps.some((step) => placement.of.get(step)?.side === 'shipped' && step.facts.effect.registers.some(({ kind }) => kind === 'linker')),
  );
  return runs ? null : 'ldconfig';
}

/** What the leaner base lacks: programs that run, libraries that packages load. */
function extraPackages({ view, advice }: Decisions, programs: ReadonlyMap<string, string>): readonly PackageNeed[] {
  const { base } = view;
  if (base?.role !== 'full' || base.manager !== 'apt') return compilerNeeds(advice, base);
  const needs: PackageNeed[] = [];
  for (const [program, reason] of programs) {
    if (isFullOnly(program) && !/^(?:python3?|gcc|g\+\+|make)$/.test(program)) needs.push({ name: packageOfProgram(program), reason });
  }
  for (const { name, reason } of advice.packages) {
    if (!isInFullImage(name)) continue;
    if (name === 'libgomp-dev') needs.push({ name: 'libgomp1', reason });
    const half = base.distribution === null ? null : runtimeHalf(name, base.distribution);
    if (half === null || half.certainty === 'derived') continue;
    for (const each of half.packages) needs.push({ name: each, reason });
  }
  return [...needs, ...compilerNeeds(advice, base)];
}

function compilerNeeds({ keepsCompiler }: RecipeAdvice, base: BaseView | null): readonly PackageNeed[] {
  if (keepsCompiler === null) return [];
  const names = base?.manager === 'apk' ? ['gcc', 'musl-dev'] : ['gcc', 'libc6-dev'];
  return names.map((name) => ({ name, reason: keepsCompiler }));
}

/** Libraries that compilers bring and their output may load. */
function compilerRuntimes({ view, packages, base, carried }: Decisions): readonly PackageNeed[] {
  if (view.base?.manager !== 'apt' || carried.length === 0) return [];
  const all = [...packages.values()].flat();
  const leaves = all.some(({ package: one, kept }) => !kept && /^(?:gcc|g\+\+|build-essential|gfortran)(?:-\d+)?$/.test(one.name));
  if (!leaves && base.tier === 'same') return [];
  if (base.tier === 'runtime' && view.base.role === 'toolchain') return [];
  const installsAnyway = all.some(({ ships }) => ships.length > 0);
  const compiles = view.units.some(({ steps }) => steps.some(({ kind }) => kind === 'compile'));
  const unread = contextTexts(view.snapshot, ['CMakeLists.txt', 'akefile', 'configure', 'meson.build', '.cmake', '.c', '.cpp', '.cc']).length === 0;
  return (leaves && installsAnyway) || (compiles && unread)
    ? [{ name: 'libgomp1', reason: 'it came with the compiler, and what was compiled may run in parallel with it' }]
    : [];
}

/** Programs whose packages bring the certificate authorities along as a recommendation. */
const bringsCertificates = new Set(['curl', 'wget', 'git', 'subversion', 'mercurial', 'software-properties-common', 'python3-pip', 'gnupg', 'aria2']);

/** Certificate authorities that came with a tool which stays in the builder. */
function certificates({ view, packages }: Decisions): readonly PackageNeed[] {
  if (view.base?.manager !== 'apt' || view.base.python?.prefix === '/usr/local') return [];
  const came = [...packages].some(([step, all]) =>
    systemInstalls(step).some(({ recommends }) => recommends !== false) && all.some(({ package: one, kept }) => !kept && bringsCertificates.has(one.name)),
  );
  return came ? [{ name: 'ca-certificates', reason: 'they came with a tool that stays in the builder' }] : [];
}

function withoutNamed(needs: readonly PackageNeed[], packages: Decisions['packages']): readonly PackageNeed[] {
  const named = new Set([...packages.values()].flat().flatMap(({ ships }) => ships));
  const seen = new Set<string>();
  return needs.filter(({ name }) => !named.has(name) && !seen.has(name) && seen.add(name).size > 0);
}

function nothingToGain(decisions: Decisions, from: Unit): Refusal {
  const gain = estimateGain(decisions);
  const bytes = gain.saving === null ? '' : `: about ${Math.round(gain.saving.bytes / 1e6)} MB`;
  return refuse('nothing-to-gain', instructionRange(from), `no compiler, header or build cache ships that a second stage would leave behind${bytes}`);
}

function writePlan(decisions: Decisions, from: Unit, recipes: readonly Recipe[]): PlanResult {
  const { view, base, lastBuilder } = decisions;
  const leading = leadingLines(view.snapshot.dockerfile);
  const comments = (unit: Unit): readonly string[] => leading.of.get(unit.instruction.index) ?? [];
  const split = lastBuilder >= 0;
  const original = view.stage.stage.name;
  const builderName = original === 'build' ? 'builder' : 'build';
  const inBuilder = split ? builderUnits(decisions) : new Map<Unit, string>();
  const shipped = shippedStage(decisions, builderName, inBuilder, comments);
  const torn = shipped.stuck[0];
  if (torn !== undefined)
    return { refusals: [refuse('unreadable-script', instructionRange(torn), 'a part of this RUN must run in the shipped stage but cannot be taken out of it; give it a RUN of its own')] };
  const builder: readonly PlannedInstruction[] = split
    ? [fromLine(from, base.builder, builderName, 'the builder: what compiles stays here', comments(from)), ...builderStage(decisions, comments)]
    : [];
  const last = fromLine(from, base.shipped, original, shippedReason(base), split ? [] : comments(from));
  const gain = estimateGain(decisions);
  const plan: Plan = {
    kind: split ? 'split' : 'base-swap',
    recipe: recipes[0]?.id ?? 'system-packages',
    tier: base.tier,
    preamble: preambleOf(view, leading.of),
    stages: [...(split ? [{ name: builderName, instructions: builder }] : []), { name: original, instructions: [last, ...shipped.instructions] }],
    ending: leading.ending,
    carried: decisions.carried.map(({ path, kind, reason }) => ({ path, kind, reason })),
    dropped: [...shipped.dropped, ...droppedWords(decisions)],
    assumptions: assumptionsOf(decisions),
    saving: gain.saving,
    basis: gain.basis,
  };
  return { plan };
}

function preambleOf(view: StageView, leading: ReadonlyMap<number, readonly string[]>): readonly PlannedInstruction[] {
  return view.snapshot.dockerfile.instructions.flatMap(({ stage, index, syntax }): PlannedInstruction[] =>
    stage !== null
      ? []
      : [{ text: syntax.text, origin: index, move: 'keep', reason: 'FROM may name it', confidence: 'certain', bytes: 0, comments: leading.get(index) ?? [] }],
  );
}

function shippedReason(base: BaseChoice): string {
  return base.tier === 'same' ? 'what ships: the same base without what only building needs' : `what ships: ${base.reason}`;
}

function fromLine(from: Unit, image: string, name: string | null, reason: string, comments: readonly string[]): PlannedInstruction {
  const { syntax, index } = from.instruction;
  const flags = syntax.flags.map(({ span }) => syntax.text.slice(span.from, span.to));
  const as = syntax.keywordText === 'from' ? 'as' : 'AS';
  const text = [syntax.keywordText, ...flags, image, ...(name === null ? [] : [as, name])].join(' ');
  return { text: text === syntax.text.trimEnd() ? syntax.text : text, origin: index, move: 'edit', reason, confidence: 'certain', bytes: null, comments };
}

/** Packages that no longer ship, word by word, with what they weigh. */
function droppedWords(decisions: Decisions): readonly Dropped[] {
  return decisions.view.units.flatMap((unit) =>
    unit.steps.flatMap((step) =>
      (decisions.packages.get(step) ?? []).flatMap((decision): Dropped[] => {
        if (decision.kept) return [];
        const { package: one, reason, bytes } = decision;
        const saving = bytes === null ? null : ({ bytes, unit: 'file', kind: 'estimated' } as const);
        return [{ origin: unit.instruction.index, span: one.word.span, reason: `${one.name}: ${reason}`, saving }];
      }),
    ),
  );
}

function assumptionsOf(decisions: Decisions): readonly string[] {
  const { advice, base, slice, placement, view, roots } = decisions;
  const left = [...slice.outcomes.values()].flatMap((outcome) =>
    placement.of.get(outcome.step)?.side === 'builder' ? outcome.left.map(({ path, reason }) => `${path} stays in the builder: ${reason}`) : [],
  );
  const unknown = [...slice.outcomes.values()].flatMap((outcome) =>
    outcome.step.kind === 'unknown' && runsInBuilder(decisions, outcome.unit, outcome.step) && outcome.unknownBelow.length > 0
      ? [`\`${outcome.step.facts.command.words[0]?.raw ?? ''}\` leaves nothing of use at run time outside the carried folders`]
      : [],
  );
  const unlisted = roots.texts.some(({ context }) => context !== null) || view.snapshot.context !== null ? [] : ['the build context was not read: programs that the app calls are not known'];
  const exists = base.confirmed ? [] : [`the image ${base.shipped} exists, as its publisher’s naming rules say`];
  return [...new Set([...advice.assumptions, ...exists, ...left, ...unknown, ...unlisted])];
}

/** For tests and previews: which names the shipped stage installs. */
export function shippedNames(decisions: Decisions): readonly string[] {
  return [...decisions.packages.keys()].flatMap((step) => [...shippedPackages(decisions, step)]);
}

export { viewBase };
