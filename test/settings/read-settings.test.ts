// Settings from editor and project file: what is wrong is named and left out, the rest is in force.
import { describe, expect, it } from 'vitest';
import { parseSettingsFile, readSettings } from '../../server/src/settings/read-settings.ts';
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
});
