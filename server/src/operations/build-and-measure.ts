// Builds a Dockerfile with the user's own engine and measures what came out, line by line. One call, one outcome: a result,
// or one failure that says what happened. Keeping the result is keep-record.ts's matter.
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { buildImage } from '../engine/build-image.ts';
import type { BuildRequest, Engine } from '../engine/engine.ts';
import { exportLayout } from '../engine/export-layout.ts';
import { findEngine } from '../engine/find-engine.ts';
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { failureOf, isFailure } from '../image/build-outcome.ts';
import type { BuildProgress, BuildResult, Failure } from '../image/build-outcome.ts';
import { exportFolder, pruneImages, pruneTrees } from './kept-files.ts';
import { instructionOfStep } from './match-steps.ts';
import { measureApart } from './measure-image.ts';
import { findTarget, linesOf } from './stage-chain.ts';

export interface BuildAndMeasureRequest extends BuildRequest {
  /** Program of the engine; null finds one. */
  readonly engine: string | null;
}

/** A Dockerfile beyond this is none (bytes). */
const dockerfileLimit = 16 * 1024 * 1024;

/**
 * Builds and measures the Dockerfile on disk. `tell` hears steps and log lines; `signal` ends the client's process group and
 * every read.
 */
export async function buildAndMeasure(
  host: Host,
  request: BuildAndMeasureRequest,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<BuildResult | Failure> {
  const bytes = await host.readFile(request.dockerfile, dockerfileLimit);
  if (isUnavailable(bytes)) return failureOf('unreadable', `${request.dockerfile} cannot be read: ${bytes.why}.`);
  const dockerfile = parseDockerfile(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const target = findTarget(dockerfile, request.target);
  if (!target) return failureOf('build-failed', `${request.dockerfile} has no stage named ${request.target ?? ''}.`);

  tell({ kind: 'step', message: 'Looking for a container engine', done: null, total: null });
  const engine = await findEngine(host, request.engine, signal);
  if (isFailure(engine)) return engine;
  const lineOfStep = (step: string): number | null => {
    const instruction = instructionOfStep(step, dockerfile);
    return instruction ? linesOf(dockerfile, instruction).startLine : null;
  };
  const image = await buildImage(host, engine, request, { tell, signal, lineOfStep });
  if (isFailure(image)) return image;

  const started = host.now();
  // Why: an image without a tag has no name but its id, which people know by its first twelve digits.
  const name = request.tag ?? image.imageId.replace(/^sha256:/, '').slice(0, 12);
  const layout = await keepLayout(host, engine, request, image.imageId, tell, signal);
  const measured = await measureApart(
    host,
    {
      place: { kind: 'engine', engine, image: image.imageId, name, platform: request.platform, layout },
      built: { text: dockerfile.text, target: request.target },
      provenance: image.provenance,
      steps: image.steps,
      keepTreeOf: image.imageId,
    },
    tell,
    signal,
  );
  if (isFailure(measured)) return measured;
  await pruneTrees(host);
  return {
    image: measured,
    imageId: image.imageId,
    dockerfile: request.dockerfile,
    text: dockerfile.text,
    target: request.target,
    buildSeconds: image.seconds,
    measureSeconds: (host.now() - started) / 1000,
  };
}

/** The folder that holds the image, completed by what is new; null where the engine cannot do that. */
async function keepLayout(
  host: Host,
  engine: Engine,
  request: BuildAndMeasureRequest,
  imageId: string,
  tell: (progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<string | null> {
  const folder = exportFolder(host, request);
  if (!(await exportLayout(host, engine, request, imageId, folder, { tell, signal }))) return null;
  await pruneImages(host, folder);
  return folder;
}
