// A registry, read-only (distribution specification 1.1): manifests and blobs by name, with tokens remembered, documents
// checked against their digest, and "too many requests" obeyed. It does not know what an image is.
import { createHash } from 'node:crypto';
import { isUnavailable, unavailable } from '../host/host.ts';
import type { Host, HttpResponse, Unavailable } from '../host/host.ts';
import { digestOf } from '../image/manifest.ts';
import { documentLimit, listOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import { parseChallenges } from './challenge.ts';
import type { CredentialLookup } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';
import { ask, readAll } from './request.ts';
import { authorize, type Authorization } from './token.ts';

export interface RegistryDocument {
  readonly content: unknown;
  /** Computed from the bytes. */
  readonly digest: string;
}

export interface Registry {
  /** A manifest or index by tag or digest. One GET, which some registries count as a pull. */
  manifest(endpoint: Endpoint, name: string, signal?: AbortSignal): Promise<RegistryDocument | Unavailable>;
  /** The digest that a tag stands for now; no registry counts the question. Null where it does not tell. */
  digestOfTag(endpoint: Endpoint, tag: string, signal?: AbortSignal): Promise<string | null | Unavailable>;
  /** A small blob, whole: a configuration. */
  blobDocument(endpoint: Endpoint, digest: string, signal?: AbortSignal): Promise<RegistryDocument | Unavailable>;
  /** A blob as it comes; the last `tail` bytes of it where that is given (then status 206, or the whole). */
  blob(
    endpoint: Endpoint,
    digest: string,
    options?: { readonly tail?: number; readonly signal?: AbortSignal },
  ): Promise<HttpResponse | Unavailable>;
}

const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** Milliseconds for a document. */
const documentDeadline = 20_000;
/** Milliseconds for which a registry is left alone that asked for it without saying how long, and at most. */
const defaultPause = 60_000;
const longestPause = 6 * 60 * 60 * 1000;

interface Question {
  readonly path: string;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadline: number | null;
  readonly signal: AbortSignal | undefined;
}

/** Registries as this host reaches them; `credentials` null asks as nobody. */
export function openRegistry(host: Host, credentials: CredentialLookup | null): Registry {
  const authorizations = new Map<string, Authorization>();
  const pausedUntil = new Map<string, number>();

  /** The answer with status 200 or 206. */
  async function question(endpoint: Endpoint, asked: Question): Promise<HttpResponse | Unavailable> {
    const pause = (pausedUntil.get(endpoint.origin) ?? 0) - host.now();
    if (pause > 0) return tooMany(endpoint, pause);
    const key = `${endpoint.origin} ${endpoint.repository}`;
    const known = authorizations.get(key);
    const fresh = known !== undefined && (known.until === null || known.until > host.now()) ? known.value : null;
    const request = {
      url: `${endpoint.origin}/v2/${endpoint.repository}/${asked.path}`,
      headers: asked.headers ?? {},
      deadline: asked.deadline,
      ...(asked.method === undefined ? {} : { method: asked.method }),
      ...(asked.signal === undefined ? {} : { signal: asked.signal }),
    };
    let response = await ask(host, { ...request, authorization: fresh });
    if (!isUnavailable(response) && response.status === 401) {
      const challenges = parseChallenges(response.headers['www-authenticate'] ?? '');
      await readAll(endpoint.name, response, documentLimit);
      const login = credentials === null ? null : await credentials(endpoint, asked.signal);
      const authorization = await authorize(host, endpoint, challenges, login, asked.signal);
      if (isUnavailable(authorization)) return authorization;
      authorizations.set(key, authorization);
      response = await ask(host, { ...request, authorization: authorization.value });
    }
    if (isUnavailable(response) || response.status === 200 || response.status === 206) return response;
    return refusal(endpoint, response);
  }

  async function refusal(endpoint: Endpoint, response: HttpResponse): Promise<Unavailable> {
    const body = await readAll(endpoint.name, response, 64 * 1024);
    const [error] = isUnavailable(body) ? [] : listOf(recordOf(parseJson(body))['errors'], 1);
    const says = stringOf(recordOf(error)['message'], 200)?.replace(/\s+/g, ' ') ?? '';
    switch (response.status) {
      case 401:
      case 403:
        return unavailable(endpoint.name, `it does not give ${endpoint.repository} without another login`);
      case 404:
        return unavailable(
          endpoint.name,
          `it knows no such image of ${endpoint.repository}, or shows it only after a login`,
        );
      case 429: {
        const pause = Math.min(retryAfter(response.headers['retry-after'], host.now()) ?? defaultPause, longestPause);
        pausedUntil.set(endpoint.origin, host.now() + pause);
        return tooMany(endpoint, pause);
      }
      default:
        return unavailable(
          endpoint.name,
          `it answers with status ${String(response.status)}${says === '' ? '' : `: ${says}`}`,
        );
    }
  }

  async function document(
    endpoint: Endpoint,
    asked: Question,
    wanted: string | null,
  ): Promise<RegistryDocument | Unavailable> {
    const response = await question(endpoint, asked);
    if (isUnavailable(response)) return response;
    const bytes = await readAll(endpoint.name, response, documentLimit);
    if (isUnavailable(bytes)) return bytes;
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (wanted?.startsWith('sha256:') === true && wanted.toLowerCase() !== digest)
      return unavailable(endpoint.name, 'it answers with another document than the one asked for');
    const content = parseJson(bytes);
    return content === undefined ? unavailable(endpoint.name, 'its answer is not JSON') : { content, digest };
  }

  return {
    manifest: (endpoint, name, signal) =>
      document(
        endpoint,
        { path: `manifests/${name}`, headers: { accept: accepted }, deadline: documentDeadline, signal },
        digestOf(name),
      ),
    async digestOfTag(endpoint, tag, signal) {
      const path = `manifests/${tag}`;
      const asked = {
        path,
        method: 'HEAD',
        headers: { accept: accepted },
        deadline: documentDeadline,
        signal,
      } as const;
      const response = await question(endpoint, asked);
      if (isUnavailable(response)) return response;
      await readAll(endpoint.name, response, documentLimit);
      return digestOf(response.headers['docker-content-digest']);
    },
    blobDocument: (endpoint, digest, signal) =>
      document(endpoint, { path: `blobs/${digest}`, deadline: documentDeadline, signal }, digest),
    blob: (endpoint, digest, { tail, signal } = {}) =>
      question(endpoint, {
        path: `blobs/${digest}`,
        headers: tail === undefined ? {} : { range: `bytes=-${String(tail)}` },
        deadline: tail === undefined ? null : documentDeadline,
        signal,
      }),
  };
}

function tooMany(endpoint: Endpoint, pause: number): Unavailable {
  const seconds = Math.ceil(pause / 1000);
  const wait = seconds < 120 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} minutes`;
  return unavailable(endpoint.name, `it has had too many requests from here; it is asked again in ${wait}`);
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(date - now, 0);
}
