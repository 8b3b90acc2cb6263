// The example project really builds and answers, and what `plimsoll split` makes of it (Dockerfile.lean, held up to date
// by test/cli/example.test.ts) answers the same from a fraction of the bytes.
import path from 'node:path';
import { expect, test } from 'vitest';
import { useEngine } from './support/engine.ts';
import {
  buildExample,
  exampleFolder,
  expectedPrediction,
  healthOf,
  imageBytes,
  predictionOf,
} from './support/onnx-serving.ts';

const engine = useEngine();

test('the single-stage image answers the fixed request, and the lean one answers the same in a third of the bytes', async () => {
  await buildExample(engine(), path.join(exampleFolder, 'Dockerfile'), 'onnx-serving:before');
  await buildExample(engine(), path.join(exampleFolder, 'Dockerfile.lean'), 'onnx-serving:lean');
  expect(await predictionOf(engine(), 'onnx-serving:before')).toEqual(expectedPrediction());
  expect(await predictionOf(engine(), 'onnx-serving:lean')).toEqual(expectedPrediction());
  expect(await healthOf(engine(), 'onnx-serving:lean')).toBe(0);
  const before = await imageBytes(engine(), 'onnx-serving:before');
  const after = await imageBytes(engine(), 'onnx-serving:lean');
  console.log(`onnx-serving: ${Math.round(before / 1e6)} MB before, ${Math.round(after / 1e6)} MB lean`);
  expect(after).toBeLessThan(before / 3);
});
