// An image out of an engine, as an archive: streamed over the daemon's own socket where it is on this machine, else through
// the user's client (`docker save`); Buildah, which writes to files only, fills one of ours that goes again. Nothing is kept.
import type { Engine } from '../engine/engine.ts';
import { engineDied } from '../engine/explain-failure.ts';
import { watchEngine } from '../engine/watch-engine.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host, ProcessResult } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { Failure } from '../image/build-outcome.ts';
import type { ImageWish } from '../image/contents.ts';
import { readArchiveFile, readArchiveStream } from './archive.ts';
import type { ReadImage } from './archive.ts';

/** Milliseconds of silence: an overlay2 daemon stages the whole image before it sends the first byte. */
const idle = 10 * 60 * 1000;
/** Milliseconds of silence after which an engine is asked whether it still answers. */
const quiet = 5_000;
/** Milliseconds for that answer. */
const patience = 10_000;
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
  if (engine.kind === 'buildah') return throughFile(host, engine, image, wish, signal);
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
  const stillThere = async (): Promise<boolean> => {
    const pong = await host.http({ socketPath, url: '/_ping', idle: patience, deadline: patience, signal });
    return !isUnavailable(pong);
  };
  const watch = { quiet, stillThere };
  const response = await host.http({ socketPath, url: `/images/${name}/get`, idle, watch, signal });
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
    watch: watchEngine(host, engine, signal),
    signal,
  });
  if (isUnavailable(started))
    return failureOf('no-client', `The client ${engine.program} cannot be run: ${started.why}.`);
  return {
    body: started.output,
    async ended() {
      return refusalOf(await started.done, image);
    },
  };
}

/** What a client said instead of an image; null where it said nothing. */
function refusalOf(result: ProcessResult, image: string): Failure | null {
  if (result.ended === 'silent') return engineDied([]);
  const says = result.stderr.trim().split('\n').at(-1) ?? '';
  // Why: a client that was ended because nobody reads on has nothing to say.
  if (result.code === 0 || says === '') return null;
  if (/no such image|image not known|reference does not exist/i.test(says)) return noSuchImage(image);
  const full = /no space left on device|disk quota exceeded/i.test(says) ? ' The disk is full.' : '';
  return failureOf('unreadable', `The engine does not give the image ${image}.${full}`, [says]);
}

/** Buildah has no `save`, and its `push` cannot write to the sockets that programs are joined by. */
async function throughFile(
  host: Host,
  engine: Engine,
  image: string,
  wish: ImageWish,
  signal: AbortSignal,
): Promise<ReadImage | Failure> {
  const path = `${host.cacheFolder}/building/${crypto.randomUUID()}.tar`;
  const unreadable = (why: string): Failure => failureOf('unreadable', `The image ${image} cannot be read: ${why}.`);
  try {
    // Why: a write of ours makes the folder; the client wants no file of that name there.
    const ready = await host.writeFile(path, '');
    if (isUnavailable(ready)) return unreadable(`${host.cacheFolder} cannot be written: ${ready.why}`);
    await host.removeFile(path);
    const result = await host.run({
      program: engine.program,
      args: ['push', '--quiet', '--', image, `docker-archive:${path}`],
      deadline: exportDeadline,
      signal,
    });
    if (signal.aborted) return cancelled();
    if (isUnavailable(result))
      return failureOf('no-client', `The client ${engine.program} cannot be run: ${result.why}.`);
    if (result.code !== 0) return refusalOf(result, image) ?? unreadable('the engine gives no reason');
    const file = await host.openFile(path);
    if (isUnavailable(file)) return unreadable(file.why);
    try {
      const read = await readArchiveFile(file, wish, signal);
      return 'why' in read ? unreadable(read.why) : read;
    } finally {
      await file.close();
    }
  } catch (error) {
    return signal.aborted ? cancelled() : unreadable(error instanceof Error ? error.message : String(error));
  } finally {
    await host.removeFile(path);
  }
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
