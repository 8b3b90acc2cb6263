// A plan out of decisions: both stages with their reasons, what is dropped, what is taken for granted.
import { isWithin } from '../effects/path-set.ts';
import type { BaseChoice } from './choose-base.ts';
import { builderStage, builderUnits } from './builder-stage.ts';
import { isPlaceable } from './choice-refusals.ts';
import { type Decisions, heldBy, runsInBuilder } from './decisions.ts';
import { estimateGain } from './gain.ts';
import { leadingLines } from './leading-lines.ts';
import type { Dropped, Plan, PlannedInstruction, PlannedPlace, PlanResult } from './plan.ts';
import type { Recipe } from './recipes/recipe.ts';
import { instructionRange, refuse } from './refusals.ts';
import { builderNameFor, keptStages } from './several-stages.ts';
import { shippedStage } from './shipped-stage.ts';
import { firstWords, type StageView, type Unit } from './stage-view.ts';

/** The plan that the decisions amount to; a refusal where a part of a RUN cannot be taken out of it. */
export function writePlan(
  decisions: Decisions,
  from: Unit,
  recipes: readonly Recipe[],
  evidence: string | null,
): PlanResult {
  const { view, base, lastBuilder } = decisions;
  const leading = leadingLines(view.snapshot.dockerfile);
  const comments = (unit: Unit): readonly string[] => leading.of.get(unit.instruction.index) ?? [];
  const split = lastBuilder >= 0;
  const original = view.stage.stage.name;
  const builderName = builderNameFor(view.snapshot);
  const inBuilder = split ? builderUnits(decisions) : new Map<Unit, string>();
  const shipped = shippedStage(decisions, builderName, inBuilder, comments);
  const torn = shipped.stuck[0];
  if (torn !== undefined)
    return {
      refusals: [
        refuse(
          'unreadable-script',
          instructionRange(torn),
          'a part of this RUN must run in the shipped stage but cannot be taken out of it; give it a RUN of its own',
        ),
      ],
    };
  const builder: readonly PlannedInstruction[] = split
    ? [
        fromLine(from, base.builder, builderName, 'the builder: what compiles stays here', comments(from)),
        ...builderStage(decisions, comments),
        ...finishingLines(decisions, recipes),
      ]
    : [];
  const last = fromLine(from, base.shipped, original, shippedReason(base), split ? [] : comments(from));
  const gain = estimateGain(decisions);
  const plan: Plan = {
    kind: split ? 'split' : 'base-swap',
    recipe: recipes.find(({ adds }) => adds !== true)?.id ?? 'system-packages',
    tier: base.tier,
    ...(evidence === null ? {} : { evidence }),
    preamble: preambleOf(view, leading.of),
    stages: [
      ...keptStages(view.snapshot, leading),
      ...(split ? [{ name: builderName, instructions: builder }] : []),
      { name: original, instructions: [last, ...shipped.instructions] },
    ],
    ending: leading.ending,
    carried: decisions.carried.map(({ path, kind, reason }) => ({ path, kind, reason })),
    places: placesOf(decisions, builder, shipped.instructions),
    dropped: [...shipped.dropped, ...droppedWords(decisions)],
    assumptions: assumptionsOf(decisions),
    saving: gain.saving,
    basis: gain.basis,
  };
  return { plan };
}

/** Where the lines that have a choice stand: by what was written, not by what was meant. */
function placesOf(
  { view, chosen }: Decisions,
  builder: readonly PlannedInstruction[],
  shipped: readonly PlannedInstruction[],
): readonly PlannedPlace[] {
  return view.units.flatMap((unit): readonly PlannedPlace[] => {
    if (!isPlaceable(unit)) return [];
    const { index } = unit.instruction;
    const builds = builder.some(({ origin }) => origin === index);
    // Why: a copy of what the builder made stems from the line but does not run it.
    const ships = shipped.some(({ origin, move }) => origin === index && move !== 'new');
    const side = builds && ships ? 'both' : builds ? 'builder' : 'shipped';
    return builds || ships ? [{ origin: index, side, chosen: chosen.has(index) }] : [];
  });
}

/** What a recipe takes out of the carried folders once everything is built, and folders that the copies below rely on. */
function finishingLines(decisions: Decisions, recipes: readonly Recipe[]): readonly PlannedInstruction[] {
  const { view, roots, lastBuilder, carried } = decisions;
  const last = view.units[lastBuilder];
  if (last === undefined) return [];
  const keyword = last.instruction.syntax.keywordText === 'run' ? 'run' : 'RUN';
  const line = (command: string, reason: string): PlannedInstruction => ({
    ...{ text: `${keyword} ${command}`, origin: null, move: 'new', reason, confidence: 'likely', bytes: 0 },
    comments: [],
  });
  const carries = (path: string): boolean => carried.some((each) => each.kind === 'tree' && isWithin(each.path, path));
  const finish = firstOf(recipes, (recipe) => recipe.finish?.(view, roots, last, carries) ?? null);
  // Why: a copy of a folder that the build may not have made fails, whatever it was to bring.
  const { user } = last.facts.after;
  const mayMake = (path: string): boolean => /^(?:0|root)(?::|$)/.test(user) || !isWithin('/root', path);
  const unsure = carried.filter(
    (each) => !each.certain && !each.observed && each.kind === 'tree' && mayMake(each.path),
  );
  return [
    ...(finish === null ? [] : [line(finish.command, finish.reason)]),
    ...(unsure.length === 0
      ? []
      : [
          line(
            `mkdir -p ${unsure.map(({ path }) => path).join(' ')}`,
            'the build may not have made what is copied below',
          ),
        ]),
  ];
}

function firstOf<In, Out>(all: readonly In[], ask: (one: In) => Out | null): Out | null {
  for (const one of all) {
    const answer = ask(one);
    if (answer !== null) return answer;
  }
  return null;
}

function preambleOf(view: StageView, leading: ReadonlyMap<number, readonly string[]>): readonly PlannedInstruction[] {
  return view.snapshot.dockerfile.instructions.flatMap(({ stage, index, syntax }): PlannedInstruction[] =>
    stage !== null
      ? []
      : [
          {
            text: syntax.text,
            origin: index,
            move: 'keep',
            reason: 'FROM may name it',
            confidence: 'certain',
            bytes: 0,
            comments: leading.get(index) ?? [],
          },
        ],
  );
}

function shippedReason(base: BaseChoice): string {
  return base.tier === 'same'
    ? 'what ships: the same base without what only building needs'
    : `what ships: ${base.reason}`;
}

function fromLine(
  from: Unit,
  image: string,
  name: string | null,
  reason: string,
  comments: readonly string[],
): PlannedInstruction {
  const { syntax, index } = from.instruction;
  const flags = syntax.flags.map(({ span }) => syntax.text.slice(span.from, span.to));
  const as = syntax.keywordText === 'from' ? 'as' : 'AS';
  const text = [syntax.keywordText, ...flags, image, ...(name === null ? [] : [as, name])].join(' ');
  return {
    text: text === syntax.text.trimEnd() ? syntax.text : text,
    origin: index,
    move: 'edit',
    reason,
    confidence: 'certain',
    bytes: null,
    comments,
  };
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
    placement.of.get(outcome.step)?.side === 'builder'
      ? outcome.left.map(({ path, reason }) => `${path} stays in the builder: ${reason}`)
      : [],
  );
  const unknown = [...slice.outcomes.values()].flatMap((outcome) =>
    outcome.step.kind === 'unknown' &&
    runsInBuilder(decisions, outcome.unit, outcome.step) &&
    outcome.unknownBelow.length > 0
      ? [
          `\`${outcome.step.facts.command.words[0]?.raw ?? ''}\` leaves nothing of use at run time outside the carried folders`,
        ]
      : [],
  );
  const held = [...slice.outcomes.values()].flatMap((outcome) => {
    const folder = outcome.unknownBelow.length === 0 ? null : heldBy(decisions, outcome.unit, outcome.step);
    return folder === null
      ? []
      : [`\`${firstWords(outcome.step)}\` leaves nothing of use at run time outside ${folder}`];
  });
  const unlisted =
    roots.texts.some(({ context }) => context !== null) || view.snapshot.context !== null
      ? []
      : ['the build context was not read: programs that the app calls are not known'];
  const wheels = view.units.flatMap((unit) =>
    decisions.chosen.get(unit.instruction.index) === 'shipped' && advice.wheelsOnly !== true && base.tier !== 'same'
      ? unit.steps.flatMap((step) =>
          step.kind === 'language' ? [`\`${firstWords(step)}\` compiles nothing: the final stage has no compiler`] : [],
        )
      : [],
  );
  const exists = base.confirmed ? [] : [`the image ${base.shipped} exists, as its publisher’s naming rules say`];
  return [...new Set([...advice.assumptions, ...wheels, ...exists, ...left, ...unknown, ...held, ...unlisted])];
}
