// Builds the Snapshot of a Dockerfile: folds the instructions of every stage over its state and gives each its facts.
// Facts are remembered per state, text and part, so a keystroke makes new facts only for what it changed.
import { baseWorkingFolder } from '../knowledge/base-variables.ts';
import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts';
import { buildStages } from '../dockerfile/stages.ts';
import type { GlobalVariables } from '../dockerfile/variables.ts';
import { enterStage, globalVariables } from '../dockerfile/variables.ts';
import { parseReference } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';
import { foldStage, idleFacts } from './fold-stage.ts';
import { runtimeConfig } from './runtime-config.ts';
import type { ContextFacts, InstructionFacts, MeasuredFacts, RuntimeConfig, Snapshot, StageFacts } from './snapshot.ts';
import { fromStageOf, reachedStages, stageChain, targetStage } from './stage-graph.ts';
import { stagePackages } from './stage-packages.ts';
import { defaultShell, stateOf } from './stage-state.ts';
import type { Core, State } from './stage-state.ts';

export interface SnapshotOptions {
  /** Name or number of the stage that ships; the last where absent or not found. */
  readonly target?: string | null;
  /** The Dockerfile's own path, as far as known. */
  readonly path?: string | null;
  readonly context?: ContextFacts | null;
  readonly measured?: MeasuredFacts | null;
  /** Build arguments given from outside (`--build-arg`), by name; they win over every default. */
  readonly buildArguments?: Readonly<Record<string, string>>;
}

/**
 * The snapshot of a Dockerfile. `previous` is an earlier snapshot of the same document: whole stages that did not change
 * are taken over from it. The result is the same with and without it.
 */
export function buildSnapshot(parsed: Dockerfile, options: SnapshotOptions = {}, previous?: Snapshot): Snapshot {
  const given = options.buildArguments ?? {};
  const dockerfile = withArguments(parsed, given);
  const target = targetStage(dockerfile, options.target ?? null);
  const chain = stageChain(dockerfile, target);
  const shipping = new Set(chain);
  const reached = reachedStages(dockerfile, target);
  const globals = globalsOf(dockerfile, given);
  const names = dockerfile.stages.map((stage) => stage.name ?? '').join('\0');
  const keys = keptKeys(dockerfile, previous) ?? stageKeys(dockerfile);
  const sameNames = previous !== undefined && stageNames.get(previous) === names;
  const stages: StageFacts[] = [];
  for (const stage of dockerfile.stages) {
    const initial = initialState(stage, stages, globals);
    const ships = shipping.has(stage.index);
    const key = keys[stage.index] ?? {};
    const before = sameNames ? previous.stages[stage.index] : undefined;
    const same = before !== undefined && keyOfStage.get(before) === key ? before : null;
    const from = (instruction: Instruction): number | null => fromStageOf(dockerfile, instruction);
    const { instructions, final } = foldStage(stage.instructions, initial, { key, ships }, from, same);
    const reachesFinalStage = reached.has(stage.index);
    const facts = {
      stage,
      instructions,
      ships,
      reachesFinalStage,
      baseReference: baseOf(stage, stages),
      packages: stagePackages(instructions, parentOf(stage, stages)?.packages ?? null),
      initial,
      final,
    };
    keyOfStage.set(facts, key);
    stages.push(facts);
  }
  const facts = [...outsideFacts(dockerfile, globals), ...stages.flatMap((stage) => stage.instructions)];
  const shipped = chain.flatMap((index) => stages[index] ?? []);
  const targetFacts = shipped.at(-1);
  if (targetFacts === undefined) throw new Error('a Dockerfile has at least one stage');
  let config: RuntimeConfig | undefined;
  let places: Map<InstructionFacts, Instruction> | undefined;
  const snapshot: Snapshot = {
    path: options.path ?? null,
    dockerfile,
    stages,
    facts,
    target: targetFacts,
    get config() {
      return (config ??= runtimeConfig(shipped));
    },
    context: options.context ?? null,
    measured: options.measured ?? null,
    buildArguments: given,
    instructionOf(wanted) {
      places ??= placesOf(facts, dockerfile.instructions);
      return places.get(wanted);
    },
  };
  stageNames.set(snapshot, names);
  return snapshot;
}

const stageNames = new WeakMap<Snapshot, string>();
const keyOfStage = new WeakMap<object, object>();

function placesOf(
  facts: readonly InstructionFacts[],
  instructions: readonly Instruction[],
): Map<InstructionFacts, Instruction> {
  const places = new Map<InstructionFacts, Instruction>();
  facts.forEach((each, at) => {
    const instruction = instructions[at];
    if (instruction !== undefined) places.set(each, instruction);
  });
  return places;
}

const argumentsOf = new WeakMap<Dockerfile, string>();

/** The Dockerfile with its bases as these arguments decide them; the very same where they decide nothing new. */
function withArguments(dockerfile: Dockerfile, given: Readonly<Record<string, string>>): Dockerfile {
  const entries = Object.entries(given);
  const key = entries.length === 0 ? '' : JSON.stringify(entries);
  if ((argumentsOf.get(dockerfile) ?? '') === key) return dockerfile;
  const { instructions, escape } = dockerfile;
  const resolved = { ...dockerfile, stages: buildStages(instructions, escape, new Map(entries)) };
  argumentsOf.set(resolved, key);
  return resolved;
}

const globalsByText = new Map<string, GlobalVariables>();

/** The global ARGs: the same object while their text and what is given are the same. */
function globalsOf(dockerfile: Dockerfile, given: Readonly<Record<string, string>>): GlobalVariables {
  const entries = Object.entries(given);
  const texts: string[] = entries.length === 0 ? [] : [JSON.stringify(entries)];
  for (const { stage, syntax } of dockerfile.instructions) {
    if (stage !== null) break;
    if (syntax.keyword === 'ARG') texts.push(syntax.escape + syntax.text);
  }
  const key = texts.join('\0');
  let globals = globalsByText.get(key);
  if (globals === undefined) {
    // Why: each keystroke in a global ARG makes another; the few of late are enough.
    if (globalsByText.size > 64) globalsByText.clear();
    globalsByText.set(key, (globals = globalVariables(dockerfile.instructions, new Map(entries))));
  }
  return globals;
}

function fromText({ from }: Stage): string {
  return from?.syntax.text ?? '';
}

/** The keys of the version before, where at most one FROM has another text now: its instructions are what they were. */
function keptKeys(dockerfile: Dockerfile, previous: Snapshot | undefined): readonly object[] | null {
  const old = previous?.stages ?? [];
  if (old.length !== dockerfile.stages.length) return null;
  const changed = dockerfile.stages.filter((stage, at) => fromText(stage) !== fromText(old[at]?.stage ?? stage));
  if (changed.length > 1) return null;
  const keys = old.flatMap((stage) => keyOfStage.get(stage) ?? []);
  if (keys.length !== old.length) return null;
  // Why: whoever asks by the old text later means another stage, and must get a key of its own.
  for (const { index } of changed) forgetKey(keys[index]);
  return keys;
}

function forgetKey(key: object | undefined): void {
  for (const [name, known] of keysByText) if (known === key) keysByText.delete(name);
}

const keysByText = new Map<string, object>();

/**
 * An object for each stage that stays the same while its FROM text and its place among equal ones do: facts belong to one
 * stage, so that two stages of equal text have facts of their own.
 */
function stageKeys(dockerfile: Dockerfile): readonly object[] {
  const counts = new Map<string, number>();
  return dockerfile.stages.map((stage) => {
    const text = fromText(stage);
    const nth = counts.get(text) ?? 0;
    counts.set(text, nth + 1);
    const name = `${String(nth)} ${text}`;
    let key = keysByText.get(name);
    if (key === undefined) {
      if (keysByText.size > 4096) keysByText.clear();
      keysByText.set(name, (key = {}));
    }
    return key;
  });
}

const firstCores = new WeakMap<GlobalVariables, Map<string, Core>>();

function firstState(globals: GlobalVariables, shell: readonly string[], workingFolder = '/'): State {
  let cores = firstCores.get(globals);
  if (cores === undefined) firstCores.set(globals, (cores = new Map<string, Core>()));
  const key = `${workingFolder}\0${shell.join('\0')}`;
  let core = cores.get(key);
  if (core === undefined) {
    core = {
      workingFolder,
      folderUnknown: false,
      user: 'root',
      shell,
      variables: enterStage(globals, null),
      users: new Map(),
      settings: new Map(),
    };
    cores.set(key, core);
  }
  return stateOf(core);
}

function parentOf(stage: Stage, earlier: readonly StageFacts[]): StageFacts | undefined {
  return stage.base.kind === 'stage' ? earlier[stage.base.stage] : undefined;
}

function initialState(stage: Stage, earlier: readonly StageFacts[], globals: GlobalVariables): State {
  const parent = parentOf(stage, earlier);
  if (parent !== undefined) return parent.final as State;
  const text = stage.base.kind === 'image' || stage.base.kind === 'unknown' ? stage.base.text : '';
  return firstState(globals, defaultShell(stage.from?.syntax ?? null, text), baseWorkingFolder(baseOf(stage, earlier)));
}

function baseOf(stage: Stage, earlier: readonly StageFacts[]): Reference | null {
  const { base } = stage;
  if (base.kind === 'stage') return earlier[base.stage]?.baseReference ?? null;
  return base.kind === 'image' ? parseReference(base.text) : null;
}

function outsideFacts(dockerfile: Dockerfile, globals: GlobalVariables): readonly InstructionFacts[] {
  const outside = dockerfile.instructions.filter(({ stage }) => stage === null);
  return idleFacts(outside, firstState(globals, defaultShell(null, '')), globals);
}
