// The example project really builds and answers, and a multi-stage version answers the same from a fraction of the bytes.
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

test('the single-stage image answers the fixed request, and a multi-stage one by hand answers the same in a third of the bytes', async () => {
  await buildExample(engine(), path.join(exampleFolder, 'Dockerfile'), 'onnx-serving:before');
  await buildExample(engine(), path.resolve('test/engine/onnx-serving.Dockerfile'), 'onnx-serving:by-hand');
  expect(await predictionOf(engine(), 'onnx-serving:before')).toEqual(expectedPrediction());
  expect(await predictionOf(engine(), 'onnx-serving:by-hand')).toEqual(expectedPrediction());
  expect(await healthOf(engine(), 'onnx-serving:by-hand')).toBe(0);
  const before = await imageBytes(engine(), 'onnx-serving:before');
  const after = await imageBytes(engine(), 'onnx-serving:by-hand');
  console.log(`onnx-serving: ${Math.round(before / 1e6)} MB before, ${Math.round(after / 1e6)} MB by hand`);
  expect(after).toBeLessThan(before / 3);
});
