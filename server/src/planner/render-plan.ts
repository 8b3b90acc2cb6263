// The text of a plan, and the edits that bring a Dockerfile to it. A pure printer: what stands in the plan stands in the
// text, with the original's line ends, comments and blank lines.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { TextEdit } from '../text/edit.ts';
import { diffLines } from './line-diff.ts';
import type { Plan, PlannedInstruction } from './plan.ts';

/** The whole Dockerfile after the rewrite. */
export function renderPlan(dockerfile: Dockerfile, plan: Plan): string {
  const lines = plan.preamble.flatMap(linesOf);
  for (const [index, stage] of plan.stages.entries()) {
    const own = stage.instructions.flatMap(linesOf);
    // Why: one blank line parts the two stages that the plan makes of one; above the others stands what the author wrote.
    if (plan.kind === 'split' && index === plan.stages.length - 1 && lines.at(-1) !== '') lines.push('');
    lines.push(...own);
  }
  const end = dockerfile.lineEnd;
  const text = [...lines, ...plan.ending].map((line) => `${endLines(line, end)}${end}`).join('');
  return dockerfile.text.endsWith('\n') ? text : text.slice(0, -end.length);
}

function linesOf({ comments, text }: PlannedInstruction): string[] {
  return [...comments, text];
}

function endLines(text: string, end: string): string {
  return end === '\r\n' ? text.replace(/\r?\n/g, '\r\n') : text;
}

/** The edits that turn the original text into the plan's, line by line, as few lines as can be. */
export function planEdits(dockerfile: Dockerfile, plan: Plan): readonly TextEdit[] {
  return diffLines(dockerfile.text, renderPlan(dockerfile, plan));
}
