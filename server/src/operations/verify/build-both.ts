// V1: the original is built, then the rewritten text in the same context. What stops the original, or the machine, is no
// finding about the rewrite.
import { buildImage } from '../../engine/build-image.ts';
import { type EngineCaller, type HistoryStep, imageHistory, inspectImage } from '../../engine/container.ts';
import type { BuildRequest } from '../../engine/engine.ts';
import { isUnavailable } from '../../host/host.ts';
import { failureOf, isFailure } from '../../image/build-outcome.ts';
import type { BuildProgress, Failure } from '../../image/build-outcome.ts';
import type { JsonRecord } from '../../image/untrusted-json.ts';
import type { BuiltImage } from './verification.ts';

export interface Subject {
  /** Our own tag. */
  readonly tag: string;
  readonly inspected: JsonRecord;
  readonly image: BuiltImage | null;
}

export interface Pair {
  readonly before: Subject;
  readonly after: Subject;
}

/** The rewritten file does not build. */
export interface NotBuilt {
  readonly findings: readonly string[];
  readonly notes: readonly string[];
  /** The base that it ships is not to be had. */
  readonly lacksBase: boolean;
}

/** Bytes of an ignore file. */
const ignoreFileLimit = 1024 * 1024;

/** The pair; findings where one of them does not build; a Failure where the machine stops it. */
export async function buildBoth(
  caller: EngineCaller,
  text: string,
  request: Omit<BuildRequest, 'tag'>,
  tags: { readonly before: string; readonly after: string },
  tell: (progress: BuildProgress) => void,
): Promise<Pair | NotBuilt | Failure> {
  const { host } = caller;
  // Why the original first: one that does not build proves nothing of its rewrite.
  const before = await buildOne(caller, { ...request, tag: tags.before }, tell);
  if (isFailure(before))
    return isOfTheFile(before) ? { ...before, message: `The original does not build: ${before.message}` } : before;
  const folder = `${host.cacheFolder}/building/${crypto.randomUUID()}`;
  const dockerfile = `${folder}/Dockerfile`;
  try {
    const written = await host.writeFile(dockerfile, text);
    if (isUnavailable(written)) return failureOf('unreadable', `${dockerfile} cannot be written: ${written.why}.`);
    const ignored = await host.readFile(`${request.dockerfile}.dockerignore`, ignoreFileLimit);
    // Why: an ignore file of the Dockerfile's own lies beside it under its name.
    if (!isUnavailable(ignored)) await host.writeFile(`${dockerfile}.dockerignore`, ignored);
    const after = await buildOne(caller, { ...request, dockerfile, tag: tags.after }, tell);
    if (isFailure(after)) return isOfTheFile(after) ? notBuilt(after) : after;
    return { before, after };
  } finally {
    await host.removeFolder(folder);
  }
}

function isOfTheFile({ failure }: Failure): boolean {
  return failure === 'build-failed' || failure === 'base-unavailable';
}

function notBuilt({ failure, message, lines }: Failure): NotBuilt {
  const findings = [`the rewritten file does not build: ${message.replace(/\.$/, '')}`];
  return { findings, notes: lines.slice(-5), lacksBase: failure === 'base-unavailable' };
}

async function buildOne(
  caller: EngineCaller,
  request: BuildRequest & { readonly tag: string },
  tell: (progress: BuildProgress) => void,
): Promise<Subject | Failure> {
  const { host, engine, signal } = caller;
  const image = await buildImage(host, engine, request, { tell, signal, lineOfStep: () => null });
  if (isFailure(image)) return image;
  const inspected = await inspectImage(caller, request.tag);
  if (inspected === null) return failureOf('unreadable', 'The engine built an image and does not know it.');
  const steps = await imageHistory(caller, request.tag);
  return { tag: request.tag, inspected, image: steps === null ? null : builtImage(steps) };
}

function builtImage(steps: readonly HistoryStep[]): BuiltImage {
  const diskBytes = steps.reduce((sum, step) => sum + step.diskBytes, 0);
  return { diskBytes, layers: steps.filter((step) => step.diskBytes > 0) };
}
