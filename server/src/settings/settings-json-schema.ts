// Renders the one list of settings as JSON schemas: VS Code's contributed settings, and plimsoll.json.
// Called by the generator only through its output files; knows no rule but the ones it is given.
import { everyRuleKey, settingDefinitions, severityChoices, type SettingDefinition } from './settings-schema.ts';

/** What the schemas say of a rule. */
export interface RuleDescription {
  readonly id: string;
  readonly summary: string;
  readonly severity: string;
}

type Json = Readonly<Record<string, unknown>>;

function valueSchema(definition: SettingDefinition, rules: readonly RuleDescription[]): Json {
  switch (definition.kind) {
    case 'text':
      return { type: 'string' };
    case 'switch':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: definition.choices };
    case 'pairs':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'severities':
      return {
        type: 'object',
        additionalProperties: false,
        properties: {
          [everyRuleKey]: { enum: severityChoices, description: 'Every rule that is not named.' },
          ...Object.fromEntries(
            rules.map(({ id, summary, severity }) => [
              id,
              { enum: severityChoices, description: `${summary} (by itself: ${severity}).` },
            ]),
          ),
        },
      };
    case 'paths':
      return {
        type: 'object',
        additionalProperties: {
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(
            [everyRuleKey, ...rules.map(({ id }) => id)].map((id) => [id, { enum: severityChoices }]),
          ),
        },
      };
  }
}

/** `contributes.configuration.properties` of package.json. */
export function vscodeSettings(rules: readonly RuleDescription[]): Json {
  const definitions: readonly (readonly [string, SettingDefinition])[] = Object.entries(settingDefinitions);
  return Object.fromEntries(
    definitions.map(([key, definition]) => [
      `plimsoll.${key}`,
      {
        ...valueSchema(definition, rules),
        default: definition.default,
        scope: definition.scope,
        markdownDescription: definition.description,
      },
    ]),
  );
}

/** Settings that run programs or read outside the workspace: VS Code keeps a project's own values of them away until it is trusted. */
export function restrictedSettings(): readonly string[] {
  const definitions: readonly (readonly [string, SettingDefinition])[] = Object.entries(settingDefinitions);
  return definitions.filter(([, { project }]) => !project).map(([key]) => `plimsoll.${key}`);
}

/** JSON schema (draft-07) of plimsoll.json. */
export function projectFileSchema(rules: readonly RuleDescription[]): Json {
  const definitions: readonly (readonly [string, SettingDefinition])[] = Object.entries(settingDefinitions);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'plimsoll.json',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(
        definitions
          .filter(([, { project }]) => project)
          .map(([key, definition]) => [
            key,
            { ...valueSchema(definition, rules), default: definition.default, description: definition.description },
          ]),
      ),
    },
  };
}

/** `docs/settings.md`: every setting, in a table. */
export function settingsPage(): string {
  const definitions: readonly (readonly [string, SettingDefinition])[] = Object.entries(settingDefinitions);
  const rows = definitions.map(([key, definition]) => {
    const choices = definition.kind === 'choice' ? ` (${definition.choices.join(', ')})` : '';
    const place = definition.project ? 'editor, `plimsoll.json`' : 'editor';
    return `| \`${key}\` | ${definition.description} | \`${JSON.stringify(definition.default)}\`${choices} | ${place} |`;
  });
  return [
    '<!-- From server/src/settings/settings-schema.ts, by `npm run generate`; edits are lost. -->',
    '',
    '# Settings',
    '',
    "In VS Code each setting is `plimsoll.<name>`. A project's `plimsoll.json`, beside the Dockerfile or in a folder above it,",
    'holds them without the prefix, for the editor and the command line; what you set in the editor yourself wins. What runs',
    'programs cannot be set by a project. `"$schema"` may name `plimsoll.schema.json`, which the package holds.',
    '',
    '| name | what it does | default | where |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '```json',
    '{',
    '  "target": "runtime",',
    '  "buildArguments": { "PYTHON_VERSION": "3.13" },',
    '  "edition": "0.2",',
    '  "rules": { "apt-recommends-installed": "warning", "shell-form-command": "off" },',
    '  "paths": { "**/Dockerfile.dev": { "*": "off" } }',
    '}',
    '```',
    '',
    'The rules and their severities: [rules](rules/README.md).',
    '',
  ].join('\n');
}
