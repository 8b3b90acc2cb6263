// Hashes that say whether an instruction, and all that its result stands on, is still the one that was measured: its own
// text, the instructions above it in its stage chain, its base, and the stages it copies or mounts from.
import { createHash } from 'node:crypto';
import type { Dockerfile, Instruction, InstructionSyntax } from '../dockerfile/dockerfile.ts';
import { findTarget } from './stage-chain.ts';

export interface InstructionHashes {
  /** By `Instruction.index`: the text alone. */
  readonly own: readonly string[];
  /** By `Instruction.index`: the text and all it stands on. */
  readonly chain: readonly string[];
}

function hash(...parts: readonly string[]): string {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(part).update('\0');
  return sha.digest('hex').slice(0, 24);
}

const ownHashes = new WeakMap<InstructionSyntax, string>();

function ownHash({ syntax }: Instruction): string {
  const known = ownHashes.get(syntax);
  if (known !== undefined) return known;
  const made = hash(syntax.text);
  ownHashes.set(syntax, made);
  return made;
}

/** Hashes of every instruction; those outside stages stand on nothing. */
export function hashInstructions(dockerfile: Dockerfile): InstructionHashes {
  const own = dockerfile.instructions.map(ownHash);
  const chain = [...own];
  const finals: string[] = [];
  for (const stage of dockerfile.stages) {
    const { base } = stage;
    // Why: the base's expanded name stands for the build arguments before the first FROM.
    let above =
      base.kind === 'stage' ? (finals[base.stage] ?? '') : hash('base', 'text' in base ? base.text : base.kind);
    for (const instruction of stage.instructions) {
      const sources = sourceStages(instruction, dockerfile).map((index) => finals[index] ?? '');
      // Why: FROM's own text may change (a stage name) without changing the image, so only its base counts.
      const text = instruction.keyword === 'FROM' ? '' : (own[instruction.index] ?? '');
      above = hash(above, text, ...sources);
      chain[instruction.index] = above;
    }
    finals[stage.index] = above;
  }
  return { own, chain };
}

/** Earlier stages that `COPY --from=` and `RUN --mount=…,from=` name. */
function sourceStages({ syntax, stage }: Instruction, dockerfile: Dockerfile): readonly number[] {
  return syntax.flags.flatMap(({ name, value }) => {
    const from = name === 'from' ? value : name === 'mount' ? /(?:^|,)from=([^,]+)/.exec(value ?? '')?.[1] : undefined;
    const source = from === null || from === undefined || from === '' ? null : findTarget(dockerfile, from);
    return source && stage !== null && source.index < stage ? [source.index] : [];
  });
}
