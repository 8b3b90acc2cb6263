// An image out of a running engine, as the stream of an archive: over the daemon's own socket where it is on this machine,
// else through the user's client (`docker save`). Nothing is written to disk here, and nothing is kept of the stream.
import type { Engine } from '../engine/engine.ts';
import { engineDied } from '../engine/explain-failure.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { Failure } from '../image/build-outcome.ts';
import type { ImageWish } from '../image/contents.ts';
import { readArchiveStream } from './archive.ts';
import type { ReadImage } from './archive.ts';

/** Milliseconds of silence: an overlay2 daemon stages the whole image before it sends the first byte. */
const idle = 10 * 60 * 1000;
/** Milliseconds for a whole export. */
const exportDeadline = 2 * 60 * 60 * 1000;

/** Reads the image with this id or reference. */
export async function readEngineImage(
  host: Host,
  engine: Engine,
  image: string,
  wish: ImageWish,
  signal: AbortSignal,
): Promise<ReadImage | Failure> {
  try {
    const opened =
      engine.socketPath === null
        ? await throughClient(host, engine, image, signal)
        : await throughSocket(host, engine.socketPath, image, signal);
    if (isFailure(opened)) return opened;
    const read = await readArchiveStream(opened.body, wish);
    const late = await opened.ended();
    if (signal.aborted) return cancelled();
    // Why: a client that failed sent a cut-off archive; its own words say more than the cut.
    if (late) return late;
    if ('why' in read) return failureOf('unreadable', `The image ${image} cannot be read: ${read.why}.`);
    return read;
  } catch (error) {
    if (signal.aborted) return cancelled();
    return engineDied([error instanceof Error ? error.message : String(error)]);
  }
}

function cancelled(): Failure {
  return failureOf('cancelled', 'Reading the image was cancelled; nothing was measured.');
}

interface OpenedStream {
  readonly body: AsyncIterable<Uint8Array>;
  /** What the sender had to say at the end; null where all went well. */
  ended(): Promise<Failure | null>;
}

async function throughSocket(
  host: Host,
  socketPath: string,
  image: string,
  signal: AbortSignal,
): Promise<OpenedStream | Failure> {
  const name = image.split('/').map(encodeURIComponent).join('/');
  const response = await host.http({ socketPath, url: `/images/${name}/get`, idle, signal });
  if (isUnavailable(response)) return signal.aborted ? cancelled() : engineDied([response.why]);
  if (response.status === 200) return { body: response.body, ended: () => Promise.resolve(null) };
  const says = await firstText(response.body);
  if (response.status === 404) return noSuchImage(image);
  return failureOf(
    'unreadable',
    `The engine does not give the image ${image}: ${says || `status ${String(response.status)}`}.`,
  );
}

async function throughClient(
  host: Host,
  engine: Engine,
  image: string,
  signal: AbortSignal,
): Promise<OpenedStream | Failure> {
  const format = engine.kind === 'podman' ? ['--format=docker-archive'] : [];
  const started = await host.stream({
    program: engine.program,
    args: ['image', 'save', ...format, '--', image],
    deadline: exportDeadline,
    signal,
  });
  if (isUnavailable(started))
    return failureOf('no-client', `The client ${engine.program} cannot be run: ${started.why}.`);
  return {
    body: started.output,
    async ended() {
      const result = await started.done;
      const says = result.stderr.trim().split('\n').at(-1) ?? '';
      // Why: a client that was ended because nobody reads on has nothing to say.
      if (result.code === 0 || says === '') return null;
      if (/no such image|image not known|reference does not exist/i.test(says)) return noSuchImage(image);
      return failureOf('unreadable', `The engine does not give the image ${image}.`, [says]);
    },
  };
}

function noSuchImage(image: string): Failure {
  return failureOf('unreadable', `The engine has no image named ${image}; pull or build it first.`);
}

async function firstText(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += new TextDecoder().decode(chunk);
    if (text.length > 4096) break;
  }
  const message = /"message": ?"([^"]{1,500})"/.exec(text)?.[1];
  return message ?? text.trim().slice(0, 500);
}
