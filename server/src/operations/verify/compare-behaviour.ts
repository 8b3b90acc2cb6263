// V5, both images: the rewritten one must end, listen, answer and be healthy as the original does. What the original itself
// does differently from run to run is not held against the rewrite.
import type { Compared } from './compare-configuration.ts';
import { missingPart } from './learn-from-run.ts';
import type { Behaviour } from './smoke-run.ts';

/** Times, addresses and numbers of processes differ from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replaceAll(/\b0x[0-9a-f]+\b/gi, '<address>')
    .replaceAll(/\b\d+\b/g, '<number>')
    .trim();
}

/**
 * Compares the runs. `again` is a second run of the original, for what it does not repeat itself. `outcome` is skipped where
 * the original's run shows nothing: it fails by itself, or neither ends nor listens.
 */
export function compareBehaviour(
  before: Behaviour,
  again: Behaviour,
  after: Behaviour,
): Compared & { readonly outcome: 'passed' | 'failed' | 'skipped' } {
  const findings: string[] = [];
  const notes: string[] = [];
  if (before.exitCode !== after.exitCode && before.exitCode === again.exitCode)
    findings.push(`it ${endsHow(after.exitCode)}, the original ${endsHow(before.exitCode)}${said(after)}`);
  const lost = before.ports.filter((port) => again.ports.includes(port) && !after.ports.includes(port));
  if (lost.length > 0) findings.push(`it does not listen on ${lost.join(', ')}${said(after)}`);
  if (before.exitCode !== null && before.stdout !== after.stdout) {
    if (before.stdout !== again.stdout)
      notes.push('the original prints something else each time; that was not compared');
    else findings.push(`it prints ${shorten(after.stdout)} instead of ${shorten(before.stdout)}`);
  }
  for (const [port, answer] of before.answers) {
    const now = after.answers.get(port);
    if (again.answers.get(port)?.status !== answer.status) continue;
    if (now?.status !== answer.status)
      findings.push(`port ${String(port)} answers ${now?.status ?? 'nothing'} instead of ${answer.status}`);
    else if (again.answers.get(port)?.body === answer.body && now.body !== answer.body)
      findings.push(`port ${String(port)} answers ${shorten(now.body)} instead of ${shorten(answer.body)}`);
  }
  if (before.health === 0 && again.health === 0 && after.health !== 0)
    findings.push(`its health check fails with ${String(after.health ?? 'no answer')}`);
  for (const line of `${after.stderr}\n${after.stdout}`.split('\n'))
    if (missingPart.test(line) && !steady(`${before.stderr}\n${before.stdout}`).includes(steady(line)))
      findings.push(`it says what the original does not: ${shorten(line)}`);
  if (findings.length > 0) return { outcome: 'failed', findings, notes };
  const alive = before.exitCode === null;
  if (alive && before.ports.length === 0)
    notes.push('the original neither ends nor listens, so that its run shows little');
  else if (!alive && before.exitCode !== 0)
    notes.push(`the original ends with code ${String(before.exitCode)} by itself, so that its run shows little`);
  else {
    const what = alive ? `listens on ${before.ports.join(', ')}` : 'ends with code 0';
    return { outcome: 'passed', findings, notes: [`both: ${what}${answered(before)}`, ...notes] };
  }
  return { outcome: 'skipped', findings, notes };
}

function answered({ answers, health }: Behaviour): string {
  const parts = [...answers].map(([port, { status }]) => `, port ${String(port)} answers ${status}`);
  return `${parts.join('')}${health === null ? '' : `, health check ends with ${String(health)}`}`;
}

function endsHow(code: number | null): string {
  return code === null ? 'goes on running' : `ends with code ${String(code)}`;
}

function said({ stderr, stdout }: Behaviour): string {
  const last = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
  return last === '' ? '' : `: ${shorten(last)}`;
}

function shorten(text: string): string {
  // Why: what a program prints may hold escape sequences for the terminal it is shown on.
  const line = text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line === '' ? 'nothing' : line;
}
