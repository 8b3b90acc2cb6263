// Runs every rule's page: what it shows must be found, what it shows fixed must come of the fix, and nothing else.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules/index.generated.ts';
import type { Finding, Rule } from '../../server/src/rules/rule.ts';
import { fixtureRun, markFindings } from '../support/fixture.ts';
import {
  readFixturePage,
  replaceLines,
  writeMarkers,
  type FixtureBlock,
  type FixtureCase,
  type Marker,
} from '../support/fixture-page.ts';

const folder = path.dirname(new URL(import.meta.url).pathname);
const update = process.env['UPDATE_FIXTURES'] === '1';
const headings = ['Example', 'When to allow it', 'Edge cases'];

interface Change {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** The id that a result block speaks of: `fixed cache-mount` → `cache-mount`; null for a plain `fixed`. */
function fixIdOf(block: FixtureBlock): string | null {
  return block.words[1] ?? null;
}

function checkMarkers(findings: readonly Finding[], text: string, markers: readonly Marker[]): void {
  const found = findings.map(({ rule, range, message }) => ({ range, label: rule, message }));
  expect(findings.map(markFindings(text)), `what is found:\n${writeMarkers(text, found)}`).toEqual(
    [...markers]
      .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)
      .map(({ range, label, message }) => ({ rule: label, text: text.slice(range.start, range.end), message })),
  );
}

/** Messages of markers whose place is right but whose words are not, rewritten; no marker is added or taken away. */
function markerChanges(findings: readonly Finding[], block: FixtureBlock, page: readonly string[]): Change[] {
  return block.markers.flatMap(({ range, label, message, line }) => {
    const finding = findings.find((each) => each.range.start === range.start && each.range.end === range.end);
    if (finding === undefined || finding.rule !== label || finding.message === message) return [];
    const old = page[line] ?? '';
    return [{ from: line, to: line + 1, lines: [old.slice(0, old.length - message.length) + finding.message] }];
  });
}

function checkCase(rule: Rule, fixture: FixtureCase, page: readonly string[]): Change[] {
  const subject = fixtureRun(rule, fixture, fixture.subject.text);
  expect(subject.bugs).toEqual([]);
  const { dockerignore } = fixture;
  const changes = update ? markerChanges(subject.findings, fixture.subject, page) : [];
  if (update && dockerignore !== null) changes.push(...markerChanges(subject.ignoreFindings, dockerignore, page));
  if (changes.length === 0) {
    checkMarkers(subject.findings, subject.text, fixture.subject.markers);
    if (dockerignore !== null) checkMarkers(subject.ignoreFindings, dockerignore.text, dockerignore.markers);
  }
  for (const block of fixture.results) {
    const fixed = subject.fix(fixIdOf(block));
    if (block.language === 'dockerignore') {
      const written = fixed.files.find(({ path: name }) => name === '.dockerignore')?.text ?? '';
      if (update && written !== block.text) changes.push({ ...block.lines, lines: written.split('\n').slice(0, -1) });
      else expect(written).toBe(block.text);
    } else if (update && fixed.text !== block.text && block.markers.length === 0)
      changes.push({ ...block.lines, lines: fixed.text.split('\n').slice(0, -1) });
    else expect(fixed.text).toBe(block.text);
    const after = fixtureRun(rule, fixture, fixed.text, fixed.files);
    if (block.language === 'dockerignore') checkMarkers(after.ignoreFindings, block.text, block.markers);
    expect(after.problems, 'the fixed text parses').toEqual([]);
    if (block.markers.length === 0 && block.language === 'dockerfile')
      expect(after.findings, 'the fixed text is quiet').toEqual([]);
    else if (block.language === 'dockerfile') checkMarkers(after.findings, after.text, block.markers);
    expect(after.fix(fixIdOf(block)).text, 'fixed again, nothing changes').toBe(fixed.text);
  }
  for (const fix of subject.allFixes()) subject.proveFix(fix);
  return changes;
}

it('every rule has a page, every page a rule', () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
  expect(pages.map((name) => name.slice(0, -'.md'.length)).sort()).toEqual(rules.map(({ meta }) => meta.id).sort());
});

for (const rule of rules) {
  const file = path.join(folder, `${rule.meta.id}.md`);
  // Why: the test above names what is missing.
  if (!existsSync(file)) continue;
  const text = readFileSync(file, 'utf8');
  const page = readFixturePage(text);
  describe(rule.meta.id, () => {
    it('has a page in the usual form', () => {
      expect(page.title).toBe(rule.meta.id);
      expect(page.introduction).not.toBe('');
      expect(page.headings.filter((heading) => headings.includes(heading))).toEqual(headings);
      const example = page.cases.find(({ subject }) => subject.heading === 'Example');
      const shown = [...(example?.subject.markers ?? []), ...(example?.dockerignore?.markers ?? [])];
      expect(shown.length).toBeGreaterThan(0);
      if (rule.meta.fix !== 'never') expect(example?.results.length ?? 0).toBeGreaterThan(0);
      expect(rule.fix === undefined).toBe(rule.meta.fix === 'never');
    });
    it('says what it is in the usual words', () => {
      expect(rule.meta.summary).not.toMatch(/\.$/);
      for (const { markers } of page.blocks)
        for (const { message } of markers) expect(message).not.toMatch(/\.$|^(?:warning|error)\b/i);
    });
    const changes: Change[] = [];
    for (const fixture of page.cases)
      it(fixture.name, () => {
        changes.push(...checkCase(rule, fixture, text.split('\n')));
      });
    if (update)
      it('rewrites its results', () => {
        if (changes.length > 0) writeFileSync(file, replaceLines(text, changes));
      });
  });
}
