// plimsoll/engineStatus: which engine answers, and what is off without one. Runs programs only in a trusted folder.
import { findEngine } from '../../engine/find-engine.ts';
import { isFailure } from '../../image/build-outcome.ts';
import type { EngineStatus } from '../../protocol.ts';
import type { ServerContext } from '../server-context.ts';
import { configuredEngine } from '../configured-engine.ts';

export async function handle(context: ServerContext): Promise<EngineStatus> {
  const { session } = context;
  if (!session.trusted)
    return { engine: null, off: ['Building is off: this folder is not trusted, so nothing is run.'] };
  const engine = await findEngine(session.host, configuredEngine(session.settings.of('')));
  (await context.localImages()).useEngine(isFailure(engine) ? null : engine);
  return isFailure(engine) ? { engine: null, off: [engine.message] } : { engine: engine.label, off: [] };
}
