// plimsoll/buildAndMeasure: builds with the person's own engine, measures, keeps the record and hands back the layer view.
// Refuses in a folder that is not trusted, whoever asks.
import type { CancellationToken } from 'vscode-languageserver/node';
import { isFailure, type BuildResult } from '../../image/build-outcome.ts';
import { buildAndMeasure } from '../../operations/build-and-measure.ts';
import { keepRecord } from '../../operations/keep-record.ts';
import { methods, type BuildAnswer, type BuildParams } from '../../protocol.ts';
import { pathOfUri } from '../../session/file-uri.ts';
import { formatBytes } from '../../text/format-bytes.ts';
import { configuredEngine } from '../configured-engine.ts';
import { layerViewOf } from '../layer-views.ts';
import type { ServerContext } from '../server-context.ts';
import { progressTeller } from '../tell-progress.ts';

export async function handle(
  context: ServerContext,
  params: BuildParams,
  token: CancellationToken,
): Promise<BuildAnswer> {
  const { session, connection } = context;
  const { uri, target } = params;
  const dockerfile = pathOfUri(uri);
  if (!session.trusted) return failed('untrusted', 'Building runs code, and this folder is not trusted.');
  if (dockerfile === null) return failed('unreadable', 'Only a Dockerfile that is saved on this machine can be built.');
  const settings = session.settings.of(uri);
  const abort = new AbortController();
  const listener = token.onCancellationRequested(() => abort.abort());
  const tell = progressTeller(context, params.workDoneToken);
  try {
    const result = await buildAndMeasure(
      session.host,
      {
        dockerfile,
        context: params.context,
        target: target ?? (settings.target === '' ? null : settings.target),
        buildArgs: { ...settings.buildArguments, ...params.buildArgs },
        network: settings.buildNetwork === '' ? null : settings.buildNetwork,
        platform: null,
        tag: null,
        engine: configuredEngine(settings),
      },
      tell,
      abort.signal,
    );
    if (isFailure(result)) {
      if (result.failure === 'cancelled') return { kind: 'cancelled' };
      return { kind: 'failed', ...result, line: result.dockerfileLine };
    }
    const { record, failed: unkept } = await keepRecord(session.host, result, null);
    if (unkept !== undefined) context.log.warn(`The measurement is not kept for the next session: ${unkept.why}`);
    session.setRecord(uri, record);
    context.refresher.changed(uri);
    context.refresher.figuresChanged();
    void connection.sendNotification(methods.layersChanged, { uri });
    return {
      kind: 'measured',
      view: await layerViewOf(session, { uri }, record),
      summary: summarise(result),
    };
  } finally {
    listener.dispose();
  }
}

function failed(failure: string, message: string): BuildAnswer {
  return { kind: 'failed', failure, message, lines: [], line: null };
}

function summarise({ image, buildSeconds, measureSeconds }: BuildResult): string {
  const dead = image.deadBytes === 0 ? '' : `, ${formatBytes(image.deadBytes)} of them dead`;
  return `${image.name}: ${formatBytes(image.total.fileBytes)} of files in ${image.layers.length} layers${dead}; built in ${buildSeconds.toFixed(1)} s, measured in ${measureSeconds.toFixed(1)} s`;
}
