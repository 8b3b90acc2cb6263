// plimsoll/measuredImages: the kept measurements, newest first; those whose Dockerfile is gone are left out.
import { isUnavailable } from '../../host/host.ts';
import { listRecords, recordName, type KeptRecord } from '../../operations/keep-record.ts';
import type { MeasuredEntry } from '../../protocol.ts';
import { isInside, uriOfPath } from '../../session/file-uri.ts';
import type { ServerContext } from '../server-context.ts';

const mostEntries = 200;

export async function handle({ session: { host }, workspaceFolders }: ServerContext): Promise<MeasuredEntry[]> {
  const entries: MeasuredEntry[] = [];
  for (const kept of await listRecords(host, mostEntries)) {
    const { dockerfile } = kept.record.result;
    const isShown = workspaceFolders.length === 0 || workspaceFolders.some((folder) => isInside(folder, dockerfile));
    if (isShown && !isUnavailable(await host.stat(dockerfile))) entries.push(entryOf(kept));
  }
  return entries;
}

function entryOf({ name, record: { measured, result } }: KeptRecord): MeasuredEntry {
  const { dockerfile, target, image } = result;
  const ofDocument = recordName({ dockerfile, target: null, platform: null });
  return {
    record: name === ofDocument ? null : name,
    uri: uriOfPath(dockerfile),
    dockerfile,
    target,
    image: image.name,
    platform: image.platform,
    measured,
    fileBytes: image.total.fileBytes,
    deadBytes: image.deadBytes,
    baseBytes: image.base?.fileBytes ?? null,
    lines: image.instructions
      .filter(({ layers }) => layers.length > 0)
      .map(({ startLine, text, fileBytes, deadBytes }) => ({ line: startLine, text, fileBytes, deadBytes })),
  };
}
