// The one list of settings: VS Code's settings, plimsoll.json, its schema and the documentation all come from it.
// It knows no rule: which names `rules` may hold is filled in where rules are known.

/** What the severity of a rule may be set to. `off` keeps the rule from running. */
export const severityChoices = ['error', 'warning', 'info', 'hint', 'off'] as const;
export type SeverityChoice = (typeof severityChoices)[number];

/** In `rules`: every rule that is not named. */
export const everyRuleKey = '*';

/** Sets of rules by the release they came with; `newest` is all of them. */
export const editions = ['newest', '0.2', '0.1'] as const;

/** What matters most, where two right answers pull apart: bytes, or the time until the container serves. */
export const profiles = ['balanced', 'size', 'startup'] as const;
export type Profile = (typeof profiles)[number];

interface Described {
  /** One or two sentences for people, in Markdown. */
  readonly description: string;
  /**
   * VS Code's scope: `resource` where folders may differ, `machine` where a project's own settings must not decide
   * (programs that get run), `window` otherwise.
   */
  readonly scope: 'resource' | 'machine' | 'window';
  /** May stand in a project's plimsoll.json. Never for what names a program. */
  readonly project: boolean;
}

export type SettingDefinition = Described &
  (
    | { readonly kind: 'text'; readonly default: string }
    | { readonly kind: 'switch'; readonly default: boolean }
    | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string }
    | { readonly kind: 'pairs'; readonly default: Readonly<Record<string, string>> }
    | { readonly kind: 'severities'; readonly default: Readonly<Record<string, SeverityChoice>> }
    /** By pattern of the Dockerfile's path, what `rules` holds for the files it matches. */
    | { readonly kind: 'paths'; readonly default: Readonly<Record<string, Readonly<Record<string, SeverityChoice>>>> }
  );

export const settingDefinitions = {
  rules: {
    kind: 'severities',
    default: {},
    description:
      'Severity of a rule by its id, where it is to differ from its own. `off` keeps the rule from running; `*` stands for every rule that is not named.',
    scope: 'resource',
    project: true,
  },
  paths: {
    kind: 'paths',
    default: {},
    description:
      'Severities for some Dockerfiles only: patterns of paths (`**/Dockerfile.dev`, `legacy/**`) from the folder of plimsoll.json or of the workspace, each with what `rules` would hold. Where several match, the last decides; `{ "*": "off" }` leaves files out.',
    scope: 'resource',
    project: true,
  },
  edition: {
    kind: 'choice',
    choices: editions,
    default: 'newest',
    description:
      'The set of rules: those of that release and before. A project that names one gets no new findings from an update; a rule named in `rules` runs all the same.',
    scope: 'resource',
    project: true,
  },
  profile: {
    kind: 'choice',
    choices: profiles,
    default: 'balanced',
    description:
      'What matters most where two right answers pull apart: `size` for bytes, `startup` for the time until the container serves, or neither (`balanced`).',
    scope: 'resource',
    project: true,
  },
  target: {
    kind: 'text',
    default: '',
    description: 'Name of the stage that ships. Empty: the last one.',
    scope: 'resource',
    project: true,
  },
  contextFolder: {
    kind: 'text',
    default: '',
    description:
      'Build context, as a path from the folder of plimsoll.json or of the workspace. Empty: the folder of the Dockerfile.',
    scope: 'resource',
    project: true,
  },
  buildArguments: {
    kind: 'pairs',
    default: {},
    description: 'Build arguments (`--build-arg`) by name, used to resolve base images and given to builds.',
    scope: 'resource',
    project: true,
  },
  lineSizes: {
    kind: 'choice',
    choices: ['measured', 'estimated', 'off'],
    default: 'measured',
    description:
      'What stands at the end of each line: `measured` bytes of the last build, `estimated` bytes too where nothing was measured, or nothing (`off`).',
    scope: 'resource',
    project: true,
  },
  codeLens: {
    kind: 'switch',
    default: true,
    description: 'Show the commands for building, layers and the multi-stage rewrite above the stage that ships.',
    scope: 'resource',
    project: true,
  },
  askRegistries: {
    kind: 'switch',
    default: true,
    description:
      "Ask an image's own registry for its size when the pointer rests on FROM in a trusted workspace, with your own Docker login. Answers are remembered; off, only the embedded figures and the engine on this machine are used.",
    scope: 'window',
    project: false,
  },
  engine: {
    kind: 'choice',
    choices: ['auto', 'docker', 'podman', 'buildah'],
    default: 'auto',
    description: 'Container engine that builds and is measured. `auto` takes the first that answers.',
    scope: 'machine',
    project: false,
  },
  enginePath: {
    kind: 'text',
    default: '',
    description: "Path of the engine's client program. Empty: looked up on the PATH.",
    scope: 'machine',
    project: false,
  },
  buildNetwork: {
    kind: 'text',
    default: '',
    description:
      "Network that builds run in, as the engine names it: `host` where only the host's own network reaches out, `none` … Empty: the engine's default.",
    scope: 'machine',
    project: false,
  },
} as const satisfies Readonly<Record<string, SettingDefinition>>;

type Definitions = typeof settingDefinitions;
export type SettingKey = keyof Definitions;

type ValueOf<D extends SettingDefinition> = D extends { kind: 'switch' }
  ? boolean
  : D extends { kind: 'choice'; choices: readonly (infer C)[] }
    ? C
    : D extends { kind: 'pairs' }
      ? Readonly<Record<string, string>>
      : D extends { kind: 'severities' }
        ? Readonly<Record<string, SeverityChoice>>
        : D extends { kind: 'paths' }
          ? Readonly<Record<string, Readonly<Record<string, SeverityChoice>>>>
          : string;

/** Every setting with its value in force. */
export type Settings = { readonly [K in SettingKey]: ValueOf<Definitions[K]> };

export const defaultSettings: Settings = Object.fromEntries(
  Object.entries(settingDefinitions).map(([key, definition]) => [key, definition.default]),
) as unknown as Settings;
