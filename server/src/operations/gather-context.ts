// Reads of a build context all that rules and planner want of it: first what the rules name and the listing, then, since
// only a snapshot tells which scripts and requirements a Dockerfile rests on, what the planner names, and what those name.
import { readContext } from '../build-context/read-context.ts';
import { rewriteWants } from '../features/rewrite.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../facts/build-snapshot.ts';
import type { ContextFacts } from '../facts/snapshot.ts';
import type { Host } from '../host/host.ts';
import { wantedFiles } from '../rules/run-rules.ts';

/** Where a Dockerfile and its build context lie; absolute paths. An ignore file of its own may lie beside the Dockerfile. */
export interface ContextPlace {
  readonly folder: string;
  readonly dockerfile: string;
}

/** What decides which stages a build has and which ships, as settings name it. */
export interface ContextBuild {
  /** The stage that ships, the last where null. */
  readonly target?: string | null;
  readonly buildArguments?: Readonly<Record<string, string>>;
}

/** How often newly read files may name more: an entry script a script, a requirements file another. */
const rounds = 3;

/**
 * Never rejects; what cannot be read is Unavailable in its place. Bounded as `readContext` is.
 */
export async function gatherContext(
  host: Host,
  { folder, dockerfile }: ContextPlace,
  text: string,
  { target = null, buildArguments = {} }: ContextBuild = {},
  signal?: AbortSignal,
): Promise<ContextFacts> {
  const parsed = parseDockerfile(text);
  let context = await readContext(host, folder, dockerfile, wantedFiles(), signal);
  for (let round = 0; round < rounds; round++) {
    const read = context.files;
    const missing = rewriteWants(buildSnapshot(parsed, { target, context, buildArguments })).filter(
      (name) => !read.has(name),
    );
    if (missing.length === 0) break;
    const more = await readContext(host, folder, dockerfile, missing, signal, { list: false });
    const files = new Map([...read, ...more.files]);
    if (files.size === read.size) break;
    context = { ...context, files };
  }
  return context;
}

/** The named files of a context, as far as they are there. */
export async function readFiles(host: Host, folder: string, names: readonly string[]): Promise<ContextFacts['files']> {
  const { files } = await readContext(host, folder, '', names, undefined, { list: false });
  return files;
}
