// Stages: which instructions belong together, and what each stage's FROM names once the global build arguments are
// filled in. It reads no image reference.
import type { Instruction, Stage, StageBase } from './dockerfile.ts';
import { expandVariables } from './expand-variables.ts';
import type { Escape } from './logical-line.ts';
import type { InstructionSyntax } from './dockerfile.ts';

/** The stage of each instruction, in order: null above the first FROM, unless there is none at all. */
export function numberStages(syntaxes: readonly InstructionSyntax[]): readonly (number | null)[] {
  if (!syntaxes.some((syntax) => syntax.keyword === 'FROM')) return syntaxes.map(() => 0);
  let stage = -1;
  return syntaxes.map((syntax) => {
    if (syntax.keyword === 'FROM') stage++;
    return stage < 0 ? null : stage;
  });
}

/**
 * Values of the ARGs above the first FROM, expanded in order: what is given from outside, else the default; a name with
 * neither is absent.
 */
export function globalDefaults(
  instructions: readonly Instruction[],
  escape: Escape,
  given: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const defaults = new Map<string, string>();
  for (const { stage, syntax } of instructions) {
    if (stage !== null) break;
    if (syntax.keyword !== 'ARG') continue;
    for (const { name, value } of syntax.pairs) {
      const fixed = given.get(name);
      if (fixed !== undefined) defaults.set(name, fixed);
      if (fixed !== undefined || value === null) continue;
      const expanded = expandVariables(value, (key) => defaults.get(key), escape);
      if (expanded.missing.length === 0) defaults.set(name, expanded.value);
    }
  }
  return defaults;
}

/** What a FROM names, given the stages above it by their lower-case names. */
function readBase(
  from: Instruction,
  defaults: ReadonlyMap<string, string>,
  earlier: ReadonlyMap<string, number>,
  escape: Escape,
): StageBase {
  const image = from.syntax.from?.image ?? null;
  if (image === null) return { kind: 'unknown', text: '', missing: [] };
  const { value, missing } = expandVariables(image.raw, (name) => defaults.get(name), escape);
  if (missing.length > 0 || value === '') return { kind: 'unknown', text: value, missing };
  const stage = earlier.get(value.toLowerCase());
  if (stage !== undefined) return { kind: 'stage', stage };
  return value === 'scratch' ? { kind: 'scratch' } : { kind: 'image', text: value };
}

/** Groups numbered instructions into stages; at least one. `given` are build arguments from outside (`--build-arg`). */
export function buildStages(
  instructions: readonly Instruction[],
  escape: Escape,
  given: ReadonlyMap<string, string> = new Map(),
): readonly Stage[] {
  const defaults = globalDefaults(instructions, escape, given);
  const grouped: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.stage === null) continue;
    (grouped[instruction.stage] ??= []).push(instruction);
  }
  if (grouped.length === 0) grouped.push([]);
  const earlier = new Map<string, number>();
  return grouped.map((members, index) => {
    const first = members[0];
    const from = first?.keyword === 'FROM' ? first : null;
    const name = from?.syntax.from?.name?.value ?? null;
    const base: StageBase = from === null ? { kind: 'none' } : readBase(from, defaults, earlier, escape);
    if (name !== null) earlier.set(name.toLowerCase(), index);
    return { index, name, from, base, instructions: members };
  });
}

/**
 * The stage that `--from=` or FROM names when it stands in stage `before` (null: anywhere): by name in any case, or,
 * where `byIndex`, by number. Null where it names no earlier stage and so an image.
 */
export function findStage(
  stages: readonly Stage[],
  name: string,
  before: number | null,
  byIndex: boolean,
): Stage | null {
  const candidates = before === null ? stages : stages.slice(0, before);
  const lower = name.toLowerCase();
  const named = candidates.findLast((stage) => stage.name?.toLowerCase() === lower);
  if (named !== undefined) return named;
  if (!byIndex || !/^\d+$/.test(name)) return null;
  return candidates[Number(name)] ?? null;
}
