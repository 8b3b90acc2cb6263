// One question to a registry over HTTP: redirects followed without taking a login to another host, answers bounded in
// bytes and time. It knows no token and no document.
import { isUnavailable, unavailable } from '../host/host.ts';
import type { Host, HttpResponse, Unavailable } from '../host/host.ts';
import { isLoopback } from './endpoint.ts';

export interface RegistryRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Value of `Authorization`; sent to the first host alone. */
  readonly authorization: string | null;
  /** Milliseconds for the whole answer; null for a blob, which may take long as long as bytes come. */
  readonly deadline: number | null;
  readonly signal?: AbortSignal;
}

/** Milliseconds of silence. */
const idle = 8_000;
const redirectLimit = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The answer behind all redirects. */
export async function ask(host: Host, request: RegistryRequest): Promise<HttpResponse | Unavailable> {
  let url = request.url;
  const origin = new URL(url).origin;
  for (let hops = 0; hops <= redirectLimit; hops++) {
    const sameHost = new URL(url).origin === origin;
    const response = await host.http({
      url,
      method: request.method ?? 'GET',
      headers: {
        ...request.headers,
        ...(request.authorization !== null && sameHost ? { authorization: request.authorization } : {}),
      },
      idle,
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.deadline === null ? {} : { deadline: request.deadline }),
      ...(request.signal && { signal: request.signal }),
    });
    if (isUnavailable(response) || !redirects.has(response.status)) return response;
    const next = nextAddress(url, response.headers['location']);
    await drop(response);
    if (next === null) return unavailable(nameOf(url), 'it sends to an address that cannot be used');
    url = next;
  }
  return unavailable(nameOf(request.url), 'it sends from one address to the next without end');
}

/** Where a redirect leads; null for what is no address, or would leave encryption behind. */
function nextAddress(from: string, location: string | undefined): string | null {
  if (location === undefined || !URL.canParse(location, from)) return null;
  const next = new URL(location, from);
  const secure = next.protocol === 'https:';
  // Why: an answer over plain http could be anybody's; only a registry on this machine may use it.
  if (!secure && !(next.protocol === 'http:' && isLoopback(next.host) && isLoopback(new URL(from).host))) return null;
  return next.username === '' && next.password === '' ? next.href : null;
}

/** Origin and path alone: a query may hold a signature. */
function nameOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

async function drop(response: HttpResponse): Promise<void> {
  try {
    for await (const chunk of response.body) if (chunk.length > 0) break;
  } catch {
    // Why nothing: the answer that matters is the next one.
  }
}

/** The whole body, at most `limit` bytes. */
export async function readAll(what: string, response: HttpResponse, limit: number): Promise<Uint8Array | Unavailable> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body) {
      length += chunk.length;
      if (length > limit) return unavailable(what, `the answer has more than ${String(limit)} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    return unavailable(what, error instanceof Error ? error.message : String(error));
  }
  return Buffer.concat(chunks);
}
