// `npm run bench:fixes`: every fix of every rule on every text of the corpus, one at a time. After each the text parses, the
// finding is gone, no other is new (matters of taste apart), a second run changes nothing, and all bytes outside the edits are equal. Exits 1 on any
// failure; it knows no rule.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fixesFor } from '../server/src/features/code-actions.ts';
import { syntaxDiagnostics } from '../server/src/features/diagnostics.ts';
import type { Snapshot } from '../server/src/facts/snapshot.ts';
import { provideCatalogues } from '../server/src/knowledge/catalogues.ts';
import { rules } from '../server/src/rules/index.generated.ts';
import type { Finding, Fix } from '../server/src/rules/rule.ts';
import { runAllRules, runIgnoreFileRules } from '../server/src/rules/run-rules.ts';
import { applyEdits, sortEdits } from '../server/src/text/edit.ts';
import { everyRule, fixAllFaults, snapshotsIn, type SnapshotMaker } from '../test/robustness/soundness.ts';
import { corpusContext } from '../test/support/corpus-context.ts';
import { pageTexts } from '../test/support/corpus-pages.ts';
import { corpusTexts } from '../test/support/corpus-shapes.ts';

provideCatalogues((name): unknown => JSON.parse(readFileSync(path.join('server', 'data', `${name}.json`), 'utf8')));

interface Failure {
  readonly what: string;
  readonly where: string;
  readonly detail: string;
}

/** Rules that are off unless asked for: matters of taste, which pull in opposite directions (fewer RUNs, more RUNs). */
const opinions: ReadonlySet<string> = new Set(
  rules.filter(({ meta }) => meta.severity === 'off').map(({ meta }) => meta.id),
);
const failures: Failure[] = [];
const fixesOf = new Map<string, number>();
const bug = (message: string, error: unknown): void => {
  failures.push({ what: message, where: '', detail: String(error) });
};

/** Findings of the Dockerfile, then those of the ignore file in its context. */
function findAll(snapshot: Snapshot): readonly Finding[] {
  return [...runAllRules(snapshot, everyRule, { bug }), ...runIgnoreFileRules(snapshot, everyRule, { bug })];
}

function countByRule(snapshot: Snapshot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findAll(snapshot)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** The pieces of the text between the edits, in order: each must stand in the result, with the new texts between. */
function keepsTheRest(text: string, edits: Fix['edits'], fixed: string): boolean {
  let [from, at] = [0, 0];
  for (const { range, newText } of sortEdits(edits)) {
    const piece = text.slice(from, range.start) + newText;
    if (!fixed.startsWith(piece, at)) return false;
    from = range.end;
    at += piece.length;
  }
  return fixed.slice(at) === text.slice(from);
}

function comments({ dockerfile }: Snapshot): string {
  const inner = dockerfile.instructions.flatMap(({ range, syntax }) =>
    syntax.innerComments.map(({ from, to }) => dockerfile.text.slice(range.start + from, range.start + to)),
  );
  const all = [...dockerfile.comments.map(({ range }) => dockerfile.text.slice(range.start, range.end)), ...inner];
  return all
    .map((text) => text.trim())
    .sort()
    .join('\n');
}

function isAllWindows(text: string): boolean {
  return text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text);
}

interface Case {
  readonly name: string;
  readonly text: string;
  readonly snapshot: Snapshot;
  readonly snapshotOf: SnapshotMaker;
  readonly counts: ReadonlyMap<string, number>;
}

function* wrongWith({ text, snapshot, snapshotOf, counts }: Case, { rule }: Finding, fix: Fix): Generator<string> {
  const fixed = applyEdits(text, fix.edits);
  const after = snapshotOf(fixed, fix.files);
  if (syntaxDiagnostics(after).length > syntaxDiagnostics(snapshot).length) yield 'does not parse';
  const countsAfter = countByRule(after);
  if ((countsAfter.get(rule) ?? 0) >= (counts.get(rule) ?? 0)) yield 'the finding is still there';
  for (const [other, count] of countsAfter)
    if (other !== rule && !opinions.has(other) && count > (counts.get(other) ?? 0)) yield `a new finding of ${other}`;
  if (!keepsTheRest(text, fix.edits, fixed)) yield 'bytes outside the edits changed';
  if (comments(after) !== comments(snapshot)) yield 'a comment changed';
  if (isAllWindows(text) && !isAllWindows(fixed)) yield 'a line end of another kind';
}

function tryFixes(one: Case): void {
  for (const finding of findAll(one.snapshot))
    for (const fix of fixesFor(one.snapshot, finding, { bug })) {
      const id = `${finding.rule}/${fix.id}`;
      fixesOf.set(id, (fixesOf.get(id) ?? 0) + 1);
      for (const what of wrongWith(one, finding, fix))
        failures.push({ what: `${id}: ${what}`, where: one.name, detail: applyEdits(one.text, fix.edits) });
    }
}

/**
 * Findings by rule; where a build was measured, as many as there would be without it too: an instruction that a fix changes
 * is measured no more, and what the text tells of it is told again.
 */
function countFindings(snapshot: Snapshot): ReadonlyMap<string, number> {
  const counts = countByRule(snapshot);
  if (snapshot.measured === null) return counts;
  const most = new Map(counts);
  for (const [rule, count] of countByRule({ ...snapshot, measured: null }))
    most.set(rule, Math.max(count, most.get(rule) ?? 0));
  return most;
}

function tryText(name: string, text: string, snapshotOf: SnapshotMaker): void {
  const snapshot = snapshotOf(text);
  tryFixes({ name, text, snapshot, snapshotOf, counts: countFindings(snapshot) });
  for (const reach of ['safe', 'unsafe'] as const)
    for (const { code, detail } of fixAllFaults(text, snapshotOf, reach))
      failures.push({ what: code, where: name, detail });
}

const texts = corpusTexts();
for (const { name, text } of texts) {
  tryText(name, text, snapshotsIn(null));
  tryText(`${name} in a context`, text, snapshotsIn(corpusContext));
}
const pages = pageTexts();
for (const { name, text, snapshotOf } of pages) tryText(name, text, snapshotOf);

const fixing = rules.filter(({ meta }) => meta.fix !== 'never').map(({ meta }) => meta.id);
const untried = fixing.filter((id) => ![...fixesOf.keys()].some((kind) => kind.startsWith(`${id}/`)));
for (const id of untried) failures.push({ what: `no fix of ${id} was tried`, where: 'the corpus', detail: '' });

const tried = [...fixesOf.values()].reduce((sum, count) => sum + count, 0);
console.log(
  `${texts.length} texts of careless files, ${pages.length} of the rules' pages, ${rules.length} rules, ${fixesOf.size} kinds of fix, ${tried} fixes tried one by one`,
);
for (const [id, count] of [...fixesOf].sort()) console.log(`  ${String(count).padStart(6)}  ${id}`);
console.log(`${failures.length} failures`);
for (const what of new Set(failures.map((failure) => failure.what))) {
  const [first, ...more] = failures.filter((failure) => failure.what === what);
  console.log(`\n✗ ${what}: ${more.length + 1}, first at ${first?.where ?? ''}`);
  console.log((first?.detail ?? '').replace(/^/gm, '    ').slice(0, 1200));
}
process.exitCode = failures.length === 0 ? 0 : 1;
