// Build arguments and environment variables as they stand before each instruction, by BuildKit's scoping: global ARGs,
// their re-declaration in a stage, inheritance from a parent stage, ENV over ARG. A state is a value; a step that
// changes nothing returns the state it was given. It knows no image: what a base sets comes in as data.
import type { InstructionSyntax } from './dockerfile.ts';
import { expandVariables } from './expand-variables.ts';

/** One variable in force. */
export interface Variable {
  readonly kind: 'buildArg' | 'envVar';
  /** Expanded; null for an ARG that has neither default nor given value. */
  readonly value: string | null;
  /** Names without a value that `value` depends on; empty where it is wholly known. */
  readonly missing: readonly string[];
}

interface Link {
  readonly key: string;
  readonly variable: Variable;
  readonly next: Link | null;
  readonly length: number;
}

/** The variables in force at one place. */
export interface VariableState {
  /** Newest first; folded into `settled` now and then, so that neither steps nor look-ups grow with the file. */
  readonly recent: Link | null;
  readonly settled: ReadonlyMap<string, Variable>;
  readonly globals: GlobalVariables;
}

/** What holds before the first FROM and may be re-declared in a stage. */
export interface GlobalVariables {
  readonly values: ReadonlyMap<string, Variable>;
  /** Build arguments given from outside (`--build-arg`); they win over every default. */
  readonly given: ReadonlyMap<string, string>;
}

const foldAfter = 24;

/** Values of the platform arguments for a platform such as `linux/arm64/v8`, built on the same platform. */
export function platformValues(platform: string): ReadonlyMap<string, string> {
  const [os = '', arch = '', variant = ''] = platform.split('/');
  const parts: readonly (readonly [string, string])[] = [
    ['PLATFORM', platform],
    ['OS', os],
    ['ARCH', arch],
    ['VARIANT', variant],
  ];
  return new Map(['TARGET', 'BUILD'].flatMap((side) => parts.map(([name, value]) => [side + name, value] as const)));
}

function known(kind: Variable['kind'], value: string): Variable {
  return { kind, value, missing: [] };
}

/**
 * The global scope: ARGs above the first FROM, in order. `given` are build arguments from outside, `platform` the values
 * of the platform arguments where they are known.
 */
export function globalVariables(
  instructions: readonly { readonly stage: number | null; readonly syntax: InstructionSyntax }[],
  given: ReadonlyMap<string, string> = new Map(),
  platform: ReadonlyMap<string, string> = new Map(),
): GlobalVariables {
  const values = new Map<string, Variable>();
  for (const [name, value] of platform) values.set(name, known('buildArg', given.get(name) ?? value));
  for (const { stage, syntax } of instructions) {
    if (stage !== null) break;
    if (syntax.keyword !== 'ARG') continue;
    for (const { name, value } of syntax.pairs) {
      const fixed = given.get(name);
      if (fixed !== undefined) values.set(name, known('buildArg', fixed));
      else if (value !== null) {
        const expanded = expandVariables(value, (key) => values.get(key)?.value ?? undefined, syntax.escape);
        values.set(name, { kind: 'buildArg', ...expanded });
      } else if (!values.has(name)) values.set(name, { kind: 'buildArg', value: null, missing: [] });
    }
  }
  return { values, given };
}

/**
 * The state right after FROM: the parent stage's last state, or for an image the environment it is known to set
 * (`Config.Env`), where it is known.
 */
export function enterStage(
  globals: GlobalVariables,
  parent: VariableState | null,
  baseEnvironment: ReadonlyMap<string, string> = new Map(),
): VariableState {
  if (parent !== null) return parent;
  const settled = new Map<string, Variable>();
  for (const [name, value] of baseEnvironment) settled.set(`envVar ${name}`, known('envVar', value));
  return { recent: null, settled, globals };
}

function find(state: VariableState, key: string): Variable | undefined {
  for (let link = state.recent; link !== null; link = link.next) if (link.key === key) return link.variable;
  return state.settled.get(key);
}

/** The variable that a name means here: ENV before ARG. */
export function findVariable(state: VariableState, name: string): Variable | undefined {
  return find(state, `envVar ${name}`) ?? find(state, `buildArg ${name}`);
}

/** The value that a name expands to; undefined where it is not set. The look-up that `expandVariables` takes. */
export function variableValue(state: VariableState, name: string): string | undefined {
  return findVariable(state, name)?.value ?? undefined;
}

function sameVariable(a: Variable | undefined, b: Variable): boolean {
  return a?.value === b.value && a.kind === b.kind && a.missing.join() === b.missing.join();
}

function put(state: VariableState, name: string, variable: Variable): VariableState {
  const key = `${variable.kind} ${name}`;
  if (sameVariable(find(state, key), variable)) return state;
  const recent: Link = { key, variable, next: state.recent, length: (state.recent?.length ?? 0) + 1 };
  if (recent.length < foldAfter) return { ...state, recent };
  return { ...state, recent: null, settled: new Map(entriesOf({ ...state, recent })) };
}

function entriesOf(state: VariableState): ReadonlyMap<string, Variable> {
  const entries = new Map(state.settled);
  const links: Link[] = [];
  for (let link = state.recent; link !== null; link = link.next) links.push(link);
  for (const link of links.reverse()) entries.set(link.key, link.variable);
  return entries;
}

/** All environment variables in force: what ENV and the base set, ARGs left out. */
export function environmentOf(state: VariableState): ReadonlyMap<string, Variable> {
  const prefix = 'envVar ';
  return new Map(
    [...entriesOf(state)].flatMap(([key, variable]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), variable] as const] : [],
    ),
  );
}

/** The names of all build arguments and environment variables declared, with or without a value. */
export function declaredNames(state: VariableState): readonly string[] {
  return [...entriesOf(state).keys()].map((key) => key.slice(key.indexOf(' ') + 1));
}

/** Expands a raw text where this state holds. */
export function expandIn(state: VariableState, raw: string, escape: '\\' | '`'): ReturnType<typeof expandVariables> {
  return expandVariables(raw, (name) => variableValue(state, name), escape);
}

/** The state after an instruction of the stage. All pairs of one instruction see the state before it, as in BuildKit. */
export function stepVariables(state: VariableState, syntax: InstructionSyntax): VariableState {
  const { keyword, pairs, escape } = syntax;
  if (keyword !== 'ENV' && keyword !== 'ARG') return state;
  let next = state;
  for (const { name, value } of pairs) {
    const expanded = value === null ? null : expandIn(state, value, escape);
    if (keyword === 'ENV') {
      if (expanded !== null) next = put(next, name, { kind: 'envVar', ...expanded });
      continue;
    }
    const given = state.globals.given.get(name);
    const inherited = state.globals.values.get(name) ?? { kind: 'buildArg', value: null, missing: [] };
    const declared: Variable = expanded === null ? inherited : { kind: 'buildArg', ...expanded };
    const variable = given === undefined ? declared : known('buildArg', given);
    // Why: declaring a name again without a value leaves the value it has.
    if (variable.value === null && find(next, `buildArg ${name}`) !== undefined) continue;
    next = put(next, name, variable);
  }
  return next;
}
