// HTTP through node:http and node:https for the real Host: to sockets, pipes and servers, straight, never through a
// proxy that the environment names, and without following redirects (the caller decides what a redirect may reach).
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { unavailable } from '../host.ts';
import type { Host, HttpRequest, HttpResponse } from '../host.ts';
import { watchOver } from './watch.ts';
import type { Watching } from './watch.ts';

export const nodeHttp: Host['http'] = (request) =>
  new Promise((settle) => {
    const what = describe(request);
    if (request.signal?.aborted === true) {
      settle(unavailable(what, 'cancelled'));
      return;
    }
    let url: URL;
    try {
      url = new URL(request.url, 'http://localhost');
    } catch {
      settle(unavailable(what, 'not a URL'));
      return;
    }
    const secure = url.protocol === 'https:' && request.socketPath === undefined;
    const options: RequestOptions = {
      method: request.method ?? 'GET',
      headers: {
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) }),
      },
      // Why: an agent of our own is one that no environment variable and no patched global agent sends elsewhere.
      agent: secure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false }),
      ...(request.socketPath === undefined ? {} : { socketPath: plainSocketPath(request.socketPath) }),
    };
    const sent = secure ? requestHttps(url, options) : requestHttp(url, options);
    let settled = false;
    const cancel = (): void => {
      sent.destroy(new Error('cancelled'));
    };
    let answer: IncomingMessage | null = null;
    const giveUp = (): void => {
      (answer ?? sent).destroy(new Error('the answer takes too long'));
    };
    const late = request.deadline === undefined ? null : setTimeout(giveUp, request.deadline);
    const watching = watchOver(request.watch, () => {
      (answer ?? sent).destroy(new Error('it answers no more'));
    });
    const forget = (): void => {
      watching.stop();
      request.signal?.removeEventListener('abort', cancel);
      if (late !== null) clearTimeout(late);
    };
    request.signal?.addEventListener('abort', cancel, { once: true });
    sent.setTimeout(request.idle, () => {
      sent.destroy(new Error(`no answer for ${String(Math.round(request.idle / 1000))} s`));
    });
    sent.on('error', (error) => {
      forget();
      if (settled) return;
      settled = true;
      settle(unavailable(what, explain(error)));
    });
    sent.on('response', (message) => {
      settled = true;
      answer = message;
      watching.heard();
      message.once('close', forget);
      settle({ status: message.statusCode ?? 0, headers: plainHeaders(message), body: readBody(message, watching) });
    });
    sent.end(request.body);
  });

async function* readBody(message: IncomingMessage, watching: Watching): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      watching.heard();
      yield chunk;
    }
    if (!message.complete) throw new Error('the answer ended half way');
  } finally {
    message.destroy();
  }
}

function plainHeaders(message: IncomingMessage): HttpResponse['headers'] {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** `unix:///run/x.sock` and `npipe:////./pipe/x` as Node wants them; plain paths stay. */
function plainSocketPath(path: string): string {
  if (path.startsWith('unix://')) return path.slice('unix://'.length);
  if (path.startsWith('npipe://')) return path.slice('npipe://'.length).replaceAll('/', '\\');
  return path;
}

/** Names the peer without query, user or password: these can hold secrets. */
function describe(request: HttpRequest): string {
  if (request.socketPath !== undefined) return request.socketPath;
  try {
    const url = new URL(request.url);
    return `${url.origin}${url.pathname}`;
  } catch {
    return 'the address';
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the socket does not exist',
  EACCES: 'this user may not use the socket',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the peer closed the connection',
  ETIMEDOUT: 'the connection timed out',
  EPIPE: 'the peer closed the connection',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'this machine has no address to speak from',
  EAGAIN: 'the socket takes no more connections just now',
  EMFILE: 'too many files and connections are open',
  ELOOP: 'the path of the socket is a link that leads round in a circle',
  ENAMETOOLONG: 'the path of the socket is longer than the system allows',
  ENOTDIR: 'the path of the socket leads through a file',
  ENOTSOCK: 'that file is no socket',
  EPERM: 'this user may not use the socket',
  EINVAL: 'the path of the socket is not one that the system allows',
  CERT_HAS_EXPIRED: "the peer's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the peer's certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "the peer's certificate is signed by an authority that this machine does not know",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the peer's certificate is signed by an authority that this machine does not know",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the peer's certificate is signed by an authority that this machine does not know",
  ERR_TLS_CERT_ALTNAME_INVALID: "the peer's certificate is for another name",
};

function explain(error: Error & { code?: string }): string {
  const known = error.code === undefined ? undefined : reasons[error.code];
  return known ?? (error.message === '' ? (error.code ?? 'failed') : error.message);
}
