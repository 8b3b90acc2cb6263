// From a registry's challenge and the user's login to the value of `Authorization`: Basic as it is, Bearer by asking the
// token server that the challenge names (Docker's token authentication; OAuth2 for identity tokens).
import { isUnavailable, unavailable } from '../host/host.ts';
import type { Host, Unavailable } from '../host/host.ts';
import { countOf, parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import { isLoopback, type Endpoint } from './endpoint.ts';
import { ask, readAll } from './request.ts';

export interface Authorization {
  readonly value: string;
  /** Milliseconds since the epoch after which a new one is due; null for one that stays. */
  readonly until: number | null;
}

const tokenLimit = 256 * 1024;
/** Milliseconds. */
const tokenDeadline = 10_000;
/** Seconds a token holds where the server does not tell (the specification's own default). */
const defaultLifetime = 60;

/** What to send so that `pull` is allowed; Unavailable says why it cannot be had. */
export async function authorize(
  host: Host,
  endpoint: Endpoint,
  challenges: readonly Challenge[],
  credentials: Credentials | null,
  signal?: AbortSignal,
): Promise<Authorization | Unavailable> {
  if (credentials?.kind === 'registry') return { value: `Bearer ${credentials.token}`, until: null };
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer !== undefined) return askForToken(host, endpoint, bearer, credentials, signal);
  if (challenges.some(({ scheme }) => scheme === 'basic')) {
    return credentials?.kind === 'password'
      ? { value: basic(credentials), until: null }
      : unavailable(endpoint.name, 'it wants a login, and none is known here');
  }
  return unavailable(endpoint.name, 'it asks for a kind of login that is not known');
}

function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

async function askForToken(
  host: Host,
  endpoint: Endpoint,
  { parameters }: Challenge,
  credentials: Credentials | null,
  signal: AbortSignal | undefined,
): Promise<Authorization | Unavailable> {
  const realm = parameters.get('realm') ?? '';
  if (!URL.canParse(realm)) return unavailable(endpoint.name, 'it names no server to get a token from');
  const url = new URL(realm);
  // Why: the login goes there.
  const trusted = url.protocol === 'https:' || (isLoopback(url.host) && isLoopback(new URL(endpoint.origin).host));
  if (!trusted) return unavailable(endpoint.name, 'it wants the login sent without encryption');
  const scope = parameters.get('scope') ?? `repository:${endpoint.repository}:pull`;
  const service = parameters.get('service');
  const values = { ...(service === undefined ? {} : { service }), scope };
  const asked = host.now();
  const identity = credentials?.kind === 'identity' ? credentials.token : null;
  if (identity === null) for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  const response = await ask(host, {
    url: url.href,
    deadline: tokenDeadline,
    ...(signal && { signal }),
    ...(identity === null
      ? { headers: {}, authorization: credentials?.kind === 'password' ? basic(credentials) : null }
      : {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          authorization: null,
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            refresh_token: identity,
            client_id: 'plimsoll',
            ...values,
          }).toString(),
        }),
  });
  if (isUnavailable(response)) return response;
  const bytes = await readAll(endpoint.name, response, tokenLimit);
  if (isUnavailable(bytes)) return bytes;
  if (response.status === 401 || response.status === 403)
    return unavailable(
      endpoint.name,
      credentials === null ? 'it wants a login, and none is known here' : 'it does not take the login it was given',
    );
  if (response.status !== 200)
    return unavailable(endpoint.name, `its token server answers with status ${String(response.status)}`);
  const record = recordOf(parseJson(bytes));
  const token = stringOf(record['token'], tokenLimit) ?? stringOf(record['access_token'], tokenLimit);
  // Why: a line end in a header would be a second header.
  if (!token || !/^[\x21-\x7e]+$/.test(token)) return unavailable(endpoint.name, 'its token server gives no token');
  const lifetime = countOf(record['expires_in']) ?? defaultLifetime;
  return { value: `Bearer ${token}`, until: asked + Math.max(lifetime - 10, 1) * 1000 };
}
