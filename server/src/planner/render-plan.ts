// The text of a plan, and the edits that bring a Dockerfile to it. A pure printer: what stands in the plan stands in the
// text, with the original's line ends, comments and blank lines.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { TextEdit } from '../text/edit.ts';
import { diffLines } from './line-diff.ts';
import type { Plan, PlannedInstruction } from './plan.ts';

/** The whole Dockerfile after the rewrite. */
export function renderPlan(dockerfile: Dockerfile, plan: Plan): string {
  const end = dockerfile.lineEnd;
  let text = plan.preamble;
  if (text !== '' && !text.endsWith('\n')) text += end;
  for (const [index, stage] of plan.stages.entries()) {
    if (index > 0 && !/\n\r?\n$/.test(text)) text += end;
    text += stage.instructions.map((instruction, at) => renderInstruction(instruction, end, index > 0 && at === 0)).join('');
  }
  text += plan.ending;
  return /\n$/.test(dockerfile.text) ? text : text.replace(/\r?\n$/, '');
}

function renderInstruction({ comments, text }: PlannedInstruction, end: string, first: boolean): string {
  const lines = first ? comments.slice(comments.findIndex((line) => line !== '')) : comments;
  return [...lines, endLines(text, end)].map((line) => `${line}${end}`).join('');
}

function endLines(text: string, end: string): string {
  return end === '\r\n' ? text.replace(/\r?\n/g, '\r\n') : text;
}

/** The edits that turn the original text into the plan's, line by line, as few lines as can be. */
export function planEdits(dockerfile: Dockerfile, plan: Plan): readonly TextEdit[] {
  return diffLines(dockerfile.text, renderPlan(dockerfile, plan));
}
