// What was measured comes before what the text foresees: on one line never both, and neither where the layer holds nothing.
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { fixesFor } from '../../server/src/features/code-actions.ts';
import { rules } from '../../server/src/rules/index.generated.ts';
import { cacheKinds, deadTwins } from '../../server/src/rules/parts/measured-twins.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import { runAllRules, runRules } from '../../server/src/rules/run-rules.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';
import { fixtureMeasured } from '../support/fixture-layers.ts';

const built = `FROM python:3.13-slim
RUN pip install flask
RUN curl -fsSLo /opt/x.tar.gz https://example.com/x.tar.gz
RUN rm /opt/x.tar.gz
`;
const full = `base
    /bin/bash 1 MB
RUN pip
    /root/.cache/pip/http-v2/a 700 kB
RUN curl
    /opt/x.tar.gz 48 MB
RUN rm
    - /opt/x.tar.gz
`;

function look(layers: string | null, text = built, settings = defaultSettings) {
  const dockerfile = parseDockerfile(text);
  const measured = layers === null ? null : fixtureMeasured(layers, built, dockerfile, null);
  const snapshot = buildSnapshot(dockerfile, { measured });
  return { snapshot, findings: runAllRules(snapshot, settings), settings };
}

const about = /cache|removal|dead-bytes/;

function told(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ rule }) => about.test(rule))
    .map(({ rule, instruction }) => `${String(instruction)} ${rule}`);
}

describe('a measured build', () => {
  it('takes the place of the rules on the text, line by line', () => {
    expect(told(look(null).findings)).toEqual(['1 pip-cache-left-in-layer', '3 removal-in-later-layer']);
    expect(told(look(full).findings)).toEqual(['1 cache-found-in-layer', '3 dead-bytes-in-layer']);
  });

  it('silences them where the layers hold nothing', () => {
    const nothing = full.replace('700 kB', '7 kB');
    expect(told(look(nothing).findings)).toEqual(['3 dead-bytes-in-layer']);
  });

  it('says nothing of a line that was changed since, nor of those that rest on it', () => {
    const changed = built.replace('flask', 'flask gunicorn');
    expect(told(look(full, changed).findings)).toEqual(['1 pip-cache-left-in-layer', '3 removal-in-later-layer']);
  });

  it('does not speak for a cache at a place where it does not look', () => {
    const { findings } = look('base\n    /x 1 B\nRUN pip\n    /x 1 B\n', built);
    expect(told(findings)).not.toContain('1 pip-cache-left-in-layer');
    const elsewhere = built.replace('RUN pip', 'RUN PIP_CACHE_DIR=/var/pip pip');
    const dockerfile = parseDockerfile(elsewhere);
    const measured = fixtureMeasured('base\n    /x 1 B\nRUN PIP\n    /x 1 B\n', elsewhere, dockerfile, null);
    const snapshot = buildSnapshot(dockerfile, { measured });
    expect(told(runAllRules(snapshot, defaultSettings))).toContain('1 pip-cache-left-in-layer');
  });

  it('leaves the word to the rules on the text where its own rule is off', () => {
    const settings = { ...defaultSettings, rules: { 'cache-found-in-layer': 'off', 'dead-bytes-in-layer': 'off' } as const };
    expect(told(look(full, built, settings).findings)).toEqual(['1 pip-cache-left-in-layer', '3 removal-in-later-layer']);
  });

  it('is silent where the rule it stands for is set off', () => {
    const settings = { ...defaultSettings, rules: { 'pip-cache-left-in-layer': 'off' } as const };
    expect(told(look(full, built, settings).findings)).toEqual(['3 dead-bytes-in-layer']);
  });

  it('offers the fixes of the rules it stands for', () => {
    const { snapshot, findings } = look(full);
    const fixes = findings
      .filter(({ rule }) => about.test(rule))
      .map((finding) => fixesFor(snapshot, finding).map(({ id }) => id));
    expect(fixes).toEqual([['no-cache-dir', 'cache-mount'], ['move-removal']]);
  });

  it('is as loud as the loudest it stands for', () => {
    const text = 'FROM debian:12\nRUN useradd --uid 1000000 app\nRUN ./setup\n';
    const layers = 'base\n    /x 1 B\nRUN useradd\n    /var/log/lastlog 290 MB\nRUN ./setup\n    /var/log/setup.log 20 MB\n';
    const dockerfile = parseDockerfile(text);
    const snapshot = buildSnapshot(dockerfile, { measured: fixtureMeasured(layers, text, dockerfile, null) });
    const found = runAllRules(snapshot, defaultSettings).filter(({ rule }) => /log|temporary/.test(rule));
    expect(found.map(({ rule, severity, instruction }) => [instruction, rule, severity])).toEqual([
      [1, 'temporary-files-found-in-layer', 'warning'],
      [2, 'temporary-files-found-in-layer', 'info'],
    ]);
  });

  it('answers each need apart as all at once', () => {
    const { snapshot, settings } = look(full);
    const apart = (['source', 'context', 'image'] as const).flatMap((need) => runRules(snapshot, settings, need));
    expect(told(apart).toSorted()).toEqual(['1 cache-found-in-layer', '3 dead-bytes-in-layer']);
  });
});

it('the rules that measured ones stand for exist', () => {
  const ids = new Set(rules.map(({ meta }) => meta.id));
  const others = [
    'temporary-files-left-in-layer',
    'high-uid-without-no-log-init',
    'git-history-left-in-layer',
    'model-cache-left-in-layer',
    'site-packages-with-build-files',
    'weights-copied-twice',
    'cuda-runtime-base-beside-cuda-wheels',
  ];
  const named = [...cacheKinds.flatMap((kind) => kind.rules), ...deadTwins, ...others];
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
});
