// plimsoll/kept: how much measuring keeps on this machine, and its clearing.
import { isUnavailable } from '../../host/host.ts';
import { clearKeptFiles, listKeptFiles } from '../../operations/kept-files.ts';
import type { KeptAnswer, KeptParams } from '../../protocol.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, { clear }: KeptParams): Promise<KeptAnswer> {
  const { host } = context.session;
  const failed = clear ? await clearKeptFiles(host) : undefined;
  if (clear) {
    (await context.verifiedRewrites()).forget();
    (await context.measuredEvidence()).forget();
    context.refresher.figuresChanged();
  }
  const kept = (await listKeptFiles(host)).filter(({ what }) => what !== 'records');
  return {
    folder: host.cacheFolder,
    diskBytes: kept.reduce((sum, { diskBytes }) => sum + diskBytes, 0),
    failure: isUnavailable(failed) ? failed.why : null,
  };
}
