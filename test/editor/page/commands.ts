// The commands are offered under the product's name.
import assert from 'node:assert/strict';
import type { PageTest } from './page-test.ts';

export const commandTests: readonly PageTest[] = [
  {
    name: 'the palette offers the commands under the name Plimsoll',
    run: async ({ workbench }) => {
      await workbench.openFile('Dockerfile');
      await workbench.editor.waitForSquiggles(1);
      const offered = await workbench.offeredCommands('Plimsoll: ');
      for (const title of ['Plimsoll: Build and Measure Image', 'Plimsoll: Convert to Multi-Stage']) {
        assert.ok(offered.includes(title), `${title} is not among ${offered.join(', ')}`);
      }
    },
  },
];
