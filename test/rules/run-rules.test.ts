// How rules are run: remembered per instruction, severities from settings, comments that silence, faults kept apart.
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';
import type { Finding, Rule, RuleMeta } from '../../server/src/rules/rule.ts';
import { runAllRules, runRules, wantedFiles } from '../../server/src/rules/run-rules.ts';
import { readSettings } from '../../server/src/settings/read-settings.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';

function meta(id: string, more: Partial<RuleMeta> = {}): RuleMeta {
  return {
    ...{ id, summary: 'x', group: 'cache', severity: 'warning', needs: 'source', fix: 'never', status: 'stable' },
    ...{ since: '0.1.0', aliases: [], references: [] },
    ...more,
  };
}

/** Finds every RUN, and counts how often it was asked. */
function everyRun(id: string, more: Partial<RuleMeta> = {}): Rule & { readonly asked: { count: number } } {
  const asked = { count: 0 };
  return {
    asked,
    meta: meta(id, more),
    *checkInstruction({ syntax }) {
      asked.count++;
      if (syntax.keyword === 'RUN') yield { span: syntax.keywordSpan, message: 'a RUN' };
    },
  };
}

function snapshot(text: string, previous?: Snapshot): Snapshot {
  return buildSnapshot(parseDockerfile(text, previous?.dockerfile), {}, previous);
}

function lines(found: readonly Finding[], { dockerfile }: Snapshot): readonly number[] {
  return found.map(({ range }) => dockerfile.text.slice(0, range.start).split('\n').length);
}

describe('running rules', () => {
  it('asks again only for what a keystroke changed', () => {
    const rule = everyRun('every-run');
    const rules = [rule];
    const first = snapshot('FROM a\nRUN b\nRUN c\nRUN d\n');
    expect(runRules(first, defaultSettings, 'source', { rules })).toHaveLength(3);
    expect(rule.asked.count).toBe(4);
    const second = snapshot('FROM a\nRUN b\nRUN cc\nRUN d\n', first);
    expect(lines(runRules(second, defaultSettings, 'source', { rules }), second)).toEqual([2, 3, 4]);
    expect(rule.asked.count).toBe(5);
  });

  it('takes severities from the settings, and leaves out what is off', () => {
    const rules = [everyRun('one-rule'), everyRun('other-rule'), everyRun('off-rule', { severity: 'off' })];
    const { settings } = readSettings([{ name: 'x', value: { rules: { 'one-rule': 'hint', 'other-rule': 'off' } }, project: true }]);
    const found = runAllRules(snapshot('FROM a\nRUN b\n'), settings, { rules });
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([['one-rule', 'hint']]);
  });

  it('lets an edition keep what came later silent, a profile choose, and `*` stand for all that is not named', () => {
    const rules = [
      everyRun('old-rule'),
      everyRun('new-rule', { since: '0.2.0' }),
      everyRun('patient-rule', { severity: 'off', profiles: { startup: 'info' } }),
    ];
    const found = (value: unknown): unknown => {
      const { settings } = readSettings([{ name: 'x', value, project: true }]);
      return runAllRules(snapshot('FROM a\nRUN b\n'), settings, { rules }).map(({ rule, severity }) => `${rule} ${severity}`);
    };
    expect(found({})).toEqual(['new-rule warning', 'old-rule warning']);
    expect(found({ edition: '0.1' })).toEqual(['old-rule warning']);
    expect(found({ edition: '0.1', rules: { 'new-rule': 'info' } })).toEqual(['new-rule info', 'old-rule warning']);
    expect(found({ edition: '0.2', profile: 'startup' })).toEqual([
      'new-rule warning',
      'old-rule warning',
      'patient-rule info',
    ]);
    expect(found({ rules: { '*': 'off', 'old-rule': 'hint' } })).toEqual(['old-rule hint']);
  });

  it('keeps the others running when a rule throws, and tells of it once', () => {
    const broken: Rule = {
      meta: meta('broken-rule'),
      *checkInstruction({ syntax }) {
        if (syntax.keyword !== 'FROM') throw new Error('oh');
        yield { span: syntax.keywordSpan, message: 'x' };
      },
    };
    const told: string[] = [];
    const found = runAllRules(snapshot('FROM a\nRUN b\nRUN c\n'), defaultSettings, {
      rules: [broken, everyRun('every-run')],
      bug: (message) => told.push(message),
    });
    expect(found.map(({ rule }) => rule)).toEqual(['broken-rule', 'every-run', 'every-run']);
    expect(told).toEqual(['the rule broken-rule failed']);
  });

  it('is silenced by comments: ours by id or any name, the others by their own names', () => {
    const rules = [everyRun('every-run', { aliases: ['hadolint:DL1', 'buildkit:Every'] })];
    const silenced = (comment: string): boolean =>
      runAllRules(snapshot(`FROM a\n${comment}\nRUN b\n`), defaultSettings, { rules }).length === 0;
    for (const comment of [
      '# plimsoll ignore=every-run',
      '# plimsoll ignore=some-rule,every-run',
      '# plimsoll ignore=DL1',
      '# plimsoll ignore=all',
      '# hadolint ignore=DL1',
      '# hadolint ignore=DL9,DL1',
      '# plimsoll global ignore=every-run',
    ])
      expect(silenced(comment), comment).toBe(true);
    for (const comment of ['# plimsoll ignore=some-rule', '# hadolint ignore=every-run', '# hadolint ignore=DL11', '# ignore=DL1'])
      expect(silenced(comment), comment).toBe(false);
    expect(runAllRules(snapshot('# check=skip=Every\nFROM a\nRUN b\n'), defaultSettings, { rules })).toEqual([]);
    expect(runAllRules(snapshot('# check=skip=Other\nFROM a\nRUN b\n'), defaultSettings, { rules })).toHaveLength(1);
  });

  it('sorts findings by place, then by rule', () => {
    const rules = [everyRun('z-rule'), everyRun('a-rule')];
    const text = snapshot('FROM a\nRUN b\nRUN c\n');
    expect(runAllRules(text, defaultSettings, { rules }).map(({ rule }) => rule)).toEqual([
      ...['a-rule', 'z-rule', 'a-rule', 'z-rule'],
    ]);
  });

  it('finds in a text without FROM, in an empty one and in one that is no Dockerfile', () => {
    for (const text of ['RUN a', '', '\0\0', 'FROM', '#', '{"a": 1}', 'RUN <<EOF'])
      expect(() => runAllRules(snapshot(text), defaultSettings)).not.toThrow();
  });

  it('asks for the files that rules want, each once', () => {
    const rules = [everyRun('a-rule', { wants: ['b', 'a'] }), everyRun('b-rule', { wants: ['a'] })];
    expect(wantedFiles(rules)).toEqual(['a', 'b']);
  });
});
