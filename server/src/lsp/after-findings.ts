// What is done once the findings of a version are out: files that the text names now and that were never read are read,
// and an open ignore file is looked at again. Neither holds a finding back.
import type * as Later from './on-first-use.ts';
import { openIgnoreFileOf } from './open-ignore-file.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Reads files of the context that a change of the text brought up, then looks at the open ignore file. `later` gives what is
 * loaded with the first document.
 */
export async function readNamedFiles(
  context: ServerContext,
  later: () => Promise<typeof Later>,
  uri: string,
): Promise<void> {
  const { session, refresher, log } = context;
  try {
    const analysis = session.lastAnalysis(uri);
    if (analysis === undefined) return;
    const { namedFiles } = await later();
    if (await session.contexts.readMore(uri, namedFiles(analysis.snapshot))) refresher.changed(uri);
    const ignoreFile = openIgnoreFileOf(session, uri);
    if (ignoreFile !== undefined) await context.lookAtIgnoreFile(ignoreFile.uri);
  } catch (error) {
    log.warn(`files that ${uri} names could not be read: ${String(error)}`);
  }
}

export async function lookAtIgnoreFile(context: ServerContext, uri: string): Promise<void> {
  try {
    await (await context.ignoreFiles()).publish(uri);
  } catch (error) {
    context.log.warn(`${uri} could not be looked at: ${String(error)}`);
  }
}
