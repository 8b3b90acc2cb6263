// The package lists of the apt-get lines that ship: fetched by the RUN that installs from them and cleared in it, so that a lean
// image does not ship what the author's own lines left behind. It decides no packages.
import { parseInstruction } from '../dockerfile/parse-instruction.ts';
import type { InstructionSyntax } from '../dockerfile/dockerfile.ts';
import { cacheIsMounted } from '../facts/caches.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import { parseShell } from '../shell/parse-shell.ts';
import type { ShellCommand } from '../shell/shell.ts';
import { installerIn } from './installers.ts';
import { runsShipped, shippedPackages, type Decisions } from './decisions.ts';
import type { Step, Unit } from './stage-view.ts';

const clearing = 'rm -rf /var/lib/apt/lists/*';

/** The step installs or upgrades by apt in the shipped stage. */
function usesLists(decisions: Decisions, unit: Unit, step: Step): boolean {
  const { effect } = step.facts;
  if (!effect.installs.some(({ manager }) => manager === 'apt')) return false;
  return step.kind === 'install' ? shippedPackages(decisions, step).length > 0 : runsShipped(decisions, unit, step);
}

function installsByApt(decisions: Decisions, unit: Unit): boolean {
  return unit.steps.some((step) => usesLists(decisions, unit, step));
}

function fetchesLists({ facts }: Step): boolean {
  return facts.effect.caches.some(({ id }) => id === 'apt-lists');
}

function listsAreMounted(unit: Unit): boolean {
  const caches = unit.steps.flatMap(({ facts }) => facts.effect.caches);
  return caches.some((cache) => cache.id === 'apt-lists' && cacheIsMounted(unit.facts, cache));
}

/** RUNs that install in the shipped stage from lists that the unit, and no later one, fetched. */
function usersOf(decisions: Decisions, unit: Unit): readonly Unit[] {
  const users: Unit[] = [];
  for (const other of decisions.view.units) {
    if (other.place <= unit.place) continue;
    if (other.steps.some(fetchesLists)) break;
    if (installsByApt(decisions, other)) users.push(other);
  }
  return users;
}

/** The RUN can fetch the lists itself, by a command before the one that installs. */
function canFetch(decisions: Decisions, unit: Unit): boolean {
  if (unit.facts.mounts.length > 0 || listsAreMounted(unit)) return false;
  const first = unit.steps.find((step) => usesLists(decisions, unit, step));
  return first?.plain === true && whereToFetch(unit.instruction.syntax) !== null;
}

/** Before the first command that installs or upgrades by apt, where it stands free; null where none does. */
function whereToFetch(syntax: InstructionSyntax): { readonly at: number; readonly tool: string } | null {
  const { shell } = syntax;
  if (shell === null || syntax.heredocs.length > 0) return null;
  const command = parseShell(shell).commands.find(installs);
  const free = command?.list === 0 && command.pipeline === null && !command.guard.conditional && !command.guard.loop;
  return command === undefined || !free ? null : { at: command.span.from, tool: command.name ?? 'apt-get' };
}

function installs({ name, words }: ShellCommand): boolean {
  return (
    (name === 'apt-get' || name === 'apt') &&
    words.some(({ value }) => value !== null && /^(?:install|upgrade|dist-upgrade|full-upgrade)$/.test(value))
  );
}

/** The RUN installs nothing from the lists that it fetches, and every one that does fetches its own instead. */
export function listsMoveOn(decisions: Decisions, unit: Unit): boolean {
  const { view, lastBuilder } = decisions;
  const forOthers = !installsByApt(decisions, unit) && !listsAreMounted(unit);
  if (lastBuilder < 0 || view.base?.manager !== 'apt' || !forOthers) return false;
  return usersOf(decisions, unit).every((user) => canFetch(decisions, user));
}

/** The RUN's text with lists of its own, cleared; as it is where they are mounted, cleared already, or wanted by a later line. */
export function ownLists(decisions: Decisions, unit: Unit, text: string): string {
  if (decisions.lastBuilder < 0 || !installsByApt(decisions, unit)) return text;
  if (!/\bapt(?:-get)?\b/.test(text) || text.includes('/var/lib/apt/lists') || /\bsudo\b/.test(text)) return text;
  const fetching = unit.steps.some(fetchesLists) ? text : withFetching(decisions, unit, text);
  if (fetching === null || listsAreMounted(unit)) return text;
  if (usersOf(decisions, unit).some((user) => !canFetch(decisions, user))) return fetching;
  const syntax = parseInstruction(fetching, unit.instruction.syntax.escape);
  const edit = syntax.shell === null ? null : appendToRun(syntax, parseShell(syntax.shell), clearing);
  return edit === null ? fetching : fetching.slice(0, edit.span.from) + edit.newText + fetching.slice(edit.span.to);
}

/** A well-known script that sets up a repository fetches the lists too, and it stays in the builder. */
function fetchedElsewhere(decisions: Decisions, unit: Unit, step: Step): boolean {
  return installerIn(unit, step)?.kind === 'repository' && !runsShipped(decisions, unit, step);
}

function withFetching(decisions: Decisions, unit: Unit, text: string): string | null {
  // Why: what the author cleared nowhere may also come with the base; then a line that fetches nothing relies on it.
  const fetched = decisions.view.units.some(
    (other) =>
      (other.place < unit.place && other.steps.some(fetchesLists)) ||
      (other.place <= unit.place && other.steps.some((step) => fetchedElsewhere(decisions, other, step))),
  );
  const spot =
    fetched && canFetch(decisions, unit) ? whereToFetch(parseInstruction(text, unit.instruction.syntax.escape)) : null;
  return spot === null ? null : `${text.slice(0, spot.at)}${spot.tool} update && ${text.slice(spot.at)}`;
}
