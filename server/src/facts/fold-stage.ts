// Gives each instruction of a stage its facts by folding them over the stage's state. Facts are remembered per state, text
// and part; what the stage had before stands as long as nothing above it changed.
import type { Instruction, InstructionSyntax } from '../dockerfile/dockerfile.ts';
import { stepOf } from './instruction-step.ts';
import type { Step } from './instruction-step.ts';
import { pairMemo } from './pair-memo.ts';
import type { InstructionFacts, StageFacts } from './snapshot.ts';
import { stateOf } from './stage-state.ts';
import type { State } from './stage-state.ts';

/** The part that the instructions of a stage play in their build. */
export interface StagePart {
  /** Stands for the stage: facts belong to one. */
  readonly key: object;
  readonly ships: boolean;
}

interface Folded {
  readonly instructions: readonly InstructionFacts[];
  readonly final: State;
}

/** The facts of a stage's instructions. `previous` is the same stage in an earlier version of the file. */
export function foldStage(
  stage: readonly Instruction[],
  initial: State,
  part: StagePart,
  fromStageOf: (instruction: Instruction) => number | null,
  previous: StageFacts | null,
): Folded {
  const old =
    previous !== null && previous.initial === initial && previous.ships === part.ships ? previous.instructions : [];
  const head = sharedHead(stage, old);
  if (previous !== null && head === stage.length && head === old.length && head > 0) {
    return { instructions: old, final: previous.final as State };
  }
  const tail = sharedTail(stage, old, head);
  const shift = old.length - stage.length;
  const instructions = old.slice(0, head);
  let state = (instructions.at(-1)?.after as State | undefined) ?? initial;
  // Why: one text in one state may stand several times; each place has facts of its own.
  const taken = new Set([...instructions, ...old.slice(old.length - tail)]);
  const counts = new Map<Remembered, number>();
  for (let at = head; at < stage.length; at++) {
    const instruction = stage[at];
    if (instruction === undefined) break;
    if (at >= stage.length - tail && old[at + shift]?.before === state) {
      const rest = old.slice(at + shift);
      return { instructions: [...instructions, ...rest], final: rest.at(-1)?.after as State };
    }
    const { syntax } = instruction;
    const step = stepOf(state.core, syntax);
    const after = stateOf(step.after);
    const remembered = remember(state, syntax, part, fromStageOf(instruction));
    const nth = firstFree(remembered, counts.get(remembered) ?? 0, taken);
    counts.set(remembered, nth + 1);
    instructions.push((remembered.facts[nth] ??= makeFacts(state, after, syntax, step, remembered)));
    state = after;
  }
  return { instructions, final: state };
}

/** Facts of instructions that change nothing and do nothing where they stand: the ARGs above the first FROM. */
export function idleFacts(
  instructions: readonly Instruction[],
  state: State,
  key: object,
): readonly InstructionFacts[] {
  const counts = new Map<Remembered, number>();
  return instructions.map(({ syntax }) => {
    const remembered = remember(state, syntax, { key, ships: false }, null);
    const nth = counts.get(remembered) ?? 0;
    counts.set(remembered, nth + 1);
    return (remembered.facts[nth] ??= makeFacts(state, state, syntax, idleStep(state), remembered));
  });
}

function idleStep(state: State): Step {
  return { after: state.core, script: null, commands: [], mounts: [], copy: null, installs: [] };
}

function sharedHead(stage: readonly Instruction[], old: readonly InstructionFacts[]): number {
  let length = 0;
  while (length < stage.length && length < old.length && old[length]?.syntax === stage[length]?.syntax) length++;
  return length;
}

function sharedTail(stage: readonly Instruction[], old: readonly InstructionFacts[], head: number): number {
  const most = Math.min(stage.length, old.length) - head;
  let length = 0;
  while (length < most && old[old.length - 1 - length]?.syntax === stage[stage.length - 1 - length]?.syntax) length++;
  return length;
}

interface Remembered extends StagePart {
  readonly fromStage: number | null;
  /** One for each time that the text stands in that state of the stage. */
  readonly facts: InstructionFacts[];
}

const rememberedParts = pairMemo<State, InstructionSyntax, Remembered[]>();

function remember(
  state: State,
  syntax: InstructionSyntax,
  { key, ships }: StagePart,
  fromStage: number | null,
): Remembered {
  const parts = rememberedParts.get(state, syntax, () => []);
  let found = parts.find((each) => each.key === key && each.ships === ships && each.fromStage === fromStage);
  if (found === undefined) parts.push((found = { key, ships, fromStage, facts: [] }));
  return found;
}

function firstFree({ facts }: Remembered, from: number, taken: ReadonlySet<InstructionFacts>): number {
  for (let nth = from; ; nth++) {
    const each = facts[nth];
    if (each === undefined || !taken.has(each)) return nth;
  }
}

function makeFacts(
  before: State,
  after: State,
  syntax: InstructionSyntax,
  { script, commands, mounts, copy }: Step,
  { ships, fromStage }: Remembered,
): InstructionFacts {
  const staged = copy === null || fromStage === null ? copy : { ...copy, kind: 'stage' as const, fromStage };
  return { syntax, before, after, ships, script, commands, copy: staged, mounts };
}
