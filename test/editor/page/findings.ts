// A person opens a Dockerfile, sees squiggles, reads one, opens the light bulb and takes the fix; the file on disk has it.
import assert from 'node:assert/strict';
import path from 'node:path';
import { waitFor } from '../run-tests.ts';
import { waitForFile, type PageTest } from './page-test.ts';

export const findingTests: readonly PageTest[] = [
  {
    name: 'a squiggle, its message, the light bulb, the fix on disk',
    run: async ({ workbench, folder }) => {
      const { editor } = workbench;
      await workbench.openFile('Dockerfile');
      await editor.waitForSquiggles(1);
      const message = await editor.hover('apt-get update', /apt-lists-left-in-layer/);
      assert.match(message, /stays? in (?:this|the) layer/);
      await workbench.screenshot('finding');
      await editor.goTo(2, 6);
      const actions = await editor.openLightBulb();
      await workbench.screenshot('light-bulb');
      const first = actions.find((title) => !/ignore|all|multi-stage/i.test(title));
      assert.ok(first, `no fix among ${actions.join(', ')}`);
      await editor.chooseAction(first);
      await waitFor('the squiggle to go', async () => (await editor.squiggles()).length === 0 || undefined);
      await editor.save();
      const text = await waitForFile(path.join(folder, 'Dockerfile'), (saved) => saved.includes('/var/lib/apt'));
      assert.match(text, /^FROM debian:12-slim\nRUN /);
      assert.match(text, /\nCMD \["curl", "--version"\]\n$/);
    },
  },
  {
    name: 'the example shows its findings',
    workspace: 'examples/onnx-serving',
    run: async ({ workbench }) => {
      await workbench.openFile('Dockerfile');
      const found = await workbench.editor.waitForSquiggles(5);
      assert.ok(found.some(({ severity }) => severity === 'warning'));
      await workbench.screenshot('example-findings');
    },
  },
];
