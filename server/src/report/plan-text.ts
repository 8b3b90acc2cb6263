// What `plimsoll split` prints for people: what is saved and why, the reason of each line that is new or gone, what is
// taken for granted; or why there is no plan. The diff is printed by the caller. It plans nothing.
import type { Rewrite } from '../features/rewrite.ts';
import type { Plan, PlannedInstruction } from '../planner/plan.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { lineAt, positionAt } from '../text/line-index.ts';

const tiers: Readonly<Record<Plan['tier'], string>> = {
  same: 'the same base',
  slim: 'the slim twin of the base',
  runtime: 'the run-time twin of the base',
  'shell-less': 'a base without a shell',
};

/** The plan or the refusals of one file. Ends in a line end. */
export function planText(path: string, dockerfile: Dockerfile, rewrite: Rewrite): string {
  if ('refusals' in rewrite) {
    return rewrite.refusals
      .map(({ code, message, range }) => {
        const { line, character } = positionAt(dockerfile.lines, range.start);
        return `${path}:${line + 1}:${character + 1}  not converted: ${message}  (${code})\n`;
      })
      .join('');
  }
  const { plan } = rewrite;
  const lines = [headline(path, plan)];
  for (const { what, bytes } of plan.basis.slice(0, 5)) lines.push(`  ${formatBytes(bytes).padStart(8)}  ${what}`);
  lines.push('', ...reasonLines(plan));
  const dropped = plan.dropped.filter(({ reason }) => reason !== '');
  if (dropped.length > 0) lines.push('', 'Ships no more:');
  for (const { origin, reason } of dropped) {
    const line = lineAt(dockerfile.lines, dockerfile.instructions[origin]?.range.start ?? 0);
    lines.push(`  line ${line + 1}: ${reason}`);
  }
  if (plan.assumptions.length > 0) lines.push('', 'Taken for granted:', ...plan.assumptions.map((each) => `  ${each}`));
  return `${lines.join('\n')}\n`;
}

function headline(path: string, plan: Plan): string {
  const what =
    plan.kind === 'split'
      ? `${plan.stages.length} stages, shipping ${tiers[plan.tier]}`
      : `one stage on ${tiers[plan.tier]}`;
  const saving =
    plan.saving === null ? 'saving unknown' : `about ${formatBytes(plan.saving.bytes)} less (${plan.saving.kind})`;
  return `${path}: ${what}, ${saving}`;
}

/** Lines of the shipped stage that are not simply the author's own. */
function reasonLines(plan: Plan): readonly string[] {
  const shipped = plan.stages.at(-1)?.instructions ?? [];
  const told = shipped.filter(({ move }) => move === 'new' || move === 'edit' || move === 'replay');
  return told
    .filter((line) => !isConfiguration(line))
    .map((line) => `  ${firstLine(line)}\n      ${line.reason}${basisOf(line)}`);
}

/** Why it is believed, where that is less or more than the planner's own certainty. */
function basisOf({ confidence, observed }: PlannedInstruction): string {
  if (observed === true) return ' (seen in the built image)';
  return confidence === 'certain' ? '' : ` (${confidence})`;
}

function isConfiguration({ text, move }: PlannedInstruction): boolean {
  return move === 'replay' && /^(?:ARG|ENV|WORKDIR|USER|SHELL)\b/i.test(text);
}

function firstLine({ text }: PlannedInstruction): string {
  const [line = '', ...more] = text.split(/\r?\n/);
  return more.length === 0 ? line : `${line.slice(0, -1).trimEnd()} …`;
}
