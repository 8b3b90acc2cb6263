// The layer order of a whole Dockerfile: each stage that the build needs is ordered for itself, the result is read again from
// scratch and held against the original, and what does not pay or is not proven is refused. Pure; the history is given.
import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../facts/build-snapshot.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import type { Range } from '../../text/range.ts';
import { describeConfig } from '../check-plan.ts';
import { type ChangeHistory, oddsOf } from './change-history.ts';
import type { LayerOrder, OrderRefusal } from './layer-order.ts';
import { orderStage, type StageResult } from './order-stage.ts';
import { isManifestInstall } from './installers.ts';
import { renderOrder } from './render-order.ts';
import type { Unproven } from './stage-steps.ts';

export type OrderResult =
  | { readonly order: LayerOrder; readonly text: string }
  /** At least one. */
  | { readonly refusals: readonly OrderRefusal[] };

/** Orders the layers. Deterministic; never throws. */
export function orderLayers(snapshot: Snapshot, history: ChangeHistory): OrderResult {
  const { dockerfile } = snapshot;
  const problem = dockerfile.instructions.find(
    ({ syntax, keyword }) => keyword === 'UNKNOWN' || syntax.problems.length > 0,
  );
  const from = snapshot.target.stage.from;
  if (problem !== undefined || from === null) {
    const message = `the file cannot be read: ${problem?.syntax.problems[0]?.message ?? 'there is no FROM'}`;
    return refused('unparsed', problem?.range ?? { start: 0, end: 0 }, message);
  }
  const odds = oddsOf(snapshot, history);
  const results = snapshot.stages
    .filter(({ reachesFinalStage, stage }) => reachesFinalStage && stage.from !== null)
    .map((stage) => orderStage(snapshot, stage, odds));
  const stages = results.flatMap(({ ordered }) => ordered ?? []);
  if (stages.length === 0) return { refusals: whyNot(snapshot, results, from.range) };
  const before = results.reduce((sum, each) => sum + each.before, 0);
  const order: LayerOrder = {
    stages,
    before,
    after: before - stages.reduce((sum, each) => sum + each.before - each.after, 0),
    basis: basisOf(results, history),
    assumptions: assumptionsOf(stages.flatMap(({ lines }) => lines.filter(({ move }) => move === 'add')).length > 0),
  };
  const text = renderOrder(dockerfile, order);
  const failed = checkOrder(snapshot, order, text);
  if (failed !== null)
    return refused('self-check-failed', from.range, `the order did not pass its own check: ${failed}`);
  return { order, text };
}

function refused(code: OrderRefusal['code'], range: Range, message: string): OrderResult {
  return { refusals: [{ code, message, range }] };
}

function basisOf(results: readonly StageResult[], { commits }: ChangeHistory): LayerOrder['basis'] {
  const timed = results.flatMap(({ steps }) => steps.filter(({ seconds }) => seconds > 0));
  const measuredSteps = timed.filter(({ measured }) => measured).length;
  return { commits: commits.length, measuredSteps, timedSteps: timed.length };
}

function assumptionsOf(adds: boolean): readonly string[] {
  if (!adds) return [];
  return [
    'install scripts of packages read nothing of the project but its manifests',
    'folders of the project have mode 0755, as a copy of a file into them makes them',
  ];
}

function whyNot(snapshot: Snapshot, results: readonly StageResult[], range: Range): readonly OrderRefusal[] {
  const held = results.flatMap((result) => result.held);
  if (held.length > 0)
    return held.map((each) => ({ code: 'not-proven', message: whyHeld(each), range: placeOf(snapshot, each) }));
  const message = 'no other order of independent steps saves a second, or 2 % of what a build is expected to take';
  return [{ code: 'nothing-to-gain', message, range }];
}

function whyHeld({ command, why }: Unproven): string {
  const isInstall = command !== null && isManifestInstall(command);
  return `the ${isInstall ? `${command.effect.tool} ` : ''}install stays below the copies above it: ${why}`;
}

function placeOf(snapshot: Snapshot, { step, command }: Unproven): Range {
  const range = snapshot.instructionOf(step.facts)?.range ?? { start: 0, end: 0 };
  if (command === null) return range;
  const { from, to } = command.command.span;
  return { start: range.start + from, end: range.start + to };
}

/** What is wrong with the text; null where it holds: every instruction once, each in the state it had, one configuration. */
function checkOrder(snapshot: Snapshot, order: LayerOrder, text: string): string | null {
  const { context, buildArguments, dockerfile } = snapshot;
  const target = String(snapshot.target.stage.index);
  const after = buildSnapshot(parseDockerfile(text), { context, buildArguments, target });
  const added = order.stages.flatMap(({ lines }) => lines.flatMap((line) => line.text ?? []));
  const texts = (instructions: readonly { readonly syntax: { readonly text: string } }[]): readonly string[] =>
    instructions.map(({ syntax }) => syntax.text);
  const wanted = [...texts(dockerfile.instructions), ...added].sort();
  if (wanted.join('\0') !== [...texts(after.dockerfile.instructions)].sort().join('\0'))
    return 'a line is read as another';
  const [a, b] = [describeConfig(snapshot.config), describeConfig(after.config)];
  const changed = Object.keys(a).find((key) => a[key] !== b[key]);
  if (changed !== undefined) return `${changed} changes`;
  for (const [at, stage] of snapshot.stages.entries()) {
    const runs = (each: typeof stage | undefined): string =>
      (each?.instructions ?? [])
        .filter(({ syntax }) => syntax.keyword === 'RUN')
        .map(({ syntax, before }) =>
          JSON.stringify([syntax.text, before.workingFolder, before.user, before.shell, [...before.environment()]]),
        )
        .sort()
        .join('\n');
    if (runs(stage) !== runs(after.stages[at])) return 'a RUN runs in another state';
  }
  return null;
}
