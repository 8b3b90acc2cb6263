// The tier without a shell really builds and answers: what `plimsoll split --tier shell-less` makes of the example
// (Dockerfile.lean, held up to date by test/cli/example.test.ts), on a stand-in of the distroless base.
import { expect, test } from 'vitest';
import { exampleFolder, imageFiles, readExample } from '../../scripts/support/example-projects.ts';
import { answerOf, provideBase, type Docker } from '../../scripts/support/example-run.ts';
import { useEngine } from './support/engine.ts';
import { healthOf, imageBytes } from './support/onnx-serving.ts';

const engine = useEngine();
const name = 'distroless-serving';

test(
  'the image without a shell answers as the original does, from a tenth of the bytes',
  { timeout: 1_800_000 },
  async () => {
    const { bases = [], images, ask } = readExample(name);
    const docker: Docker = (args, input) =>
      engine().docker(args, { deadlineMs: 900_000, ...(input === undefined ? {} : { input }) });
    for (const base of bases) await provideBase(docker, base, ['--network=host']);
    const answers: string[] = [];
    const bytes: number[] = [];
    for (const image of images) {
      const tag = `${name}:${image.side}`;
      const { file } = imageFiles(name, image);
      const args = ['buildx', 'build', '--progress=plain', '--network=host', `--file=${file}`, `--tag=${tag}`];
      const built = await docker([...args, exampleFolder(name)]);
      expect(built.code, built.output.slice(-3_000)).toBe(0);
      if (ask !== undefined) answers.push(await answerOf(docker, name, [{ tag, image }], ask));
      expect(await healthOf(engine(), tag)).toBe(0);
      bytes.push(await imageBytes(engine(), tag));
    }
    expect(answers[1]).toBe(answers[0]);
    expect(JSON.parse(answers[0] ?? '')).toEqual({ leak: expect.any(Number) as number });
    const [before = 0, after = 0] = bytes;
    console.log(`${name}: ${Math.round(before / 1e6)} MB before, ${Math.round(after / 1e6)} MB without a shell`);
    expect(after).toBeLessThan(before / 10);
  },
);
