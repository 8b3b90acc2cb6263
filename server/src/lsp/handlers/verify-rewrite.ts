// plimsoll/verifyRewrite: builds the original and the rewrite with the person's own engine, compares them step by step and
// keeps what came of it. Refuses in a folder that is not trusted, whoever asks.
import type { CancellationToken } from 'vscode-languageserver/node';
import { isUnavailable } from '../../host/host.ts';
import { isFailure } from '../../image/build-outcome.ts';
import { withPlan } from '../../features/verified-rewrite.ts';
import { hashText } from '../../operations/keep-verification.ts';
import { verifyRewrite } from '../../operations/verify/verify-rewrite.ts';
import type { BuildFailure, VerifyAnswer, VerifyParams } from '../../protocol.ts';
import { pathOfUri } from '../../session/file-uri.ts';
import { configuredEngine } from '../configured-engine.ts';
import { currentRewrite, previewOf } from '../current-rewrite.ts';
import type { ServerContext } from '../server-context.ts';
import { progressTeller } from '../tell-progress.ts';

/** A Dockerfile beyond this is none (bytes). */
const dockerfileLimit = 16 * 1024 * 1024;

export async function handle(
  context: ServerContext,
  { uri, places = [], target, buildArgs, context: folder, workDoneToken }: VerifyParams,
  token: CancellationToken,
): Promise<VerifyAnswer> {
  const { session } = context;
  const dockerfile = pathOfUri(uri);
  if (!session.trusted) return failed('untrusted', 'Verifying builds and runs code, and this folder is not trusted.');
  if (dockerfile === null) return failed('unreadable', 'Only a Dockerfile that is saved on this machine can be built.');
  const analysis = await session.analysis(uri);
  if (analysis === undefined) return failed('unreadable', 'This document is not an open Dockerfile.');
  const saved = await session.host.readFile(dockerfile, dockerfileLimit);
  // Why: the engine reads the file, and the rewrite is one of the text in the editor.
  if (isUnavailable(saved) || new TextDecoder().decode(saved) !== analysis.document.text)
    return failed('unreadable', 'The file on disk says something else than the editor: save it, then verify.');
  const settings = session.settings.of(uri);
  const engine = configuredEngine(settings);
  const abort = new AbortController();
  const listener = token.onCancellationRequested(() => abort.abort());
  const tell = progressTeller(context, workDoneToken);
  try {
    const evidence = await context.measuredEvidence();
    await evidence.read(analysis, engine, tell, abort.signal);
    const current = await currentRewrite(context, analysis, places);
    if ('refusals' in current)
      return failed('refused', `There is no rewrite to verify: ${current.refusals[0]?.message ?? ''}.`);
    const result = await verifyRewrite(
      session.host,
      analysis.snapshot,
      current.planned,
      {
        dockerfile,
        context: folder,
        target: target ?? (settings.target === '' ? null : settings.target),
        buildArgs: { ...settings.buildArguments, ...buildArgs },
        network: settings.buildNetwork === '' ? null : settings.buildNetwork,
        platform: null,
        engine,
      },
      tell,
      abort.signal,
    );
    if (isFailure(result)) {
      if (result.failure === 'cancelled') return { kind: 'cancelled' };
      return { kind: 'failed', ...result, line: result.dockerfileLine };
    }
    const { plan } = result.proposed;
    const kept = {
      text: hashText(analysis.document.text),
      rewrite: hashText(current.proposed),
      verified: session.host.now(),
      verification: result.verification,
      mended: plan === current.planned.plan && current.kept?.mended == null ? null : plan,
    };
    await (await context.verifiedRewrites()).keep(uri, kept);
    context.refresher.figuresChanged();
    const planned = kept.mended === null ? current.planned : withPlan(analysis.snapshot, kept.mended);
    const preview = previewOf(analysis, { ...current, planned, kept }, places);
    return { kind: 'climbed', preview, evidence: await evidence.state(analysis, true) };
  } finally {
    listener.dispose();
  }
}

function failed(failure: string, message: string): BuildFailure {
  return { kind: 'failed', failure, message, lines: [], line: null };
}
