// Progress of BuildKit as text (`--progress=plain`): `#7 [2/3] RUN make`, `#7 DONE 1.2s`, `#7 CACHED`, `#7 0.4 output`.
import type { BuildProgress } from '../image/build-outcome.ts';
import { keepLast, plainText } from './progress.ts';
import type { ProgressReader, StepOutput } from './progress.ts';

interface Step {
  readonly id: string;
  name: string;
  seconds: number | null;
  cached: boolean | null;
  failed: boolean;
  readonly output: StepOutput;
}

const linePattern = /^#(\d{1,6}) (.*)$/;
const donePattern = /^DONE (\d+(?:\.\d+)?)s$/;
const outputPattern = /^\d+\.\d+ (.*)$/;

export function readPlain(): ProgressReader {
  const steps = new Map<string, Step>();
  let latest: Step | null = null;

  return {
    line(text) {
      const clean = plainText(text);
      const found = linePattern.exec(clean);
      const log: BuildProgress = { kind: 'log', line: clean };
      if (!found) return clean.trim() === '' ? [] : [log];
      const [, id = '', rest = ''] = found;
      let step = steps.get(id);
      if (!step) {
        step = { id, name: rest, seconds: null, cached: null, failed: false, output: keepLast() };
        steps.set(id, step);
        latest = step;
        return [{ kind: 'step', message: rest, done: null, total: null }];
      }
      const done = donePattern.exec(rest);
      const output = outputPattern.exec(rest);
      if (done) {
        step.seconds = Number(done[1]);
        step.cached ??= false;
      } else if (rest === 'CACHED') {
        step.cached = true;
        step.seconds = 0;
      } else if (rest.startsWith('ERROR')) {
        step.failed = true;
      } else if (output) {
        step.output.add(output[1] ?? '');
        return [{ kind: 'log', line: output[1] ?? '' }];
      } else if (rest.startsWith('[') && !step.name.startsWith('[internal]')) {
        // Why: a step that pauses is announced again when it goes on.
        latest = step;
      }
      return [];
    },
    steps: () =>
      [...steps.values()].map(({ id, name, seconds, cached, failed }) => ({ id, name, seconds, cached, failed })),
    failingOutput: () => ([...steps.values()].find(({ failed }) => failed) ?? latest)?.output.lines ?? [],
  };
}
