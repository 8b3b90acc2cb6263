// Progress of the builders that work instruction by instruction: Docker's classic builder (`Step 3/7 : RUN make`) and
// Podman or Buildah (`STEP 3/7: RUN make`, with `[1/2]` before it for stages). They tell no times, so arrival counts.
import { keepLast, plainText } from './progress.ts';
import type { ProgressReader, StepOutput } from './progress.ts';

interface Step {
  readonly id: string;
  readonly name: string;
  readonly started: number;
  ended: number | null;
  cached: boolean;
  readonly output: StepOutput;
}

const stepPattern = /^(?:\[(\d+)\/\d+\] )?(?:Step|STEP) (\d+)\/(\d+) ?: (.*)$/;

/** `now` in milliseconds. The name of a step is `[stage/]number instruction`, stages counted from 1, for Podman only. */
export function readClassic(now: () => number): ProgressReader {
  const steps: Step[] = [];
  return {
    line(text) {
      const clean = plainText(text);
      if (clean.trim() === '') return [];
      const found = stepPattern.exec(clean);
      const current = steps.at(-1);
      if (found) {
        const [, stage, number = '', total = '', instruction = ''] = found;
        if (current) current.ended = now();
        const id = stage === undefined ? number : `${stage}/${number}`;
        steps.push({
          id,
          name: `${id} ${instruction}`,
          started: now(),
          ended: null,
          cached: false,
          output: keepLast(),
        });
        return [{ kind: 'step', message: clean, done: Number(number) - 1, total: Number(total) }];
      }
      if (/^ *-+> Using cache/.test(clean)) {
        if (current) current.cached = true;
      } else if (/^ *-+>/.test(clean) || /^Successfully |^COMMIT/.test(clean)) {
        if (current && !clean.includes('Running in')) current.ended ??= now();
      } else current?.output.add(clean);
      return [{ kind: 'log', line: clean }];
    },
    steps: () =>
      steps.map(({ id, name, started, ended, cached }, place) => ({
        id,
        name,
        seconds: ended === null ? null : (ended - started) / 1000,
        cached: ended === null ? null : cached,
        failed: place === steps.length - 1 && ended === null,
      })),
    failingOutput: () => steps.at(-1)?.output.lines ?? [],
  };
}
