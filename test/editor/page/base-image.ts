// A person rests the mouse on FROM and reads what the base weighs and what leaner bases there are.
import assert from 'node:assert/strict';
import type { PageTest } from './page-test.ts';

export const baseImageTests: readonly PageTest[] = [
  {
    name: 'the mouse on FROM shows what the base weighs and its leaner twins',
    workspace: 'examples/onnx-serving',
    run: async ({ workbench }) => {
      await workbench.openFile('Dockerfile');
      await workbench.editor.waitForSquiggles(1);
      await workbench.editor.goTo(3, 1);
      const hover = await workbench.editor.hover('python:3.13', /python:3\.13-slim/);
      assert.match(hover, /python:3\.13/);
      assert.match(hover, /\d MB/);
      await workbench.screenshot('base-image-hover');
    },
  },
];
