// Runs one rule over a case of its fixture page: builds the snapshot that the blocks describe, finds, fixes, and proves
// of every single fix what a fix must never break. It knows the form of no page.
import { expect } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { ContextFacts, Snapshot } from '../../server/src/facts/snapshot.ts';
import { fixesFor } from '../../server/src/features/code-actions.ts';
import { syntaxDiagnostics } from '../../server/src/features/diagnostics.ts';
import { rules as allRules } from '../../server/src/rules/index.generated.ts';
import type { Finding, Fix, Rule } from '../../server/src/rules/rule.ts';
import { runAllRules, runIgnoreFileRules } from '../../server/src/rules/run-rules.ts';
import { readSettings } from '../../server/src/settings/read-settings.ts';
import type { Settings } from '../../server/src/settings/settings-schema.ts';
import { applyEdits, editsConflict } from '../../server/src/text/edit.ts';
import { fixtureContext } from './fixture-context.ts';
import { fixtureMeasured } from './fixture-layers.ts';
import type { FixtureCase } from './fixture-page.ts';

interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

export interface Fixed {
  readonly text: string;
  readonly files: readonly WrittenFile[];
}

export interface FixtureRun {
  readonly text: string;
  readonly snapshot: Snapshot;
  readonly findings: readonly Finding[];
  /** Findings in the ignore file, if the case has one. */
  readonly ignoreFindings: readonly Finding[];
  /** Faults of the syntax, as messages. */
  readonly problems: readonly string[];
  /** What the rule itself did wrong. */
  readonly bugs: readonly string[];
  /** The text with every fix of this id applied until none is left; null stands for the one fix that is meant. */
  fix(id: string | null): Fixed;
  allFixes(): readonly { readonly finding: Finding; readonly fix: Fix }[];
  /** Fails where this single fix harms anything. */
  proveFix(one: { readonly finding: Finding; readonly fix: Fix }): void;
}

/** A finding as a marker would say it. */
export function markFindings(text: string): (finding: Finding) => { rule: string; text: string; message: string } {
  return ({ rule, range, message }) => ({ rule, text: text.slice(range.start, range.end), message });
}

interface Stage {
  readonly settings: Settings;
  readonly context: ContextFacts | null;
  /** Text of the `layers` block, and the Dockerfile's text that gave them. */
  readonly layers: string | null;
  readonly built: string;
}

function setStage(fixture: FixtureCase, written: readonly WrittenFile[], built = fixture.subject.text): Stage {
  const { settings, problems } = readSettings(
    [{ name: 'settings block', value: fixture.settings, project: true }],
    new Set(allRules.map(({ meta }) => meta.id)),
  );
  expect(problems, 'the settings block').toEqual([]);
  const context = fixtureContext(fixture.files, fixture.dockerignore?.text ?? null, written);
  return { settings, context, layers: fixture.layers?.text ?? null, built };
}

function snapshotOf(text: string, { settings, context, layers, built }: Stage): Snapshot {
  const target = settings.target === '' ? null : settings.target;
  const { buildArguments } = settings;
  const dockerfile = parseDockerfile(text);
  const measured = layers === null ? null : fixtureMeasured(layers, built, dockerfile, target);
  return buildSnapshot(dockerfile, { target, context, measured, buildArguments });
}

/** The settings with a page's own rule on, where it is off unless asked for. */
function askedFor(rules: readonly Rule[], settings: Settings): Settings {
  const [only, ...more] = rules;
  if (only?.meta.severity !== 'off' || more.length > 0) return settings;
  return { ...settings, rules: { [only.meta.id]: 'info', ...settings.rules } };
}

/** Findings of the Dockerfile, then those of the ignore file. */
function find(snapshot: Snapshot, { settings }: Stage, rules: readonly Rule[], bugs: string[]): readonly Finding[] {
  const bug = (message: string, error: unknown): unknown => bugs.push(`${message}: ${String(error)}`);
  return [runAllRules, runIgnoreFileRules].flatMap((run) => run(snapshot, askedFor(rules, settings), { rules, bug }));
}

/** Two fixes change one place, or say the same there: the second waits for the next pass. */
function meets(taken: Fix['edits'], edits: Fix['edits']): boolean {
  const isTaken = ({ range, newText }: Fix['edits'][number]): boolean =>
    taken.some((one) => one.range.start === range.start && one.range.end === range.end && one.newText === newText);
  return editsConflict([...taken, ...edits]) || edits.some(isTaken);
}

function fixToEnd(
  rule: Rule,
  fixture: FixtureCase,
  text: string,
  written: readonly WrittenFile[],
  id: string | null,
): Fixed {
  const rules = [rule];
  const files = new Map(written.map((file) => [file.path, file.text]));
  let current = text;
  for (let pass = 0; pass < 10; pass++) {
    const list = [...files].map(([path, content]) => ({ path, text: content }));
    const stage = setStage(fixture, list);
    const snapshot = snapshotOf(current, stage);
    const chosen = find(snapshot, stage, rules, []).flatMap((finding) => {
      const fixes = fixesFor(snapshot, finding, { rules });
      const fix = id === null ? fixes[0] : fixes.find((one) => one.id === id);
      return fix === undefined ? [] : [fix];
    });
    const edits = chosen.reduce<Fix['edits']>(
      (taken, fix) => (meets(taken, fix.edits) ? taken : [...taken, ...fix.edits]),
      [],
    );
    const before = new Map(files);
    // Why the first of a pass: a second text of the same file does not know of it.
    for (const { path, text: content } of chosen.flatMap((fix) => fix.files ?? []).reverse()) files.set(path, content);
    if (edits.length === 0 && [...files].every(([path, content]) => before.get(path) === content)) break;
    current = applyEdits(current, edits);
  }
  return { text: current, files: [...files].map(([path, content]) => ({ path, text: content })) };
}

function countByRule(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

function comments({ dockerfile }: Snapshot): readonly string[] {
  const inner = dockerfile.instructions.flatMap(({ range, syntax }) =>
    syntax.innerComments.map(({ from, to }) => dockerfile.text.slice(range.start + from, range.start + to).trim()),
  );
  return [...dockerfile.comments.map(({ text }) => text), ...inner.map((text) => text.replace(/^#\s*/, ''))].sort();
}

function proveFix(
  rule: Rule,
  fixture: FixtureCase,
  text: string,
  { finding, fix }: { finding: Finding; fix: Fix },
): void {
  const where = `${fix.id} of ${rule.meta.id} at ${String(finding.range.start)}`;
  const stage = setStage(fixture, []);
  const before = snapshotOf(text, stage);
  expect(editsConflict(fix.edits), `${where}: its edits do not conflict`).toBe(false);
  for (const { range } of fix.edits) {
    expect(range.start, where).toBeGreaterThanOrEqual(0);
    expect(range.end, where).toBeLessThanOrEqual(text.length);
  }
  const fixed = applyEdits(text, fix.edits);
  const afterStage = setStage(fixture, fix.files ?? []);
  const after = snapshotOf(fixed, afterStage);
  expect(
    syntaxDiagnostics(after).map(({ message }) => message),
    `${where}: the text parses`,
  ).toEqual([]);
  expect(comments(after), `${where}: every comment stays`).toEqual(comments(before));

  const own = find(before, stage, [rule], []);
  const ownAfter = find(after, afterStage, [rule], []);
  expect(ownAfter.length, `${where}: it cures the finding`).toBeLessThan(own.length);
  if (fix.applicability === 'safe') {
    const was = countByRule(find(before, stage, allRules, []));
    for (const [id, count] of countByRule(find(after, afterStage, allRules, [])))
      if (id !== rule.meta.id) expect(count, `${where}: ${id} is not worse`).toBeLessThanOrEqual(was.get(id) ?? 0);
  }

  const windows = text.replace(/\n/g, '\r\n');
  const windowsStage = setStage(fixture, [], fixture.subject.text.replace(/\n/g, '\r\n'));
  const windowsSnapshot = snapshotOf(windows, windowsStage);
  const twin = find(windowsSnapshot, windowsStage, [rule], [])
    .flatMap((one) => fixesFor(windowsSnapshot, one, { rules: [rule] }).map((each) => ({ one, each })))
    .filter(({ one, each }) => one.message === finding.message && each.id === fix.id)
    .map(({ each }) => applyEdits(windows, each.edits));
  expect(twin, `${where}: with CRLF line ends it does the same`).toContain(fixed.replace(/\n/g, '\r\n'));
}

/** Looks at `text` in the place of the case's subject, with `written` files added to its context. */
export function fixtureRun(
  rule: Rule,
  fixture: FixtureCase,
  text: string,
  written: readonly WrittenFile[] = [],
): FixtureRun {
  const stage = setStage(fixture, written);
  const snapshot = snapshotOf(text, stage);
  const bugs: string[] = [];
  const findings = find(snapshot, stage, [rule], bugs);
  return {
    text,
    snapshot,
    findings: findings.filter(({ document }) => document === undefined),
    ignoreFindings: findings.filter(({ document }) => document === 'ignore-file'),
    problems: syntaxDiagnostics(snapshot).map(({ message }) => message),
    bugs,
    fix: (id) => fixToEnd(rule, fixture, text, written, id),
    allFixes: () =>
      findings.flatMap((finding) =>
        fixesFor(snapshot, finding, {
          rules: [rule],
          bug: (message, error) => {
            throw new Error(message, { cause: error });
          },
        }).map((fix) => ({ finding, fix })),
      ),
    proveFix: (one) => {
      proveFix(rule, fixture, text, one);
    },
  };
}
