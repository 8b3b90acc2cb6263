// One RUN of the original as the shipped stage runs it: as it stands, with package words changed, or with the commands
// that belong there lifted out. Null where nothing of it belongs there.
import type { ShellWord } from '../shell/shell.ts';
import { isWithin } from '../effects/path-set.ts';
import { listsMoveOn } from './clear-lists.ts';
import { type Decisions, heldBy, runsShipped, shippedPackages } from './decisions.ts';
import { needlessGlobals } from './global-tools.ts';
import { removesShippedFiles } from './removed-copies.ts';
import { applyChanges, changeWords, commandText, joinCommands, runHead, type TextChange } from './run-text.ts';
import type { Step, Unit } from './stage-view.ts';

export interface ShippedRun {
  readonly text: string;
  readonly move: 'keep' | 'edit' | 'replay';
  /** Extra packages were added to its install command. */
  readonly tookExtra: boolean;
}

export type ShippedPart = 'packages' | 'commands' | 'whole';

/** The text of a unit's RUN for the shipped stage. `extra`: names to add to its install command, if it has one. */
export function shippedRun(
  decisions: Decisions,
  unit: Unit,
  part: ShippedPart,
  extra: readonly string[],
): ShippedRun | null | 'stuck' {
  const kept = new Set(unit.steps.filter((step) => staysIn(decisions, unit, step)));
  if (kept.size === 0) return null;
  const installs = [...kept].filter((step) => step.kind === 'install');
  const last = installs.at(-1);
  const changes = new Map<Step, readonly TextChange[]>();
  for (const step of installs) changes.set(step, changesOf(decisions, unit, step, step === last ? extra : []));
  for (const step of kept) {
    const words = step.kind === 'language' ? needlessGlobals(decisions, step) : [];
    if (words.length > 0)
      changes.set(step, changeWords(unit, step, new Map(words.map((word) => [word, []])), new Set(), []));
  }
  const edited = [...changes.values()].some((each) => each.length > 0);
  const dropsAny = unit.steps.some((step) => !kept.has(step) && step.kind !== 'setup' && step.kind !== 'check');
  const tookExtra = last !== undefined && extra.length > 0 && part !== 'commands';
  if (!dropsAny && part === 'whole') {
    const text = applyChanges(unit.instruction.syntax.text, [...changes.values()].flat());
    return { text, move: edited ? 'edit' : 'keep', tookExtra };
  }
  const chosen =
    part === 'whole' ? kept : new Set([...kept].filter((step) => comesFirst(step, last) === (part === 'packages')));
  if (chosen.size === 0) return null;
  const commands = compose(unit, chosen, changes);
  return commands === null
    ? 'stuck'
    : { text: `${runHead(unit)} ${joinCommands(unit, commands)}`, move: 'replay', tookExtra };
}

/** Packages, the upkeep around them, and whatever runs before the last of them (a repository's key, say). */
function comesFirst(step: Step, lastInstall: Step | undefined): boolean {
  return (
    step.kind === 'install' || step.kind === 'upkeep' || (lastInstall !== undefined && step.index < lastInstall.index)
  );
}

/** The step has a part to play in the shipped stage, `cd` and the like aside. */
function staysIn(decisions: Decisions, unit: Unit, step: Step): boolean {
  if (step.kind === 'install') return shippedPackages(decisions, step).length > 0;
  if (step.kind === 'upkeep') return upkeepStays(decisions, unit, step);
  if (step.kind === 'setup') return false;
  if (step.kind === 'check')
    return (
      runsShipped(decisions, unit, step) &&
      unit.steps.every((other) => other.kind !== 'install' || staysIn(decisions, unit, other))
    );
  return runsShipped(decisions, unit, step) || removesShippedFiles(decisions, unit, step);
}

const languageManagers = new Set(['npm', 'yarn', 'pnpm', 'bun']);

/** Lists are fetched where packages follow, and cleared where packages came before; removals are of no use any more. */
function upkeepStays(decisions: Decisions, unit: Unit, step: Step): boolean {
  const { effect } = step.facts;
  if (effect.removes.length > 0) return false;
  // Why: what lies there lies in the builder.
  if (effect.deletes.length > 0 && heldBy(decisions, unit, step) !== null) return false;
  // Why: a language's own cache is filled where its packages are installed.
  if (languageManagers.has(effect.tool))
    return decisions.view.units.some(
      (other) =>
        other.place <= unit.place &&
        other.steps.some((each) => each.kind === 'language' && runsShipped(decisions, other, each)),
    );
  const fetches = effect.network || effect.verb === 'update' || effect.verb === 'makecache';
  const all = decisions.view.units;
  const shipsPackages = (other: Unit): boolean =>
    other.steps.some((each) => each.kind === 'install' && shippedPackages(decisions, each).length > 0);
  if (unit.steps.some((each) => each.kind === 'install'))
    return (
      shipsPackages(unit) ||
      (fetchesLists(step) && listsAreWanted(all, unit, shipsPackages) && !listsMoveOn(decisions, unit))
    );
  if (fetches && listsMoveOn(decisions, unit)) return false;
  if (fetches) return all.some((other) => other.place > unit.place && shipsPackages(other));
  const elsewhere = all.some((other) => other.place < unit.place && shipsPackages(other));
  const own = unit.steps.some((each) => each !== step && runsShipped(decisions, unit, each));
  return elsewhere || own;
}

/** The command fetches the lists of what can be installed, and installs nothing. */
function fetchesLists({ kind, facts }: Step): boolean {
  return kind === 'upkeep' && (facts.effect.verb === 'update' || facts.effect.verb === 'makecache');
}

/** The next RUN that installs packages in the shipped stage relies on the lists that this one fetched. */
function listsAreWanted(all: readonly Unit[], unit: Unit, shipsPackages: (other: Unit) => boolean): boolean {
  const next = all.find((other) => other.place > unit.place && shipsPackages(other));
  return (
    next !== undefined &&
    !all.some(({ place, steps }) => place > unit.place && place <= next.place && steps.some(fetchesLists))
  );
}

/** Words that go, and words that others take the place of. */
function changesOf(decisions: Decisions, unit: Unit, step: Step, extra: readonly string[]): readonly TextChange[] {
  const named = new Set<string>();
  const byWord = new Map<ShellWord, { names: string[]; touched: boolean }>();
  const all = decisions.packages.get(step) ?? [];
  for (const { package: one, kept } of all) if (kept) named.add(one.name);
  for (const { package: one, ships, kept } of all) {
    const entry = byWord.get(one.word) ?? { names: [], touched: false };
    byWord.set(one.word, entry);
    if (kept) {
      entry.names.push(one.word.value === null ? `${one.name}${one.version ?? ''}` : one.word.raw);
      continue;
    }
    entry.touched = true;
    for (const name of ships) {
      if (named.has(name)) continue;
      named.add(name);
      entry.names.push(name);
    }
  }
  const replacements = new Map(
    [...byWord].flatMap(([word, { names, touched }]) => (touched ? [[word, names] as const] : [])),
  );
  return changeWords(
    unit,
    step,
    replacements,
    new Set(byWord.keys()),
    extra.filter((name) => !named.has(name)),
  );
}

/** Commands for a RUN of their own, with the folder and variables they were run with. Null where they cannot be lifted. */
function compose(
  unit: Unit,
  chosen: ReadonlySet<Step>,
  changes: ReadonlyMap<Step, readonly TextChange[]>,
): readonly string[] | null {
  const commands: string[] = [];
  let folder = unit.facts.before.workingFolder;
  const settings = neededSettings(unit, chosen, changes);
  const seen = new Set<number>();
  for (const step of unit.steps) {
    if (settings.has(step)) {
      commands.push(commandText(unit, step));
      continue;
    }
    if (!chosen.has(step) || seen.has(step.block)) continue;
    seen.add(step.block);
    if (!step.plain) return null;
    const { workingFolder, folderUnknown } = step.facts.context;
    if (folderUnknown === true) return null;
    if (workingFolder !== folder && dependsOnFolder(step)) {
      commands.push(`cd ${quoteIfNeeded(workingFolder)}`);
      folder = workingFolder;
    }
    commands.push(blockText(unit, step, changes));
  }
  return commands.length === 0 ? null : commands;
}

function blockText(unit: Unit, first: Step, changes: ReadonlyMap<Step, readonly TextChange[]>): string {
  const block = unit.steps.filter((step) => step.block === first.block);
  const from = Math.min(...block.map(({ facts }) => facts.command.span.from));
  const to = Math.max(...block.map(({ facts }) => facts.command.span.to));
  return applyChanges(
    unit.instruction.syntax.text,
    block.flatMap((step) => changes.get(step) ?? []),
    from,
    to,
  );
}

/** `set -…` at the head, and assignments whose variables the chosen commands use. */
function neededSettings(
  unit: Unit,
  chosen: ReadonlySet<Step>,
  changes: ReadonlyMap<Step, readonly TextChange[]>,
): ReadonlySet<Step> {
  const used = new Set<string>();
  for (const step of chosen) {
    const text = commandText(unit, step, changes.get(step) ?? []);
    for (const word of step.facts.command.words)
      for (const part of word.parts) if (part.kind === 'variable' && text.includes(part.name)) used.add(part.name);
  }
  const needed = new Set<Step>();
  for (const step of [...unit.steps].reverse()) {
    const { command } = step.facts;
    if (step.kind !== 'setup' || !step.plain) continue;
    const assigned = [
      ...command.assignments.map(({ name }) => name),
      ...(command.name === 'export' ? command.words.slice(1).flatMap(({ raw }) => raw.split('=')[0] ?? []) : []),
    ];
    const sets = command.name === 'set' && [...chosen].some((each) => each.index > step.index);
    if (!sets && !(command.words.length === 0 || command.name === 'export')) continue;
    if (!sets && !assigned.some((name) => used.has(name))) continue;
    needed.add(step);
    for (const { value } of command.assignments)
      for (const part of value?.parts ?? []) if (part.kind === 'variable') used.add(part.name);
  }
  return needed;
}

/** The command names something relative to its folder; system package managers and absolute arguments do not. */
function dependsOnFolder(step: Step): boolean {
  if (step.kind === 'install' || step.kind === 'upkeep') return false;
  const { reads, writes, deletes, touches } = step.facts.effect;
  const folder = step.facts.context.workingFolder;
  const named = [
    ...reads,
    ...writes.map(({ path }) => path),
    ...deletes.map(({ path }) => path),
    ...touches.map(({ path }) => path),
  ];
  const allAbsolute = step.facts.command.words
    .slice(1)
    .every(({ raw }) => raw.startsWith('-') || raw.startsWith('/') || raw.startsWith('$') || !/[./]/.test(raw));
  return (
    !allAbsolute || !step.facts.effect.known || named.some((path) => isWithin(folder, path.path) && folder !== '/')
  );
}

function quoteIfNeeded(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
