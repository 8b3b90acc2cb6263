// The JSON of `plimsoll check`: its keys, their order, and places counted as editors do.
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { fixesFor } from '../../server/src/features/code-actions.ts';
import { checkJson, jsonFile } from '../../server/src/report/check-json.ts';
import { runAllRules } from '../../server/src/rules/run-rules.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';

it('holds files, findings and fixes under stable keys', () => {
  const snapshot = buildSnapshot(parseDockerfile('# 😀 é\r\nFROM x:1\r\nRUN  pip install 😀 flask\r\n'), {});
  const found = runAllRules(snapshot, defaultSettings).map((finding) => ({
    finding,
    fixes: fixesFor(snapshot, finding).slice(0, 1),
  }));
  const json = checkJson([
    jsonFile('Dockerfile', snapshot.dockerfile.lines, found),
    { path: 'blob', error: 'it is a binary file, not a Dockerfile', findings: [] },
  ]);
  expect(JSON.stringify(json, null, 1)).toBe(
    JSON.stringify(
      {
        version: 1,
        files: [
          {
            path: 'Dockerfile',
            findings: [
              {
                rule: 'pip-cache-left-in-layer',
                aliases: ['hadolint:DL3042'],
                severity: 'warning',
                message: found[0]?.finding.message,
                range: { start: { line: 2, character: 5 }, end: { line: 2, character: 16 } },
                saving: found[0]?.finding.saving,
                fixes: [
                  {
                    id: 'no-cache-dir',
                    title: 'Let pip keep no cache (--no-cache-dir)',
                    applicability: 'safe',
                    edits: [
                      {
                        range: { start: { line: 2, character: 16 }, end: { line: 2, character: 16 } },
                        newText: ' --no-cache-dir',
                      },
                    ],
                  },
                ],
              },
            ],
          },
          { path: 'blob', error: 'it is a binary file, not a Dockerfile', findings: [] },
        ],
      },
      null,
      1,
    ),
  );
  expect(found[0]?.finding.saving).toMatchObject({ unit: 'file', kind: 'estimated' });
});
