// What `plimsoll order` prints for people: what a rebuild is expected to take before and after, what that rests on, and each
// line that moves or is added with its reason; or why nothing does. The diff is printed by the caller.
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { basisSentence, gainSentence, type Ordering } from '../features/layer-order.ts';
import { positionAt } from '../text/line-index.ts';

/** The order or the refusals of one file. Ends in a line end. */
export function orderText(path: string, { lines, instructions }: Dockerfile, ordering: Ordering): string {
  if ('refusals' in ordering) {
    return ordering.refusals
      .map(({ code, message, range }) => {
        const { line, character } = positionAt(lines, range.start);
        return `${path}:${line + 1}:${character + 1}  not reordered: ${message}  (${code})\n`;
      })
      .join('');
  }
  const { order } = ordering;
  const told = [`${path}: ${gainSentence(order)} (${basisSentence(order)})`, ''];
  for (const { lines: ordered } of order.stages)
    for (const { origin, text, reason, odds, seconds, measured } of ordered) {
      if (reason === '') continue;
      const whole = text ?? (origin === null ? undefined : instructions[origin]?.syntax.text) ?? '';
      const [head = '', ...more] = whole.split(/\r?\n/);
      told.push(`  ${more.length === 0 ? head : `${head.replace(/[\\`]\s*$/, '').trimEnd()} …`}`);
      const often = `changes in ${String(Math.max(1, Math.round(odds * 100)))} % of builds`;
      const long = `takes ${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s (${measured ? 'measured' : 'estimated'})`;
      told.push(`      ${reason}; ${often}, ${long}`);
    }
  if (order.assumptions.length > 0)
    told.push('', 'Taken for granted:', ...order.assumptions.map((each) => `  ${each}`));
  return `${told.join('\n')}\n`;
}
