// From a failed build's output to one clear message: what could not be done, where in the Dockerfile, and what helps.
// It reads the words of BuildKit, the classic builder and Podman; nothing is run.
import { failureOf } from '../image/build-outcome.ts';
import type { BuildStep, Failure } from '../image/build-outcome.ts';
import { plainText } from './progress.ts';

export interface FailedBuild {
  /** What the client wrote to both streams, last part. */
  readonly output: string;
  readonly steps: readonly BuildStep[];
  /** Last lines of the failing step. */
  readonly lines: readonly string[];
  /** The zero-based line of a step by its name; for builders that name no line themselves. */
  readonly lineOfStep: (name: string) => number | null;
}

interface Reason {
  readonly pattern: RegExp;
  readonly says: string;
}

/** Why a registry gave no image. First match wins. */
const registryReasons: readonly Reason[] = [
  {
    pattern: /x509|certificate signed by unknown authority|certificate is not trusted|failed to verify certificate/i,
    says: "the engine does not trust the registry's certificate. A company proxy that opens HTTPS does this: give the engine its certificate authority",
  },
  {
    pattern: /proxyconnect|Proxy Authentication Required/i,
    says: 'the proxy the engine uses refuses or cannot be reached',
  },
  {
    pattern: /toomanyrequests|429 Too Many Requests/i,
    says: 'the registry limits how much may be pulled; log in or wait',
  },
  {
    pattern:
      /pull access denied|insufficient_scope|authorization failed|unauthorized|denied: |401 Unauthorized|403 Forbidden/i,
    says: 'the registry does not give it: it does not exist there, or a login is needed (`docker login`)',
  },
  { pattern: /no match for platform|no matching manifest/i, says: 'it is not there for this platform' },
  {
    pattern: /manifest unknown|manifest for .{0,300} not found|: not found$/im,
    says: 'the registry has no such image or tag',
  },
  {
    pattern:
      /no such host|server misbehaving|network is unreachable|no route to host|i\/o timeout|deadline exceeded|connection refused|TLS handshake timeout|Temporary failure in name resolution|connection reset/i,
    says: 'the engine cannot reach the registry: there is no network, or it is closed off',
  },
];

const pullFailed =
  /failed to resolve source metadata|failed to load metadata|pull access denied|manifest unknown|manifest for .{0,300} not found|failed to copy: httpReadSeeker|initializing source docker:|unable to pull|Error response from daemon: (?:Get|Head) "https?:|failed to do request: (?:Get|Head)|no match for platform|\bGet "https:\/\/[^"]{1,300}\/v2\//i;

const engineGone =
  /Cannot connect to the Docker daemon|error during connect|error reading from server: EOF|closing transport|transport is closing|use of closed network connection|rpc error: code = Unavailable|unexpected EOF|connection reset by peer|broken pipe|server preface|Canceled desc = grpc: the client connection is closing/i;

/** What often stands behind a RUN that fails; added to the message. */
const runHints: readonly Reason[] = [
  {
    pattern:
      /SSL certificate problem|certificate verify failed|self[- ]signed certificate|unable to get local issuer certificate|certificate signed by unknown authority|PKIX path building failed|UNABLE_TO_(?:GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)|SELF_SIGNED_CERT_IN_CHAIN/i,
    says: 'The download was signed by an authority that the image does not know. A company proxy that opens HTTPS does this: the base image needs its certificate.',
  },
  {
    pattern:
      /Could not resolve host|Temporary failure (?:in name resolution|resolving)|Name or service not known|EAI_AGAIN|Failed to resolve|network is unreachable/i,
    says: 'Nothing could be downloaded: the build has no network or no name server. If the host has one, `--network host` helps.',
  },
  {
    pattern: /network "?bridge"? not found/i,
    says: "This engine has no bridge network; `--network host` (`plimsoll.buildNetwork` in the editor) uses the host's.",
  },
  {
    pattern: /no space left on device|disk quota exceeded/i,
    says: "The engine's disk is full; `docker system df` shows by what.",
  },
  { pattern: /\b137\b/, says: 'Exit code 137 means that the process was killed, most often for lack of memory.' },
];

const needsBuildKit =
  /requires BuildKit|BuildKit is enabled but the buildx component is missing|unknown flag: (?:mount|link|chmod|exclude|parents)/i;

/** Explains a build that ended with an error. */
export function explainFailure({ output, steps, lines, lineOfStep }: FailedBuild): Failure {
  const text = plainText(output.replaceAll('\n', '\u2028')).replaceAll('\u2028', '\n');
  const tail = text.trimEnd().split('\n').slice(-60);
  const error = lastError(tail);
  const failing = steps.find(({ failed }) => failed);
  const line = lineOf(tail) ?? (failing ? lineOfStep(failing.name) : null);
  const shown = lines.length > 0 ? lines : tail.filter((each) => each.trim() !== '' && !each.startsWith('{')).slice(-8);

  if (needsBuildKit.test(error)) {
    return failureOf(
      'no-daemon-or-buildkit',
      'This Dockerfile needs BuildKit, which this Docker client does not have. Install the buildx plug-in (package docker-buildx or docker-buildx-plugin) and build again.',
      shown,
      line,
    );
  }
  const isPull =
    failing?.name.startsWith('[internal] load metadata for') === true ||
    failing?.name.startsWith('resolve image config') === true ||
    (pullFailed.test(error) && !/did not complete successfully|returned a non-zero code/.test(error));
  if (isPull) {
    const image = imageOf(failing?.name ?? '', error);
    const reason = registryReasons.find(({ pattern }) => pattern.test(error) || pattern.test(text))?.says;
    const isFrontend = image?.startsWith('docker/dockerfile') === true;
    const name = image === null ? 'A base image' : `The image ${image}${isFrontend ? ' of the # syntax line' : ''}`;
    return failureOf(
      'base-unavailable',
      `${name} cannot be had: ${reason ?? 'the registry did not give it'}. A base that the engine holds already needs no registry.`,
      [error],
      line,
    );
  }
  if (engineGone.test(error)) return engineDied(shown);
  const hint = runHints.find(({ pattern }) => pattern.test(lines.join('\n')) || pattern.test(error))?.says;
  const step = failing ? instructionOf(failing.name) : null;
  const where =
    line === null
      ? step === null
        ? 'The build failed'
        : `The build stopped at ${step}`
      : `The build stopped at line ${String(line + 1)}${step === null ? '' : ` (${step})`}`;
  return failureOf(
    'build-failed',
    `${where}: ${shortError(error)}.${hint === undefined ? '' : ` ${hint}`}`,
    shown,
    line,
  );
}

/** The daemon or its connection went away while it worked. */
export function engineDied(lines: readonly string[]): Failure {
  return failureOf(
    'engine-died',
    'The container engine stopped answering while it worked. Nothing was measured; see whether it still runs, then build again.',
    lines,
  );
}

/** The last line that names an error, its label removed; long explanations on one line stay. */
function lastError(tail: readonly string[]): string {
  const labelled = tail.findLast((line) => /^(?:ERROR|Error|error|failed)\b/.test(line));
  const plain = tail.findLast((line) => line.trim() !== '' && !line.startsWith('{') && !line.startsWith('#'));
  return (labelled ?? plain ?? 'the builder gave no reason').trim();
}

/** `Dockerfile:7` before the excerpt that BuildKit prints; zero-based. */
function lineOf(tail: readonly string[]): number | null {
  for (let i = tail.length - 2; i >= 0; i--) {
    const found = /:(\d{1,7})$/.exec(tail[i] ?? '');
    if (found && tail[i + 1]?.startsWith('-----') === true) return Math.max(0, Number(found[1]) - 1);
  }
  const parse = /parse error (?:on )?line (\d{1,7})/.exec(tail.join('\n'));
  return parse ? Math.max(0, Number(parse[1]) - 1) : null;
}

function imageOf(step: string, error: string): string | null {
  const named =
    /^\[internal\] load metadata for (\S{1,300})/.exec(step) ??
    /failed to solve: (\S{1,300}): failed to resolve/.exec(error) ??
    /failed to resolve source metadata for (\S{1,300}):/.exec(error) ??
    /pull access denied for (\S{1,300}?),/.exec(error) ??
    /manifest for (\S{1,300}) not found/.exec(error) ??
    /docker:\/\/(\S{1,300}?):? /.exec(error) ??
    /^(?:\S{1,20} )?FROM (\S{1,300})/i.exec(step);
  const image = named?.[1] ?? null;
  return image?.replace(/^docker\.io\/(?:library\/)?/, '') ?? null;
}

/** `RUN make` out of `[stage-1 3/7] RUN make` or `3 RUN make`, at most 60 characters. */
function instructionOf(step: string): string | null {
  const text = step
    .replace(/^\[[^\]]{0,200}\] /, '')
    .replace(/^[\d/]{1,9} /, '')
    .trim();
  if (text === '') return null;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function shortError(error: string): string {
  const code = /exit code: (\d{1,4})|returned a non-zero code: (\d{1,4})|exit status (\d{1,4})/.exec(error);
  const number = code?.[1] ?? code?.[2] ?? code?.[3];
  if (number !== undefined) return `its command ended with exit code ${number}`;
  const text = error
    .replace(/^(?:ERROR|Error|error): /, '')
    .replace(/^(?:Error response from daemon: )?(?:failed to build: )?(?:failed to solve: )?/, '')
    .replace(/^dockerfile parse error (?:on )?line \d{1,7}: /i, '')
    .replace(/of ref \S+: /, '')
    .trim();
  return text.length > 300 ? `${text.slice(0, 299)}…` : text.replace(/\.$/, '');
}
