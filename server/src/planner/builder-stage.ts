// The builder: the author's own lines up to the last one whose results are copied, byte for byte, without what is only
// configuration of the shipped image and without copies that nothing in the builder reads.
import { intersects, isWithin } from '../effects/path-set.ts';
import type { Effect, PathPattern } from '../effects/effect.ts';
import { wishReasons } from './chosen-places.ts';
import { type Decisions, runsInBuilder } from './decisions.ts';
import type { PlannedInstruction } from './plan.ts';
import { applyChanges, commandText } from './run-text.ts';
import type { Unit } from './stage-view.ts';

/** Instructions that only describe the image that ships. */
const configuration = new Set([
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'LABEL',
  'EXPOSE',
  'STOPSIGNAL',
  'MAINTAINER',
  'VOLUME',
  'ONBUILD',
]);
const state = new Set(['ARG', 'ENV', 'WORKDIR', 'USER', 'SHELL']);

/** Units that stand in the builder, FROM left out, each with why. */
export function builderUnits(decisions: Decisions): ReadonlyMap<Unit, string> {
  const { view, lastBuilder } = decisions;
  const kept = new Map<Unit, string>();
  const wanted: PathPattern[] = decisions.carried.map(({ path, kind }) => ({
    kind: kind === 'file' ? 'file' : 'tree',
    path,
  }));
  for (const unit of [...view.units].reverse()) {
    const { keyword } = unit.instruction;
    if (unit.place > lastBuilder || keyword === 'FROM' || configuration.has(keyword)) continue;
    if (state.has(keyword)) {
      kept.set(unit, 'the commands of the builder run with it');
      continue;
    }
    const reason = whyBuilt(decisions, unit, wanted);
    if (reason === null) continue;
    kept.set(unit, reason);
    for (const { facts } of unit.steps) wanted.push(...facts.effect.reads, ...mustBeThere(facts.effect));
    for (const mount of unit.facts.mounts) if (mount.type === 'bind') wanted.push({ kind: 'tree', path: mount.target });
  }
  return kept;
}

/** What a command changes or takes away has to be there, or the command fails. */
function mustBeThere({ touches, deletes }: Effect): readonly PathPattern[] {
  return [...touches, ...deletes].flatMap(({ path }) => (path.kind === 'unknown' ? [] : [path]));
}

function whyBuilt(decisions: Decisions, unit: Unit, wanted: readonly PathPattern[]): string | null {
  if (decisions.chosen.get(unit.instruction.index) === 'builder') return wishReasons.builder;
  if (unit.instruction.keyword === 'RUN') {
    const own = unit.steps.find((step) => runsInBuilder(decisions, unit, step) && step.kind !== 'check');
    if (own !== undefined) return decisions.placement.of.get(own)?.reason ?? 'its results are copied';
    if (unit.steps.length === 0 || unit.steps.some(({ kind }) => kind !== 'files' && kind !== 'run'))
      return 'what follows may need what it installs or sets up';
    const meets = unit.steps.some(({ facts }) =>
      [...facts.effect.writes, ...facts.effect.touches, ...facts.effect.deletes].some(
        ({ path }) =>
          path.kind === 'unknown' || system.some((folder) => isWithin(folder, path.path)) || meetsAny(path, wanted),
      ),
    );
    return meets ? 'what follows in the builder reads what it makes' : null;
  }
  const { copy } = unit.facts;
  // Why: what comes from another image is a tool more often than not.
  const unknown = copy === null || copy.target === null || copy.kind === 'image' || copy.kind === 'stage';
  return unknown || copy.writes.some((path) => meetsAny(path, wanted)) ? 'the builder reads it' : null;
}

/** Folders that any program may look into (its path, its settings), so that a change there counts as read. */
const system = ['/usr', '/etc', '/bin', '/sbin', '/lib', '/lib64', '/opt', '/root'];

function meetsAny(path: PathPattern, wanted: readonly PathPattern[]): boolean {
  return wanted.some((each) => intersects(each, path));
}

/** The author's text; an installation among the distribution's files is done once more into a folder that can be copied. */
function builderText(decisions: Decisions, unit: Unit): Pick<PlannedInstruction, 'text' | 'move'> {
  const { text } = unit.instruction.syntax;
  const changes = unit.steps.flatMap((step) => {
    const staged = decisions.slice.outcomes.get(step)?.outputs.find((output) => output.staged === true);
    if (staged === undefined || !runsInBuilder(decisions, unit, step)) return [];
    const { to } = step.facts.command.span;
    return [{ span: { from: to, to }, text: ` && DESTDIR=${staged.path} ${commandText(unit, step)}` }];
  });
  return changes.length === 0 ? { text, move: 'keep' } : { text: applyChanges(text, changes), move: 'edit' };
}

/** The builder's instructions after FROM. */
export function builderStage(
  decisions: Decisions,
  comments: (unit: Unit) => readonly string[],
): readonly PlannedInstruction[] {
  const kept = builderUnits(decisions);
  return decisions.view.units.flatMap((unit): PlannedInstruction[] => {
    const reason = kept.get(unit);
    if (reason === undefined) return [];
    return [
      {
        ...builderText(decisions, unit),
        origin: unit.instruction.index,
        reason,
        confidence: 'certain',
        bytes: 0,
        comments: comments(unit),
      },
    ];
  });
}
