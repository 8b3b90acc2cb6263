// Answers about one stage, kept while its instructions stay the same objects: on a keystroke only the stage it touches is
// asked again. It judges nothing.
import type { InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';

/**
 * `compute`, asked once for the instructions of a stage and what else it depends on, which `key` tells. It may look at
 * nothing besides the instructions (with the states before them) and what is in the key.
 */
export function perStage<T>(
  compute: (stage: StageFacts, snapshot: Snapshot) => T,
  key: (stage: StageFacts, snapshot: Snapshot) => string = () => '',
): (stage: StageFacts, snapshot: Snapshot) => T {
  const answers = new WeakMap<readonly InstructionFacts[], { readonly key: string; readonly value: T }>();
  return (stage, snapshot) => {
    const now = key(stage, snapshot);
    const known = answers.get(stage.instructions);
    if (known?.key === now) return known.value;
    const value = compute(stage, snapshot);
    answers.set(stage.instructions, { key: now, value });
    return value;
  };
}
