// When a carried path is copied: after the last line that wrote there, unless a line of the shipped stage calls what lies
// there before that. It moves places only; what is carried is decided before.
import { intersects, isWithin } from '../effects/path-set.ts';
import type { PathPattern } from '../effects/effect.ts';
import type { Carried } from './carry.ts';
import { type Decisions, runsShipped } from './decisions.ts';
import { languageInstalls, type StageView, type Step, type Unit } from './stage-view.ts';

/** The decisions with each carried path copied before the first shipped line that calls something of it. */
export function copyBeforeCalls(decisions: Decisions): Decisions {
  const early = decisions.view.units.filter(
    (unit) => unit.place < decisions.lastBuilder && unit.steps.some((step) => callsShipped(decisions, unit, step)),
  );
  if (early.length === 0) return decisions;
  const callers = new Set(early.filter((unit) => callsInstalled(decisions, unit)));
  const carried = decisions.carried.map((one) => before(decisions, one, early, callers));
  return { ...decisions, carried: inOrder(carried) };
}

function callsShipped(decisions: Decisions, unit: Unit, step: Step): boolean {
  return step.kind !== 'check' && runsShipped(decisions, unit, step);
}

function before(decisions: Decisions, one: Carried, early: readonly Unit[], callers: ReadonlySet<Unit>): Carried {
  const caller = early.find(
    (unit) =>
      unit.place > one.since && unit.place < one.place && (callers.has(unit) || registersIn(decisions, unit, one.path)),
  );
  if (caller === undefined) return one;
  const changed = decisions.view.units.some(
    (unit) =>
      unit.place >= caller.place &&
      unit.place <= one.place &&
      shippedWrites(decisions, unit).some((path) => intersects(path, { kind: 'tree', path: one.path })),
  );
  return changed ? one : { ...one, place: caller.place, first: true };
}

const inOrder = (carried: readonly Carried[]): readonly Carried[] => [...carried].sort((a, b) => a.place - b.place);

function shippedWrites(decisions: Decisions, unit: Unit): readonly PathPattern[] {
  const copied = unit.facts.copy?.writes ?? [];
  const made = unit.steps.flatMap((step) =>
    runsShipped(decisions, unit, step) ? step.facts.effect.writes.map(({ path }) => path) : [],
  );
  return [...copied, ...made];
}

const interpreters = /^(?:python[\d.]*|pip[\d.]*|node|npx|ruby|php)$/;

/** A command of the shipped stage runs an interpreter, or a program that a package of a language brought above it. */
function callsInstalled(decisions: Decisions, unit: Unit): boolean {
  const calling = unit.steps.filter((step) => callsShipped(decisions, unit, step));
  const brought = packagesAbove(decisions.view, unit);
  return calling.some(({ facts }) =>
    [facts.effect.tool, ...facts.effect.needs].some((name) => interpreters.test(name) || brought.has(name)),
  );
}

/** A command makes something known that must be there: an alternative, a service, a font. */
function registersIn(decisions: Decisions, unit: Unit, path: string): boolean {
  return unit.steps.some(
    (step) =>
      step.kind === 'register' &&
      callsShipped(decisions, unit, step) &&
      step.facts.command.words.some(({ raw }) => raw.startsWith('/') && isWithin(path, raw)),
  );
}

function packagesAbove(view: StageView, unit: Unit): ReadonlySet<string> {
  return new Set(
    view.units.flatMap(({ place, steps }) =>
      place >= unit.place
        ? []
        : steps.flatMap((step) => languageInstalls(step).flatMap(({ packages }) => packages.map(({ name }) => name))),
    ),
  );
}
