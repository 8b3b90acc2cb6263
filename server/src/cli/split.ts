// `plimsoll split`: plans the multi-stage rewrite and shows or writes it, or says why not. With `--verify` both are
// built and compared first, and a rewrite that is worse than the original is withdrawn. What was verified before, here or in
// the editor, is known again.
import type { Planned, Rewrite } from '../features/rewrite.ts';
import { withdrawnBy, withPlan } from '../features/verified-rewrite.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { isUnavailable } from '../host/host.ts';
import { isFailure } from '../image/build-outcome.ts';
import { findVerification, hashText, keepVerification, readVerifications } from '../operations/keep-verification.ts';
import type { Verification } from '../operations/verify/verification.ts';
import { verifyRewrite } from '../operations/verify/verify-rewrite.ts';
import { unifiedDiff } from '../report/line-diff.ts';
import { planText } from '../report/plan-text.ts';
import { jsonSplitFile, splitJson, type JsonSplitFile } from '../report/split-json.ts';
import { verificationText } from '../report/verification-text.ts';
import { askPlan, placesOption, tierOption } from './ask-plan.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { eachDockerfile } from './each-dockerfile.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { parseOptions, switchOption, type ParsedOptions } from './parse-options.ts';
import { shownOption, type Shown } from './shown.ts';
import { noContext, unbuilt, verifyOptions, verifyRequest } from './verify-request.ts';

const usage = `usage: plimsoll split PATH… [--diff|--write] [--tier TIER] [--place LINE=STAGE]… [--evidence IMAGE] [--verify [--network MODE] [--platform OS/ARCH] [--engine PROGRAM] [--quiet]] [--format text|json]
  --diff      print the change alone, as a patch
  --write     make it
  --tier      base to ship: same, slim, runtime, or shell-less, which is taken only when asked for; refused where it will not
              do (default: the leanest of the first three that surely runs the same)
  --place     a line and the stage that it runs in, builder or final, against the plan (12=final); may be given again;
              refused where the line cannot do its work there
  --evidence  an image that was built from this file, in the engine: what its layers and libraries show replaces predictions
  --verify    build and run the original and the rewritten file first, and withdraw what is worse
  --network   network of RUN in these builds, as the engine knows it: host, none …
  --platform  platform to build for
  --engine    program of the engine (default docker, then podman)
  --quiet     no progress on standard error
  --format    text for people (default: the reasons, then the change) or json
Exit codes: 0 planned, 1 refused, 2 could not run`;

export const split: Command = {
  usage,
  run: async (args, io) => {
    const options = parseOptions(args, {
      diff: { type: 'boolean' },
      write: { type: 'boolean' },
      tier: { type: 'string' },
      place: { type: 'string', multiple: true },
      evidence: { type: 'string' },
      ...verifyOptions,
      format: { type: 'string' },
    });
    if ('error' in options) return usageError(io, options.error, usage);
    const shown = shownOption(options);
    if (typeof shown === 'object') return usageError(io, shown.error, usage);
    const asked = tierOption(options);
    if ('error' in asked) return usageError(io, asked.error, usage);
    const placed = placesOption(options);
    if ('error' in placed) return usageError(io, placed.error, usage);
    const files = await eachDockerfile(
      io,
      options.positionals,
      async (loaded): Promise<JsonSplitFile> => {
        const planned = await askPlan(io, loaded, options, asked.tier, placed.places);
        if ('error' in planned) return { path: loaded.path, error: planned.error, refusals: [] };
        const proven =
          'refusals' in planned
            ? { rewrite: planned, verification: null, earlier: null }
            : switchOption(options, 'verify')
              ? await verifyLoaded(io, loaded, planned, options)
              : await provenEarlier(io, loaded, planned);
        if ('error' in proven) return { path: loaded.path, error: proven.error, refusals: [] };
        const { rewrite, verification, earlier } = proven;
        if (verification !== null && shown !== 'json')
          (shown === 'diff' ? io.stderr : io.stdout)(verificationText(verification, earlier));
        report(io, loaded, rewrite, shown);
        const error =
          switchOption(options, 'write') && 'plan' in rewrite ? await writePlanned(io, loaded, rewrite.text) : null;
        return error === null
          ? jsonSplitFile(loaded.path, loaded.snapshot.dockerfile, rewrite, verification, earlier)
          : { path: loaded.path, error, refusals: [] };
      },
      ({ path, error }): JsonSplitFile => ({ path, error, refusals: [] }),
    );
    if (shown === 'json') io.stdout(`${JSON.stringify(splitJson(files), null, 2)}\n`);
    for (const file of files)
      if ('error' in file && shown !== 'json') io.stderr(`plimsoll: ${file.path}: ${file.error}\n`);
    if (files.length === 0) return usageError(io, 'there is no Dockerfile', usage);
    if (files.some((file) => 'error' in file)) return exitCodes.failed;
    return files.some((file) => file.refusals.length > 0) ? exitCodes.findings : exitCodes.clean;
  },
};

/** A rewrite after its verification: mended, or a refusal that names the check that failed. */
interface Proven {
  readonly rewrite: Rewrite;
  readonly verification: Verification | null;
  /** Milliseconds since the epoch, where it was not verified in this run. */
  readonly earlier: number | null;
}

/** What verifying this very rewrite of this text showed here before, from the command line or in the editor. */
async function provenEarlier(io: CommandIo, { file, snapshot }: LoadedDockerfile, planned: Planned): Promise<Proven> {
  const all = file === null ? [] : await readVerifications(io.host, file);
  const kept = findVerification(all, snapshot.dockerfile.text, planned.text);
  if (kept === null) return { rewrite: planned, verification: null, earlier: null };
  return proven(
    snapshot,
    kept.mended === null ? planned : withPlan(snapshot, kept.mended),
    kept.verification,
    kept.verified,
  );
}

function proven(snapshot: Snapshot, rewrite: Rewrite, verification: Verification, earlier: number | null): Proven {
  const failed = verification.checks.find(({ outcome }) => outcome === 'failed');
  return {
    rewrite: failed === undefined ? rewrite : { refusals: [withdrawnBy(snapshot, failed)] },
    verification,
    earlier,
  };
}

/** Builds and compares, and keeps what came of it; a rewrite that is worse than the original becomes a refusal that names the step. */
async function verifyLoaded(
  io: CommandIo,
  loaded: LoadedDockerfile,
  planned: Planned,
  options: ParsedOptions,
): Promise<Proven | { readonly error: string }> {
  const { file, snapshot } = loaded;
  const build = await verifyRequest(io, loaded, options);
  if (file === null || build === null) return { error: noContext };
  const verified = await verifyRewrite(io.host, snapshot, planned, build.request, build.tell, io.signal);
  if (isFailure(verified) && verified.failure === 'build-failed')
    return { rewrite: { refusals: [unbuilt(snapshot, verified)] }, verification: null, earlier: null };
  if (isFailure(verified)) return { error: [verified.message, ...verified.lines].join('\n    ') };
  const { verification, proposed } = verified;
  const mended = proposed.plan === planned.plan ? null : proposed.plan;
  const hashes = { text: hashText(snapshot.dockerfile.text), rewrite: hashText(planned.text) };
  const kept = await keepVerification(io.host, file, { ...hashes, verified: io.host.now(), verification, mended });
  if (kept !== undefined) io.stderr(`plimsoll: the verification could not be kept: ${kept.why}\n`);
  return proven(snapshot, mended === null ? planned : withPlan(snapshot, mended), verification, null);
}

function report(io: CommandIo, { path, text, snapshot }: LoadedDockerfile, rewrite: Rewrite, shown: Shown): void {
  if (shown === 'json') return;
  const refused = 'refusals' in rewrite;
  if (refused || shown !== 'diff') {
    const reasons = planText(path, snapshot.dockerfile, rewrite);
    if (refused && shown === 'diff') io.stderr(reasons);
    else io.stdout(reasons);
  }
  if (!refused && shown !== 'write')
    io.stdout(`${shown === 'diff' ? '' : '\n'}${unifiedDiff(path, text, rewrite.text)}`);
}

/** Writes the rewritten text in place of the original; what went wrong, or null. */
async function writePlanned(io: CommandIo, { file }: LoadedDockerfile, text: string): Promise<string | null> {
  if (file === null) {
    io.stdout(text);
    return null;
  }
  const done = await io.host.writeFile(file, text);
  return isUnavailable(done) ? `${done.what}: ${done.why}` : null;
}
