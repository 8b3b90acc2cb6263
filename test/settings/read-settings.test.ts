// Settings from editor and project file: what is wrong is named and left out, the rest is in force.
import { describe, expect, it } from 'vitest';
import { parseSettingsFile, readSettings, settingsForPath } from '../../server/src/settings/read-settings.ts';
import { defaultSettings } from '../../server/src/settings/settings-schema.ts';

describe('settings', () => {
  it('are the defaults where nothing is given', () => {
    expect(readSettings([])).toEqual({ settings: defaultSettings, problems: [] });
    expect(readSettings([{ name: 'editor', value: null, project: false }]).problems).toEqual([]);
  });

  it('merge entry by entry, the later source winning', () => {
    const { settings, problems } = readSettings([
      { name: 'editor', value: { rules: { a: 'off', b: 'hint' }, target: 'dev' }, project: false },
      { name: 'plimsoll.json', value: { rules: { a: 'error' } }, project: true },
    ]);
    expect(settings.rules).toEqual({ a: 'error', b: 'hint' });
    expect(settings.target).toBe('dev');
    expect(problems).toEqual([]);
  });

  it('name each wrong value and keep the right ones', () => {
    const { settings, problems } = readSettings(
      [
        {
          name: 'plimsoll.json',
          value: {
            rules: { a: 'loud', z: 'off' },
            target: 3,
            colour: 1,
            buildArguments: { A: 1, B: '2' },
            enginePath: '/x',
          },
          project: true,
        },
      ],
      new Set(['a']),
    );
    expect(problems).toEqual([
      'plimsoll.json: "rules.a" is left out: must be one of "error", "warning", "info", "hint", "off"',
      'plimsoll.json: "rules.z" is left out: there is no such rule',
      'plimsoll.json: "target" must be a text',
      'plimsoll.json: there is no setting "colour"',
      'plimsoll.json: "buildArguments.A" is left out: must be a text',
      'plimsoll.json: "enginePath" can only be set in the editor\'s own settings or on the command line',
    ]);
    expect(settings.buildArguments).toEqual({ B: '2' });
    expect(settings.target).toBe('');
  });

  it('survive any value whatever', () => {
    for (const value of [
      1,
      'x',
      [],
      [1],
      true,
      { rules: [] },
      { rules: null },
      { constructor: 1, __proto__: { a: 1 } },
    ])
      expect(readSettings([{ name: 'x', value, project: false }]).settings.target).toBe('');
  });

  it('come from a project file with or without a byte-order mark', () => {
    const { source, problems } = parseSettingsFile('\uFEFF{"target":"app"}', 'plimsoll.json');
    expect(problems).toEqual([]);
    expect(readSettings([source]).settings.target).toBe('app');
    expect(parseSettingsFile('{', 'plimsoll.json').problems[0]).toMatch(/^plimsoll\.json: not JSON: /);
  });

  it('for some paths only: the last pattern that matches decides', () => {
    const { settings, problems } = readSettings(
      [
        {
          name: 'plimsoll.json',
          value: {
            rules: { a: 'error' },
            paths: {
              '**/*.dev': { a: 'hint', z: 'off' },
              'old/**': { '*': 'off' },
              '[': {},
              b: 1,
              'old/keep.dev': { a: 'info' },
            },
          },
          project: true,
        },
      ],
      new Set(['a']),
    );
    expect(problems).toEqual([
      'plimsoll.json: "paths.**/*.dev.z" is left out: there is no such rule',
      'plimsoll.json: "paths.[" is left out: the pattern is malformed',
      'plimsoll.json: "paths.b" is left out: must be an object',
    ]);
    const rulesFor = (path: string | null): unknown => settingsForPath(settings, path).rules;
    expect(rulesFor(null)).toEqual({ a: 'error' });
    expect(rulesFor('Dockerfile')).toEqual({ a: 'error' });
    expect(rulesFor('x/Dockerfile.dev')).toEqual({ a: 'hint' });
    expect(rulesFor('old/Dockerfile')).toEqual({ '*': 'off' });
    expect(rulesFor('old/keep.dev')).toEqual({ '*': 'off', a: 'info' });
  });
});
