// `plimsoll order`: the order of layers in which a rebuild is expected to be shortest, shown or written, or why there is none.
import path from 'node:path';
import { orderSnapshot, type Ordered, type Ordering } from '../features/layer-order.ts';
import { withdrawnBy } from '../features/verified-rewrite.ts';
import { isUnavailable } from '../host/host.ts';
import { isFailure } from '../image/build-outcome.ts';
import { readChangeHistory } from '../operations/read-change-history.ts';
import { withRecordedTimes } from '../operations/recorded-times.ts';
import type { Verification } from '../operations/verify/verification.ts';
import { verifyOrder } from '../operations/verify/verify-order.ts';
import { unifiedDiff } from '../report/line-diff.ts';
import { jsonOrderFile, type JsonOrderFile } from '../report/order-json.ts';
import { orderText } from '../report/order-text.ts';
import { verificationText } from '../report/verification-text.ts';
import { noHistory } from '../planner/layer-order/change-history.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { eachDockerfile } from './each-dockerfile.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { parseOptions, switchOption, type ParsedOptions } from './parse-options.ts';
import { shownOption, type Shown } from './shown.ts';
import { noContext, unbuilt, verifyOptions, verifyRequest } from './verify-request.ts';

const usage = `usage: plimsoll order PATH… [--diff|--write] [--verify [--network MODE] [--platform OS/ARCH] [--engine PROGRAM] [--quiet]] [--format text|json]
  --diff      print the change alone, as a patch
  --write     make it
  --verify    build and run the original and the reordered file first, and withdraw an order whose image is another
  --network   network of RUN in these builds, as the engine knows it: host, none …
  --platform  platform to build for
  --engine    program of the engine (default docker, then podman)
  --quiet     no progress on standard error
  --format    text for people (default: the reasons, then the change) or json
How often files change is read from git, how long lines take from the last measured build; typical values stand for both
where there is neither.
Exit codes: 0 reordered, 1 refused, 2 could not run`;

export const order: Command = {
  usage,
  run: async (args, io) => {
    const switches = { diff: { type: 'boolean' }, write: { type: 'boolean' } } as const;
    const options = parseOptions(args, { ...switches, ...verifyOptions, format: { type: 'string' } });
    if ('error' in options) return usageError(io, options.error, usage);
    const shown = shownOption(options);
    if (typeof shown === 'object') return usageError(io, shown.error, usage);
    const files = await eachDockerfile(
      io,
      options.positionals,
      async (loaded): Promise<JsonOrderFile> => {
        const found = await orderLoaded(io, loaded);
        const proven =
          'order' in found && switchOption(options, 'verify')
            ? await verifyLoaded(io, loaded, found, options)
            : { ordering: found, verification: null };
        if ('error' in proven) return { path: loaded.path, error: proven.error, refusals: [] };
        const { ordering, verification } = proven;
        if (verification !== null && shown !== 'json')
          (shown === 'diff' ? io.stderr : io.stdout)(verificationText(verification));
        report(io, loaded, ordering, shown);
        const error =
          switchOption(options, 'write') && 'order' in ordering ? await writeOrdered(io, loaded, ordering.text) : null;
        return error === null
          ? jsonOrderFile(loaded.path, loaded.snapshot.dockerfile, ordering, verification)
          : { path: loaded.path, error, refusals: [] };
      },
      ({ path: file, error }): JsonOrderFile => ({ path: file, error, refusals: [] }),
    );
    if (shown === 'json') io.stdout(`${JSON.stringify({ version: 1, files }, null, 2)}\n`);
    for (const file of files)
      if ('error' in file && shown !== 'json') io.stderr(`plimsoll: ${file.path}: ${file.error}\n`);
    if (files.length === 0) return usageError(io, 'there is no Dockerfile', usage);
    if (files.some((file) => 'error' in file)) return exitCodes.failed;
    return files.some((file) => file.refusals.length > 0) ? exitCodes.findings : exitCodes.clean;
  },
};

async function orderLoaded(
  io: CommandIo,
  { file, text, contextFolder, snapshot, settings }: LoadedDockerfile,
): Promise<Ordering> {
  if (file === null) return orderSnapshot(snapshot, noHistory);
  const place = { folder: contextFolder, dockerfile: path.resolve(file) };
  const history = await readChangeHistory(io.host, place, text, io.signal);
  const target = settings.target === '' ? null : settings.target;
  return orderSnapshot(
    await withRecordedTimes(io.host, snapshot, { dockerfile: file, target, platform: null }),
    history,
  );
}

/** Builds and compares; an order whose image is another becomes a refusal that names the step. */
async function verifyLoaded(
  io: CommandIo,
  loaded: LoadedDockerfile,
  found: Ordered,
  options: ParsedOptions,
): Promise<{ readonly ordering: Ordering; readonly verification: Verification | null } | { readonly error: string }> {
  const { snapshot } = loaded;
  const build = await verifyRequest(io, loaded, options);
  if (build === null) return { error: noContext };
  const verification = await verifyOrder(io.host, snapshot, found.text, build.request, build.tell, io.signal);
  if (isFailure(verification) && verification.failure === 'build-failed')
    return { ordering: { refusals: [unbuilt(snapshot, verification)] }, verification: null };
  if (isFailure(verification)) return { error: [verification.message, ...verification.lines].join('\n    ') };
  const failed = verification.checks.find(({ outcome }) => outcome === 'failed');
  if (failed === undefined) return { ordering: found, verification };
  const { message, range } = withdrawnBy(snapshot, failed);
  return { ordering: { refusals: [{ code: 'verification-failed', message, range }] }, verification };
}

function report(io: CommandIo, loaded: LoadedDockerfile, ordering: Ordering, shown: Shown): void {
  if (shown === 'json') return;
  const refused = 'refusals' in ordering;
  const reasons = orderText(loaded.path, loaded.snapshot.dockerfile, ordering);
  if (refused && shown === 'diff') io.stderr(reasons);
  else if (shown !== 'diff') io.stdout(reasons);
  if (!refused && shown !== 'write')
    io.stdout(`${shown === 'diff' ? '' : '\n'}${unifiedDiff(loaded.path, loaded.text, ordering.text)}`);
}

/** Writes the new text in place of the original; what went wrong, or null. */
async function writeOrdered(io: CommandIo, { file }: LoadedDockerfile, text: string): Promise<string | null> {
  if (file === null) {
    io.stdout(text);
    return null;
  }
  const done = await io.host.writeFile(file, text);
  return isUnavailable(done) ? `${done.what}: ${done.why}` : null;
}
