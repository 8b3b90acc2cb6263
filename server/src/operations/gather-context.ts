// Reads of a build context all that rules and planner want of it: first what the rules name and the listing, then, since
// only a snapshot tells which scripts and requirements a Dockerfile rests on, what the planner names, and what those name.
import { readContext } from '../build-context/read-context.ts';
import { rewriteWants } from '../features/rewrite.ts';
import type { ContextFacts, Snapshot } from '../facts/snapshot.ts';
import type { Host } from '../host/host.ts';
import { wantedFiles } from '../rules/run-rules.ts';

export interface ContextRequest {
  /** Absolute; the build context. */
  readonly folder: string;
  /** Absolute path of the Dockerfile, beside which an ignore file of its own may lie. */
  readonly dockerfilePath: string;
  /** The snapshot as it would be with a context. */
  readonly snapshotWith: (context: ContextFacts) => Snapshot;
}

/** How often newly read files may name more: an entry script a script, a requirements file another. */
const rounds = 3;

/** Never rejects; what cannot be read is Unavailable in its place. Bounded as `readContext` is. */
export async function gatherContext(host: Host, request: ContextRequest, signal?: AbortSignal): Promise<ContextFacts> {
  const { folder, dockerfilePath, snapshotWith } = request;
  let context = await readContext(host, folder, dockerfilePath, wantedFiles(), signal);
  for (let round = 0; round < rounds; round++) {
    const read = context.files;
    const missing = rewriteWants(snapshotWith(context)).filter((name) => !read.has(name));
    if (missing.length === 0) break;
    const more = await readContext(host, folder, dockerfilePath, missing, signal, { list: false });
    const files = new Map([...read, ...more.files]);
    if (files.size === read.size) break;
    context = { ...context, files };
  }
  return context;
}
