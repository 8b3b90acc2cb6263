// The package lists of an apt-get line that the plan writes anew: cleared in the same RUN, so that a lean image does not
// ship what the author's own line left behind. Lines that are kept as they stand are the rules' business, not the plan's.
import { parseInstruction } from '../dockerfile/parse-instruction.ts';
import { cacheIsMounted } from '../facts/caches.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import { parseShell } from '../shell/parse-shell.ts';
import { shippedPackages, type Decisions } from './decisions.ts';
import type { Step, Unit } from './stage-view.ts';

const command = 'rm -rf /var/lib/apt/lists/*';

function installsByApt(decisions: Decisions, unit: Unit): boolean {
  return unit.steps.some(
    (step) =>
      step.kind === 'install' &&
      step.facts.effect.installs.some(({ manager }) => manager === 'apt') &&
      shippedPackages(decisions, step).length > 0,
  );
}

function fetchesLists({ facts }: Step): boolean {
  return facts.effect.caches.some(({ id }) => id === 'apt-lists');
}

/** The RUN's text with its lists cleared; as it is where they are mounted, cleared already, or wanted by a later line. */
export function clearLists(decisions: Decisions, unit: Unit, text: string): string {
  if (
    !installsByApt(decisions, unit) ||
    !/\bapt(?:-get)?\b/.test(text) ||
    text.includes('/var/lib/apt/lists') ||
    /\bsudo\b/.test(text)
  )
    return text;
  const fetched = unit.steps.filter(fetchesLists).flatMap(({ facts }) => facts.effect.caches);
  const lists = fetched.filter(({ id }) => id === 'apt-lists');
  if (lists.length === 0 || lists.some((cache) => cacheIsMounted(unit.facts, cache))) return text;
  const wantedLater = decisions.view.units.some(
    (other) => other.place > unit.place && installsByApt(decisions, other) && !other.steps.some(fetchesLists),
  );
  if (wantedLater) return text;
  const syntax = parseInstruction(text, unit.instruction.syntax.escape);
  const edit = syntax.shell === null ? null : appendToRun(syntax, parseShell(syntax.shell), command);
  return edit === null ? text : text.slice(0, edit.span.from) + edit.newText + text.slice(edit.span.to);
}
