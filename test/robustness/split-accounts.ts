// What must hold between a rewrite and its original beyond the configuration: each line runs in the folder, as the user, in
// the shell and with the variables it had; each command stands somewhere or is dropped for a reason; what is copied was made;
// what was taken away stays away. It reads both texts afresh and trusts nothing that the plan says but its origins.
import type { InstructionFacts, Snapshot, StageFacts } from '../../server/src/facts/snapshot.ts';
import type { Effect, PathPattern } from '../../server/src/effects/effect.ts';
import { contains, intersects, isWithin } from '../../server/src/effects/path-set.ts';
import type { Plan, PlannedInstruction } from '../../server/src/planner/plan.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';
import type { Fault } from './soundness.ts';

interface Pair {
  readonly planned: PlannedInstruction;
  readonly was: InstructionFacts;
  readonly now: InstructionFacts;
}

/** The lines of the plan that stand for a line of the original, with what both texts say of them. */
function pairsOf(before: Snapshot, after: Snapshot, plan: Plan): readonly Pair[] {
  const planned = [...plan.preamble, ...plan.stages.flatMap(({ instructions }) => instructions)];
  return planned.flatMap((each, at): Pair[] => {
    const was = each.origin === null || each.move === 'new' ? undefined : before.facts[each.origin];
    const now = after.facts[at];
    return was === undefined || now === undefined ? [] : [{ planned: each, was, now }];
  });
}

const runsThings = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR', 'ENV', 'USER', 'LABEL', 'EXPOSE', 'VOLUME']);

/** What the line does depends on the folder that it runs in: it names something in it, or nobody knows what it does. */
function namesFolder({ syntax, copy, commands, before, after }: InstructionFacts): boolean {
  if (syntax.keyword === 'WORKDIR')
    return before.workingFolder !== after.workingFolder && !isAbsolute(syntax.argumentText);
  if (copy !== null) return copy.target === null || !isAbsolute(syntax.words.at(-1)?.raw ?? '');
  return commands.some(
    ({ effect: { known, reads, writes, deletes } }) =>
      !known ||
      [...reads, ...[...writes, ...deletes].map(({ path }) => path)].some(
        ({ kind, path }) => kind !== 'unknown' && before.workingFolder !== '/' && isWithin(before.workingFolder, path),
      ),
  );
}

function isAbsolute(path: string): boolean {
  return /^["']?\//.test(path.trim());
}

/** Lines that would run elsewhere, as somebody else, or with other values than they did. */
function* stateFaults(pairs: readonly Pair[]): Generator<Fault> {
  for (const { planned, was, now } of pairs) {
    if (!runsThings.has(was.syntax.keyword)) continue;
    const tell = (what: string, a: unknown, b: unknown): Fault => ({
      code: `split: ${was.syntax.keyword} with another ${what}`,
      detail: `${planned.text}\n${JSON.stringify(a)} became ${JSON.stringify(b)}`,
    });
    if (was.before.workingFolder !== now.before.workingFolder && namesFolder(was))
      yield tell('working folder', was.before.workingFolder, now.before.workingFolder);
    if (was.before.user !== now.before.user) yield tell('user', was.before.user, now.before.user);
    if (was.before.shell.join(' ') !== now.before.shell.join(' '))
      yield tell('shell', was.before.shell, now.before.shell);
    for (const name of new Set(planned.text.match(/(?<=\$\{?)\w+/g))) {
      const value = was.before.variable(name);
      if (value !== undefined && now.before.variable(name) !== value)
        yield tell('variable', `${name}=${String(value)}`, now.before.variable(name) ?? 'unset');
    }
  }
}

/** Commands that stand in no line of the plan and are not dropped with their line. */
function* commandFaults({ dockerfile, target }: Snapshot, plan: Plan): Generator<Fault> {
  const dropped = new Set(plan.dropped.map(({ origin }) => origin));
  const planned = plan.stages.flatMap(({ instructions }) => instructions);
  for (const [at, { syntax, commands }] of target.instructions.entries()) {
    const index = target.stage.instructions[at]?.index;
    if (syntax.keyword !== 'RUN' || index === undefined || dropped.has(index)) continue;
    const texts = planned.flatMap(({ origin, text }) => (origin === index ? [text] : []));
    for (const { command, effect } of commands) {
      if (isUpkeep(effect)) continue;
      const text = dockerfile.instructions[index]?.syntax.text.slice(command.span.from, command.span.to) ?? '';
      if (!texts.some((each) => each.includes(text))) yield { code: 'split: loses a command', detail: text };
    }
  }
}

/** It fetches or clears lists and caches, or takes packages away: of no use where no packages are. */
function isUpkeep({ tool, verb, role, installs, removes }: Effect): boolean {
  const manages = /^(?:apt|apt-get|aptitude|apk|dnf|yum|microdnf|zypper|npm|yarn|pnpm)$/.test(tool);
  return (
    manages &&
    installs.length === 0 &&
    (removes.length > 0 || role === 'clean' || /^(?:update|makecache)?$/.test(verb ?? ''))
  );
}

/** Folders in which a base image has files of its own, so that what is copied of them need not be made in the text. */
const ofBase = [
  '/usr',
  '/etc',
  '/opt',
  '/lib',
  '/var',
  '/bin',
  '/sbin',
  '/root',
  '/home',
  '/go',
  '/carried',
  '/.local',
];

function writesOf({ instructions }: StageFacts): readonly PathPattern[] {
  return instructions.flatMap(({ copy, commands, syntax, after }) => [
    ...(copy?.writes ?? []),
    ...(syntax.keyword === 'RUN' ? commands.flatMap(({ effect }) => effect.writes.map(({ path }) => path)) : []),
    ...(syntax.keyword === 'WORKDIR' ? [{ kind: 'tree' as const, path: after.workingFolder }] : []),
  ]);
}

/** Copies from the builder of what nothing there makes, nor names. */
function* copyFaults(after: Snapshot, plan: Plan): Generator<Fault> {
  const builder = plan.kind === 'split' ? after.stages.at(-2) : undefined;
  if (builder === undefined) return;
  const made = writesOf(builder);
  for (const { copy } of after.target.instructions) {
    if (copy?.fromStage !== builder.stage.index) continue;
    for (const { expanded } of copy.sources) {
      if (expanded?.startsWith('/') !== true || ofBase.some((folder) => isWithin(folder, expanded))) continue;
      const named = builder.instructions.some(({ syntax }) => syntax.text.includes(expanded));
      if (!named && !made.some((path) => intersects(path, { kind: 'tree', path: expanded })))
        yield { code: 'split: copies what nothing makes', detail: expanded };
    }
  }
}

/** Files and folders that the last command to name them surely takes away, with the line that does. */
function removedIn({ instructions }: StageFacts): ReadonlyMap<string, { path: PathPattern; at: number }> {
  const removed = new Map<string, { path: PathPattern; at: number }>();
  for (const [at, { commands, copy, syntax }] of instructions.entries()) {
    // Why: what another stage has was taken away there.
    const written = copy === null || copy.kind === 'stage' ? [] : [...copy.writes];
    if (syntax.keyword === 'RUN')
      for (const { command, effect } of commands) {
        written.push(...effect.writes.map(({ path }) => path));
        const sure = !command.guard.conditional && !command.guard.loop;
        for (const { path } of sure ? effect.deletes : [])
          if (path.kind !== 'unknown' && path.kind !== 'glob') removed.set(path.path, { path, at });
      }
    for (const [name, { path, at: when }] of removed)
      if (when < at && written.some((each) => intersects(each, path))) removed.delete(name);
  }
  return removed;
}

/** Folders of no lasting use: what lies there is nobody's. */
const passing = ['/tmp', '/var/tmp', '/var/cache', '/var/lib/apt'];

/** Copies of the context that bring back what the original took away. */
function* removalFaults(before: Snapshot, after: Snapshot): Generator<Fault> {
  const gone = removedIn(before.target);
  const made = before.target.instructions.flatMap(({ commands }) =>
    commands.flatMap(({ effect }) => effect.writes.map(({ path }) => path)),
  );
  const stillGone = removedIn(after.target);
  for (const { path } of gone.values()) {
    if (passing.some((folder) => isWithin(folder, path.path))) continue;
    // Why: what a command may have made itself was not the context's to bring.
    if (made.some((each) => intersects(each, path))) continue;
    if ([...stillGone.values()].some((each) => contains(each.path, path) || each.path.path === path.path)) continue;
    const back = after.target.instructions.find(
      ({ copy }) =>
        copy !== null &&
        copy.kind !== 'stage' &&
        copy.writes.some((each) => each.kind !== 'unknown' && contains(each, path)),
    );
    if (back !== undefined)
      yield { code: 'split: brings back what was removed', detail: `${path.path}\n${back.syntax.text}` };
  }
}

/** Errors of a kind that the original had none of. */
function* findingFaults(before: Snapshot, after: Snapshot): Generator<Fault> {
  const known = new Set(runAllRules(before, { rules: {} }).map(({ rule }) => rule));
  for (const { rule, message, severity } of runAllRules(after, { rules: {} }))
    if (severity === 'error' && !known.has(rule)) yield { code: `split: a new finding of ${rule}`, detail: message };
}

/** Everything that is not accounted for between the two texts. */
export function accountFaults(before: Snapshot, after: Snapshot, plan: Plan): readonly Fault[] {
  return [
    ...stateFaults(pairsOf(before, after, plan)),
    ...commandFaults(before, plan),
    ...copyFaults(after, plan),
    ...removalFaults(before, after),
    ...findingFaults(before, after),
  ];
}
