// A real host for engine tests: its programs run with an environment of the test's own, and its cache is the test's too.
import { createNodeHost } from '../../../server/src/host/node-host.ts';
import type { Host } from '../../../server/src/host/host.ts';

/** What an engine's clients need in their environment, as `useEngine` gives it; undefined values are left out. */
export function realHost(cacheFolder: string, env: NodeJS.ProcessEnv = {}): Host {
  const host = createNodeHost({ cacheFolder });
  const own = Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return {
    ...host,
    run: (request) => host.run({ ...request, env: { ...own, ...request.env } }),
    stream: (request) => host.stream({ ...request, env: { ...own, ...request.env } }),
  };
}
