// Turns what an editor or plimsoll.json gives into Settings: a wrong value is named and left out, never fatal.
// It does not know where the values were read from.
import { matchesGlob, readGlob } from '../text/glob.ts';
import {
  defaultSettings,
  everyRuleKey,
  settingDefinitions,
  severityChoices,
  type SettingDefinition,
  type SettingKey,
  type Settings,
} from './settings-schema.ts';

/** Values from one place; later places win, entry by entry for objects. */
export interface SettingsSource {
  /** Named in messages: `plimsoll.json`, `the editor's settings`. */
  readonly name: string;
  readonly value: unknown;
  /** True for a project's own file: only settings that a project may decide are taken. */
  readonly project: boolean;
}

export interface SettingsReading {
  readonly settings: Settings;
  /** One sentence for each value that was left out. */
  readonly problems: readonly string[];
}

type Checked = { readonly value: unknown } | { readonly wanted: string };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listChoices(choices: readonly string[]): string {
  return choices.map((choice) => `"${choice}"`).join(', ');
}

type EntryKind = 'pairs' | 'severities' | 'paths';

function hasEntries(definition: SettingDefinition): definition is SettingDefinition & { readonly kind: EntryKind } {
  return definition.kind === 'pairs' || definition.kind === 'severities' || definition.kind === 'paths';
}

function checkEntries(
  value: unknown,
  known: ReadonlySet<string> | null,
  kind: EntryKind,
  problem: (name: string, text: string) => void,
): Checked {
  if (!isRecord(value)) return { wanted: 'an object' };
  const kept: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (kind === 'paths') {
      const inner = checkEntries(entry, known, 'severities', (rule, text) => problem(`${name}.${rule}`, text));
      if (readGlob(name, true) === null) problem(name, 'the pattern is malformed');
      else if ('wanted' in inner) problem(name, `must be ${inner.wanted}`);
      else kept[name] = inner.value;
      continue;
    }
    const isRule = kind !== 'severities' || known === null || name === everyRuleKey || known.has(name);
    if (!isRule) problem(name, 'there is no such rule');
    else if (kind === 'severities' && !severityChoices.some((choice) => choice === entry))
      problem(name, `must be one of ${listChoices(severityChoices)}`);
    else if (kind === 'pairs' && typeof entry !== 'string') problem(name, 'must be a text');
    else kept[name] = entry;
  }
  return { value: kept };
}

function checkScalar(definition: Exclude<SettingDefinition, { kind: EntryKind }>, value: unknown): Checked {
  if (definition.kind === 'text') return typeof value === 'string' ? { value } : { wanted: 'a text' };
  if (definition.kind === 'switch') return typeof value === 'boolean' ? { value } : { wanted: 'true or false' };
  return definition.choices.some((choice) => choice === value)
    ? { value }
    : { wanted: `one of ${listChoices(definition.choices)}` };
}

/**
 * Reads settings from several places, in rising order of weight. `ruleIds` null: names of rules are not checked
 * (the caller knows none).
 */
export function readSettings(
  sources: readonly SettingsSource[],
  ruleIds: ReadonlySet<string> | null = null,
): SettingsReading {
  const problems: string[] = [];
  const result: Record<string, unknown> = { ...defaultSettings };
  for (const { name: source, value, project } of sources) {
    if (value === undefined || value === null) continue;
    if (!isRecord(value)) {
      problems.push(`${source}: must hold an object`);
      continue;
    }
    for (const [key, given] of Object.entries(value)) {
      if (given === undefined || given === null || key === '$schema') continue;
      const definition: SettingDefinition | undefined = Object.hasOwn(settingDefinitions, key)
        ? settingDefinitions[key as SettingKey]
        : undefined;
      if (definition === undefined) {
        problems.push(`${source}: there is no setting "${key}"`);
        continue;
      }
      if (project && !definition.project) {
        problems.push(`${source}: "${key}" can only be set in the editor's own settings or on the command line`);
        continue;
      }
      const entries = hasEntries(definition);
      const checked = entries
        ? checkEntries(given, ruleIds, definition.kind, (entry, text) => {
            problems.push(`${source}: "${key}.${entry}" is left out: ${text}`);
          })
        : checkScalar(definition, given);
      if ('wanted' in checked) problems.push(`${source}: "${key}" must be ${checked.wanted}`);
      else result[key] = entries ? { ...(result[key] as object), ...(checked.value as object) } : checked.value;
    }
  }
  return { settings: result as unknown as Settings, problems };
}

/**
 * The settings for one Dockerfile: where patterns of `paths` match its path, what they hold stands over `rules`. `path`
 * is relative to the folder that the settings speak of, with slashes; null where it is in none (then no pattern matches).
 */
export function settingsForPath(settings: Settings, path: string | null): Settings {
  if (path === null) return settings;
  const matching = Object.entries(settings.paths).filter(([pattern]) => {
    const glob = readGlob(pattern, true);
    return glob !== null && matchesGlob(glob, path);
  });
  if (matching.length === 0) return settings;
  // Why: what stands for every rule decides for those that were named before it, too.
  const rules = matching.reduce<Settings['rules']>(
    (before, [, own]) => (everyRuleKey in own ? own : { ...before, ...own }),
    settings.rules,
  );
  return { ...settings, rules };
}

/** Reads the text of a plimsoll.json as a source; a text that is no JSON is an empty source and a problem. */
export function parseSettingsFile(
  text: string,
  name: string,
): { readonly source: SettingsSource; readonly problems: readonly string[] } {
  try {
    const withoutMark = text.startsWith('\uFEFF') ? text.slice(1) : text;
    return { source: { name, value: JSON.parse(withoutMark) as unknown, project: true }, problems: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { source: { name, value: {}, project: true }, problems: [`${name}: not JSON: ${why}`] };
  }
}
