// The stage that ships, in the author's own order: what a builder line left behind is copied where the line stood, system
// packages are installed where they were, everything that is configuration stays as it is.
import { baseWorkingFolder } from '../knowledge/base-variables.ts';
import { ownLists } from './clear-lists.ts';
import { type Decisions, heldBy, runsInBuilder, runsShipped, shippedPackages } from './decisions.ts';
import type { Carried } from './carry.ts';
import { whyNotCopied } from './copies.ts';
import { earlyPackages } from './early-packages.ts';
import { withKnownOwner } from './foreign-owners.ts';
import { installLine } from './install-line.ts';
import type { Dropped, PlannedInstruction } from './plan.ts';
import { shippedRun, type ShippedPart } from './shipped-run.ts';
import type { Unit } from './stage-view.ts';

export interface ShippedStage {
  readonly instructions: readonly PlannedInstruction[];
  readonly dropped: readonly Dropped[];
  /** Units whose shipped commands could not be lifted out of their RUN. */
  readonly stuck: readonly Unit[];
}

interface Writer {
  readonly decisions: Decisions;
  readonly builderName: string;
  /** Units that stand in the builder too: their comments stay there. */
  readonly inBuilder: ReadonlyMap<Unit, string>;
  readonly comments: (unit: Unit) => readonly string[];
  readonly lines: PlannedInstruction[];
  readonly dropped: Dropped[];
  readonly stuck: Unit[];
  extra: string[];
}

/** Writes the shipped stage after its FROM. */
export function shippedStage(
  decisions: Decisions,
  builderName: string,
  inBuilder: ReadonlyMap<Unit, string>,
  comments: (unit: Unit) => readonly string[],
): ShippedStage {
  const writer: Writer = {
    decisions,
    builderName,
    inBuilder,
    comments,
    lines: [],
    dropped: [],
    stuck: [],
    extra: [...new Set(decisions.extra.map(({ name }) => name))],
  };
  const { units } = decisions.view;
  addBaseFolder(writer);
  const early = earlyPackages(decisions);
  if (early === null && needsCertificatesFirst(decisions)) {
    writer.extra = writer.extra.filter((name) => name !== 'ca-certificates');
    addPackagesLine(writer, ['ca-certificates'], 'the package repository below is read over HTTPS');
  }
  const hosts = units.some((unit) =>
    unit.steps.some((step) => step.kind === 'install' && shippedPackages(decisions, step).length > 0),
  );
  if (!hosts && writer.extra.length > 0) {
    const at = units.findIndex(
      ({ instruction }) => !['FROM', 'ARG', 'LABEL', 'MAINTAINER', 'SHELL', 'ENV'].includes(instruction.keyword),
    );
    for (const unit of units) {
      if (unit.place === Math.max(at, 1)) addPackagesLine(writer, writer.extra, extraReason(decisions));
      addUnit(writer, unit);
    }
  } else
    for (const unit of units) {
      if (unit === early?.before) addEarlyLine(writer, early.names);
      addUnit(writer, unit);
    }
  return { instructions: writer.lines, dropped: writer.dropped, stuck: writer.stuck };
}

/** The working folder of the original base, where the shipped base has another and the file sets none before it counts. */
function addBaseFolder(writer: Writer): void {
  const { view, base } = writer.decisions;
  const folder = baseWorkingFolder(view.stage.baseReference);
  if (folder === baseWorkingFolder(base.reference)) return;
  const settled = view.units.find(
    ({ instruction: { keyword, syntax } }) => keyword === 'WORKDIR' && syntax.argumentText.trim().startsWith('/'),
  );
  const counts = view.units.some(
    (unit) =>
      unit.place < (settled?.place ?? 0) &&
      (unit.facts.copy !== null || unit.steps.some((step) => runsShipped(writer.decisions, unit, step))),
  );
  if (settled !== undefined && !counts) return;
  writer.lines.push({
    text: `WORKDIR ${folder}`,
    origin: null,
    move: 'new',
    reason: 'the original base begins in this folder',
    confidence: 'certain',
    bytes: 0,
    comments: [],
  });
}

function addUnit(writer: Writer, unit: Unit): void {
  const { keyword } = unit.instruction;
  if (keyword === 'FROM') return;
  if (keyword === 'RUN') {
    addRun(writer, unit);
    return;
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    const why = whyNotCopied(writer.decisions, unit);
    if (why !== null) {
      drop(writer, unit, why);
      return;
    }
    const text = withKnownOwner(writer.decisions, unit);
    if (text === unit.instruction.syntax.text) addLine(writer, unit, text, 'keep', 'the image needs what it brings');
    else addLine(writer, unit, text, 'edit', 'the image needs what it brings, of the same owner by number');
    return;
  }
  if (keyword === 'ARG' && !argIsUsed(writer.decisions, unit)) {
    drop(writer, unit, 'only the builder uses this build argument');
    return;
  }
  const shared = writer.inBuilder.has(unit);
  addLine(
    writer,
    unit,
    unit.instruction.syntax.text,
    shared ? 'replay' : 'keep',
    'it is part of the image’s configuration',
  );
}

/** Build arguments are environment to every RUN after them, and may be named by any later line. */
function argIsUsed(decisions: Decisions, unit: Unit): boolean {
  const names = unit.instruction.syntax.pairs.map(({ name }) => name);
  return decisions.view.units.some((other) => {
    if (other.place <= unit.place) return false;
    const { syntax, keyword } = other.instruction;
    if (keyword === 'RUN')
      return other.steps.some(
        (step) =>
          runsShipped(decisions, other, step) ||
          (step.kind === 'install' && shippedPackages(decisions, step).length > 0),
      );
    if ((keyword === 'COPY' || keyword === 'ADD') && whyNotCopied(decisions, other) !== null) return false;
    return names.some((name) => new Set(syntax.text.match(/\w+/g)).has(name));
  });
}

function addRun(writer: Writer, unit: Unit): void {
  const { decisions } = writer;
  const carried = decisions.carried.filter(({ place }) => place === unit.place);
  const builds = unit.steps.some((step) => runsInBuilder(decisions, unit, step));
  const before = writer.lines.length;
  if (carried.length === 0) addPart(writer, unit, 'whole', builds);
  else {
    const early = carried.every(({ first }) => first === true);
    if (!early) addPart(writer, unit, 'packages', builds);
    for (const one of carried) addCopy(writer, unit, one);
    const last = Math.max(...decisions.carried.map(({ place }) => place));
    if (decisions.linker !== null && unit.place === last) addLinkerLine(writer, unit, decisions.linker);
    addPart(writer, unit, early ? 'whole' : 'commands', builds);
  }
  if (writer.lines.length === before) drop(writer, unit, whyGone(writer, unit));
}

function whyGone({ decisions, inBuilder }: Writer, unit: Unit): string {
  const packages = unit.steps.flatMap((step) => decisions.packages.get(step) ?? []);
  const first = packages.find(({ kept }) => !kept);
  if (first !== undefined)
    return packages.length === 1
      ? first.reason
      : `only building needs ${packages
          .map((each) => each.package.name)
          .slice(0, 4)
          .join(', ')}`;
  for (const step of unit.steps) {
    const folder = heldBy(decisions, unit, step);
    if (folder !== null) return `what it does in ${folder} is done in the builder`;
  }
  if (inBuilder.has(unit)) return inBuilder.get(unit) ?? 'it runs in the builder';
  return 'it has nothing left to do';
}

function addPart(writer: Writer, unit: Unit, part: ShippedPart, builds: boolean): void {
  const run = shippedRun(writer.decisions, unit, part, writer.extra);
  if (run === 'stuck') writer.stuck.push(unit);
  if (run === null || run === 'stuck') return;
  if (run.tookExtra) writer.extra = [];
  const reason =
    part === 'commands' || !unit.steps.some(({ kind }) => kind === 'install')
      ? 'the image needs what it does; it needs no build tools'
      : packageReason(writer.decisions, unit);
  const text = ownLists(writer.decisions, unit, run.text);
  const move = run.move === 'keep' && text !== run.text ? 'edit' : run.move;
  addLine(writer, unit, text, builds && move === 'keep' ? 'replay' : move, reason);
}

function packageReason(decisions: Decisions, unit: Unit): string {
  const shipped = unit.steps.flatMap((step) => shippedPackages(decisions, step));
  const left = unit.steps.flatMap((step) => decisions.packages.get(step) ?? []).filter(({ kept }) => !kept);
  if (left.length === 0) return 'packages of use at run time';
  const names = left.map((each) => each.package.name);
  const halves = left.flatMap(({ ships }) => ships);
  return `${halves.length > 0 ? `the run-time halves (${[...new Set(halves)].slice(0, 4).join(', ')}) and what runs` : `what runs (${shipped.slice(0, 4).join(', ')})`}; ${names.slice(0, 4).join(', ')} stay in the builder`;
}

function addCopy(writer: Writer, unit: Unit, one: Carried): void {
  const keyword =
    unit.instruction.syntax.keywordText === unit.instruction.syntax.keywordText.toLowerCase() ? 'copy' : 'COPY';
  const plain = /^[\w./@+-]+$/.test(one.path);
  const target = one.staged ? '/' : one.to;
  const source = one.staged ? `${one.path}/` : one.path;
  const paths = plain ? `${source} ${target}` : JSON.stringify([source, target]);
  writer.lines.push({
    text: `${keyword} --from=${writer.builderName} ${paths}`,
    origin: unit.instruction.index,
    move: 'new',
    reason: one.reason,
    confidence: one.certain ? 'certain' : 'likely',
    ...(one.observed ? { observed: true } : {}),
    bytes: null,
    comments: [],
  });
}

/** Carried libraries become known to the loader, as an installation by the distribution would have made them. */
function addLinkerLine(writer: Writer, unit: Unit, command: string): void {
  writer.lines.push({
    text: `${unit.instruction.syntax.keywordText} ${command}`,
    origin: unit.instruction.index,
    move: 'new',
    reason: 'the loader learns of the copied libraries',
    confidence: 'certain',
    bytes: 0,
    comments: [],
  });
}

/** A package repository is set up in the shipped stage before anything there brought certificate authorities. */
function needsCertificatesFirst(decisions: Decisions): boolean {
  const { view, lastBuilder } = decisions;
  if (lastBuilder < 0 || view.base?.manager !== 'apt' || view.base.python?.prefix === '/usr/local') return false;
  for (const unit of view.units) {
    for (const step of unit.steps) {
      if (step.kind === 'install' && shippedPackages(decisions, step).some((name) => bringsCertificates.has(name)))
        return false;
      const writesList = step.facts.effect.writes.some(({ path }) => path.path.startsWith('/etc/apt/sources.list'));
      const registers = step.facts.effect.registers.some(({ kind }) => kind === 'repository');
      if ((writesList || registers) && runsShipped(decisions, unit, step)) return true;
    }
  }
  return false;
}

const bringsCertificates = new Set(['ca-certificates', 'curl', 'wget', 'git', 'software-properties-common', 'gnupg']);

function extraReason({ extra }: Decisions): string {
  const reasons = [...new Set(extra.map(({ name, reason }) => `${name}: ${reason}`))];
  return `the shipped stage lacks them otherwise (${reasons.slice(0, 4).join('; ')})`;
}

/** A RUN of our own where no install of the author's can take the packages. */
function addPackagesLine(writer: Writer, packages: readonly string[], reason: string): void {
  const text = installLine(writer.decisions.view, packages);
  writer.extra = writer.extra.filter((name) => !packages.includes(name));
  writer.lines.push({ text, origin: null, move: 'new', reason, confidence: 'likely', bytes: null, comments: [] });
}

function addEarlyLine(writer: Writer, names: readonly string[]): void {
  const secure = writer.decisions.view.base?.manager === 'apt' ? ['ca-certificates'] : [];
  addPackagesLine(
    writer,
    [...new Set([...names, ...secure])],
    'the lines below call them before they install anything',
  );
}

function addLine(writer: Writer, unit: Unit, text: string, move: PlannedInstruction['move'], reason: string): void {
  const comments =
    writer.inBuilder.has(unit) || writer.lines.some(({ origin }) => origin === unit.instruction.index)
      ? []
      : writer.comments(unit);
  writer.lines.push({
    text,
    origin: unit.instruction.index,
    move,
    reason,
    confidence: 'certain',
    bytes: null,
    comments,
  });
}

function drop(writer: Writer, unit: Unit, reason: string): void {
  writer.dropped.push({ origin: unit.instruction.index, span: null, reason, saving: null });
}
