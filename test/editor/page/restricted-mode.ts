// In a folder that is not trusted, reading works and running does not: findings and hovers are there, a build is refused and
// says why.
import assert from 'node:assert/strict';
import type { PageTest } from './page-test.ts';

export const restrictedModeTests: readonly PageTest[] = [
  {
    name: 'in Restricted Mode findings work and a build is refused with its reason',
    restricted: true,
    run: async ({ workbench }) => {
      await workbench.waitForText('Restricted Mode');
      await workbench.openFile('Dockerfile');
      await workbench.editor.waitForSquiggles(1);
      await workbench.editor.hover('debian', /\d MB/);
      await workbench.runCommand('Plimsoll: Build and Measure Image');
      const message = await workbench.waitForMessage(/trust/i);
      assert.doesNotMatch(message, /error|exception|undefined/i);
      await workbench.screenshot('restricted-mode');
    },
  },
];
