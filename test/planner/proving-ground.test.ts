// Every project of the proving ground as far as text goes: what is to be rewritten is offered, what is to be refused is refused
// with the right code. Building them is `npm run bench:split`'s and the engine tests'.
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadProject, readProjects } from '../../scripts/support/proving-ground.ts';
import { rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import { createNodeHost } from '../../server/src/host/node-host.ts';

/** Only building shows it. */
const shownByBuilding = 'original-does-not-build';

test.each(readProjects().map((project) => [project.name, project] as const))('%s', async (_, project) => {
  const host = createNodeHost({ cacheFolder: path.join(tmpdir(), 'plimsoll-nothing') });
  const planned = rewriteSnapshot(await loadProject(host, project));
  const codes = 'refusals' in planned ? [...new Set(planned.refusals.map(({ code }) => code))] : ['offered'];
  const { refused } = project.probe;
  expect(codes).toEqual([refused === undefined || refused === shownByBuilding ? 'offered' : refused]);
});
