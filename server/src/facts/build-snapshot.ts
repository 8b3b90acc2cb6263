// Builds the Snapshot of a Dockerfile: folds the instructions of every stage over its state and gives each its facts.
// Facts are remembered per state, text and part, so a keystroke makes new facts only for what it changed.
import type { Dockerfile, Instruction, InstructionSyntax, Stage } from '../dockerfile/dockerfile.ts';
import type { GlobalVariables } from '../dockerfile/variables.ts';
import { enterStage, globalVariables } from '../dockerfile/variables.ts';
import { parseReference } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';
import { stepOf } from './instruction-step.ts';
import type { Step } from './instruction-step.ts';
import { runtimeConfig } from './runtime-config.ts';
import type { ContextFacts, InstructionFacts, MeasuredFacts, RuntimeConfig, Snapshot, StageFacts } from './snapshot.ts';
import { fromStageOf, reachedStages, stageChain, targetStage } from './stage-graph.ts';
import { changePackages, noPackages } from './packages.ts';
import { defaultShell, stateOf } from './stage-state.ts';
import type { Core, State } from './stage-state.ts';

export interface SnapshotOptions {
  /** Name or number of the stage that ships; the last where absent or not found. */
  readonly target?: string | null;
  readonly context?: ContextFacts | null;
  readonly measured?: MeasuredFacts | null;
}

/**
 * The snapshot of a Dockerfile. `previous` is an earlier snapshot of the same document: whole stages that did not change
 * are taken over from it. The result is the same with and without it.
 */
export function buildSnapshot(dockerfile: Dockerfile, options: SnapshotOptions = {}, previous?: Snapshot): Snapshot {
  const target = targetStage(dockerfile, options.target ?? null);
  const chain = stageChain(dockerfile, target);
  const reached = reachedStages(dockerfile, target);
  const globals = globalsOf(dockerfile);
  const names = dockerfile.stages.map((stage) => stage.name ?? '').join('\0');
  const keys = stageKeys(dockerfile);
  const sameNames = previous !== undefined && stageNames.get(previous) === names;
  const stages: StageFacts[] = [];
  for (const stage of dockerfile.stages) {
    const initial = initialState(stage, stages, globals);
    const ships = chain.includes(stage.index);
    const before = sameNames ? previous.stages[stage.index] : undefined;
    const reachesFinalStage = reached.has(stage.index);
    const reused =
      before !== undefined && isUnchanged(before, stage, initial, ships, keys[stage.index]) ? before : null;
    const folded = reused ?? fold(dockerfile, stage, initial, ships, keys[stage.index] ?? {});
    const { instructions, final } = folded;
    const baseReference = baseOf(stage, stages);
    stages.push({ stage, instructions, ships, reachesFinalStage, baseReference, initial, final });
    keyOfStage.set(stages.at(-1) ?? {}, keys[stage.index] ?? {});
  }
  const facts = [...outsideFacts(dockerfile, globals), ...stages.flatMap((stage) => stage.instructions)];
  const shipped = chain.flatMap((index) => stages[index] ?? []);
  const targetFacts = shipped.at(-1);
  if (targetFacts === undefined) throw new Error('a Dockerfile has at least one stage');
  let config: RuntimeConfig | undefined;
  let places: Map<InstructionFacts, Instruction> | undefined;
  const snapshot: Snapshot = {
    dockerfile,
    stages,
    facts,
    target: targetFacts,
    get config() {
      return (config ??= runtimeConfig(shipped));
    },
    context: options.context ?? null,
    measured: options.measured ?? null,
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

const globalsByText = new Map<string, GlobalVariables>();

/** The global ARGs: the same object while their text is the same. */
function globalsOf(dockerfile: Dockerfile): GlobalVariables {
  const texts: string[] = [];
  for (const { stage, syntax } of dockerfile.instructions) {
    if (stage !== null) break;
    if (syntax.keyword === 'ARG') texts.push(syntax.escape + syntax.text);
  }
  const key = texts.join('\0');
  let globals = globalsByText.get(key);
  if (globals === undefined) {
    // Why: each keystroke in a global ARG makes another; the few of late are enough.
    if (globalsByText.size > 64) globalsByText.clear();
    globalsByText.set(key, (globals = globalVariables(dockerfile.instructions)));
  }
  return globals;
}

const keysByText = new Map<string, object>();

/**
 * An object for each stage that stays the same while its FROM text and its place among equal ones do: facts belong to one
 * stage, so that two stages of equal text have facts of their own.
 */
function stageKeys(dockerfile: Dockerfile): readonly object[] {
  const counts = new Map<string, number>();
  return dockerfile.stages.map((stage) => {
    const text = stage.from?.syntax.text ?? '';
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

function firstState(globals: GlobalVariables, shell: readonly string[]): State {
  let cores = firstCores.get(globals);
  if (cores === undefined) firstCores.set(globals, (cores = new Map<string, Core>()));
  const key = shell.join('\0');
  let core = cores.get(key);
  if (core === undefined) {
    core = {
      workingFolder: '/',
      folderUnknown: false,
      user: 'root',
      shell,
      variables: enterStage(globals, null),
      users: new Map(),
      settings: new Map(),
    };
    cores.set(key, core);
  }
  return stateOf(core, noPackages);
}

function initialState(stage: Stage, earlier: readonly StageFacts[], globals: GlobalVariables): State {
  const parent = stage.base.kind === 'stage' ? earlier[stage.base.stage] : undefined;
  if (parent !== undefined) return parent.final as State;
  const text = stage.base.kind === 'image' || stage.base.kind === 'unknown' ? stage.base.text : '';
  return firstState(globals, defaultShell(stage.from?.syntax ?? null, text));
}

function baseOf(stage: Stage, earlier: readonly StageFacts[]): Reference | null {
  const { base } = stage;
  if (base.kind === 'stage') return earlier[base.stage]?.baseReference ?? null;
  return base.kind === 'image' ? parseReference(base.text) : null;
}

function isUnchanged(
  before: StageFacts,
  stage: Stage,
  initial: State,
  ships: boolean,
  key: object | undefined,
): boolean {
  const { instructions } = stage;
  return (
    before.initial === initial &&
    before.ships === ships &&
    keyOfStage.get(before) === key &&
    before.instructions.length === instructions.length &&
    before.instructions.every((facts, at) => facts.syntax === instructions[at]?.syntax)
  );
}

function fold(
  dockerfile: Dockerfile,
  stage: Stage,
  initial: State,
  ships: boolean,
  key: object,
): Pick<StageFacts, 'instructions' | 'final'> {
  let state = initial;
  const counts = new Map<object, number>();
  const instructions = stage.instructions.map((instruction) => {
    const { syntax } = instruction;
    const step = stepOf(state.core, syntax);
    const after = stateOf(step.after, changePackages(state.installed, step.installs));
    const part: Part = { key, ships, fromStage: fromStageOf(dockerfile, instruction) };
    const facts = factsOf(state, after, syntax, step, part, counts);
    state = after;
    return facts;
  });
  return { instructions, final: state };
}

function outsideFacts(dockerfile: Dockerfile, globals: GlobalVariables): readonly InstructionFacts[] {
  const state = firstState(globals, defaultShell(null, ''));
  const counts = new Map<object, number>();
  const facts: InstructionFacts[] = [];
  for (const { stage, syntax } of dockerfile.instructions) {
    if (stage !== null) break;
    const step: Step = { after: state.core, script: null, commands: [], mounts: [], copy: null, installs: [] };
    facts.push(factsOf(state, state, syntax, step, { key: globals, ships: false, fromStage: null }, counts));
  }
  return facts;
}

/** The part an instruction plays in its build. */
interface Part {
  readonly key: object;
  readonly ships: boolean;
  readonly fromStage: number | null;
}

interface Remembered extends Part {
  /** One for each time that the same text stands in the same state of the stage. */
  readonly facts: InstructionFacts[];
}

const factsByState = new WeakMap<State, WeakMap<InstructionSyntax, Remembered[]>>();

function factsOf(
  before: State,
  after: State,
  syntax: InstructionSyntax,
  step: Step,
  part: Part,
  counts: Map<object, number>,
): InstructionFacts {
  let bySyntax = factsByState.get(before);
  if (bySyntax === undefined) factsByState.set(before, (bySyntax = new WeakMap()));
  let parts = bySyntax.get(syntax);
  if (parts === undefined) bySyntax.set(syntax, (parts = []));
  const { key, ships, fromStage } = part;
  let found = parts.find((each) => each.key === key && each.ships === ships && each.fromStage === fromStage);
  if (found === undefined) parts.push((found = { ...part, facts: [] }));
  const nth = counts.get(found) ?? 0;
  counts.set(found, nth + 1);
  return (found.facts[nth] ??= {
    syntax,
    before,
    after,
    ships,
    script: step.script,
    commands: step.commands,
    copy: step.copy === null || fromStage === null ? step.copy : { ...step.copy, kind: 'stage', fromStage },
    mounts: step.mounts,
  });
}
