// Time and cache state of each instruction, from a build's steps: by provenance where BuildKit tells the lines of a vertex,
// else by the step's own name. Steps that fit no instruction are left out.
import type { Dockerfile, Instruction, Stage } from '../dockerfile/dockerfile.ts';
import type { Provenance } from '../engine/provenance.ts';
import type { BuildStep } from '../image/build-outcome.ts';
import { instructionByLine } from './attribute-layers.ts';

export interface StepTiming {
  readonly seconds: number | null;
  readonly cached: boolean | null;
}

/** Timings by `Instruction.index`. */
export function matchSteps(
  steps: readonly BuildStep[],
  dockerfile: Dockerfile,
  provenance: Provenance | null,
): ReadonlyMap<number, StepTiming> {
  const timings = new Map<number, StepTiming>();
  const byLine = instructionByLine(dockerfile);
  for (const step of steps) {
    const lines = provenance?.vertexLines.get(step.id);
    const instruction = lines ? byLine(lines.startLine) : instructionOfStep(step.name, dockerfile);
    if (!instruction || (lines === undefined && instruction.keyword === 'FROM')) continue;
    const known = timings.get(instruction.index);
    timings.set(instruction.index, known ? join(known, step) : { seconds: step.seconds, cached: step.cached });
  }
  return timings;
}

/** Several vertexes of one instruction: times add up, and it was cached only if all were. */
function join(a: StepTiming, b: StepTiming): StepTiming {
  return {
    seconds: a.seconds === null || b.seconds === null ? (a.seconds ?? b.seconds) : a.seconds + b.seconds,
    cached: a.cached === null || b.cached === null ? (a.cached ?? b.cached) : a.cached && b.cached,
  };
}

/** BuildKit: `[linux/amd64 stage-1 3/7] RUN make`; only these instructions are counted, FROM being the first. */
const buildkitName = /^\[(?:(\S{1,200}) )?(?:(\S{1,200}) )?(\d{1,5})\/(\d{1,5})\] (?:LINK )?(\S+)/;
const counted = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);
/** Classic builder and Podman, as read-classic.ts names steps: `3 RUN make`, `1/3 RUN make`. */
const classicName = /^(?:(\d{1,5})\/)?(\d{1,5}) (\S+)/;

/** The instruction that a step's name stands for; undefined where it fits none. */
export function instructionOfStep(name: string, dockerfile: Dockerfile): Instruction | undefined {
  const buildkit = buildkitName.exec(name);
  if (buildkit) {
    const [, first, second, number = '', total = '', keyword = ''] = buildkit;
    const stage = stageNamed(dockerfile, second ?? (first?.includes('/') === true ? undefined : first));
    // Why: counted from the end, because triggers of the base's ONBUILD come before our own instructions.
    const own = stage?.instructions.filter((instruction) => counted.has(instruction.keyword)) ?? [];
    return checked(own[own.length - 1 - (Number(total) - Number(number))], keyword);
  }
  const classic = classicName.exec(name);
  if (!classic) return undefined;
  const [, stage, number = '', keyword = ''] = classic;
  const among = stage === undefined ? dockerfile.instructions : dockerfile.stages[Number(stage) - 1]?.instructions;
  return checked(among?.[Number(number) - 1], keyword);
}

function stageNamed(dockerfile: Dockerfile, name: string | undefined): Stage | undefined {
  if (name === undefined) return dockerfile.stages.length === 1 ? dockerfile.stages[0] : undefined;
  const number = /^stage-(\d{1,5})$/.exec(name)?.[1];
  const wanted = name.toLowerCase();
  return (
    dockerfile.stages.find((stage) => stage.name?.toLowerCase() === wanted) ??
    (number === undefined ? undefined : dockerfile.stages[Number(number)])
  );
}

function checked(instruction: Instruction | undefined, keyword: string): Instruction | undefined {
  return instruction?.keyword === keyword.toUpperCase() ? instruction : undefined;
}
