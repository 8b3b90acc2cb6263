// The user's own logins: Docker's configuration file and its credential helpers, or Podman's auth file. They are read when
// a registry asks for them, handed to that registry only, and never written, shown or logged.
import { isUnavailable } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import type { Endpoint } from './endpoint.ts';

export type Credentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** Traded for a token at the registry's own token server. */
  | { readonly kind: 'identity'; readonly token: string }
  /** Sent as it is. */
  | { readonly kind: 'registry'; readonly token: string };

/** Logins for a registry; null where there are none, which is no fault. */
export type CredentialLookup = (endpoint: Endpoint, signal?: AbortSignal) => Promise<Credentials | null>;

const fileLimit = 1024 * 1024;
/** Milliseconds: helpers may ask a key store, not a person. */
const helperDeadline = 5_000;
const secretLimit = 64 * 1024;

/** Looks where the user's engine looks: credential helpers first, then the file's own entries. */
export function userCredentials(host: Host): CredentialLookup {
  return async (endpoint, signal) => {
    for (const file of configurationFiles(host)) {
      const bytes = await host.readFile(file, fileLimit);
      if (isUnavailable(bytes)) continue;
      const found = await fromConfiguration(host, recordOf(parseJson(bytes)), endpoint, signal);
      if (found !== null) return found;
    }
    return null;
  };
}

function configurationFiles(host: Host): readonly string[] {
  const docker = host.environment('DOCKER_CONFIG') ?? `${host.home}/.docker`;
  const runtime = host.environment('XDG_RUNTIME_DIR');
  const podman = host.environment('REGISTRY_AUTH_FILE');
  return [
    `${docker}/config.json`,
    ...(podman === undefined ? [] : [podman]),
    ...(runtime === undefined ? [] : [`${runtime}/containers/auth.json`]),
    `${host.home}/.config/containers/auth.json`,
  ];
}

async function fromConfiguration(
  host: Host,
  configuration: Readonly<Record<string, unknown>>,
  endpoint: Endpoint,
  signal: AbortSignal | undefined,
): Promise<Credentials | null> {
  const helpers = recordOf(configuration['credHelpers']);
  for (const key of endpoint.loginKeys) {
    const helper = Object.hasOwn(helpers, key) ? stringOf(helpers[key], 128) : null;
    if (helper !== null) return askHelper(host, helper, key, signal);
  }
  const store = stringOf(configuration['credsStore'], 128);
  if (store !== null && store !== '') {
    const stored = await askHelper(host, store, endpoint.loginKeys[0] ?? endpoint.name, signal);
    if (stored !== null) return stored;
  }
  const auths = recordOf(configuration['auths']);
  for (const key of endpoint.loginKeys) {
    const entry = Object.hasOwn(auths, key) ? fromEntry(recordOf(auths[key])) : null;
    if (entry !== null) return entry;
  }
  return null;
}

function fromEntry(entry: Readonly<Record<string, unknown>>): Credentials | null {
  const identity = stringOf(entry['identitytoken'], secretLimit);
  if (identity) return { kind: 'identity', token: identity };
  const registry = stringOf(entry['registrytoken'], secretLimit);
  if (registry) return { kind: 'registry', token: registry };
  const user = stringOf(entry['username'], secretLimit);
  const password = stringOf(entry['password'], secretLimit);
  if (user && password) return { kind: 'password', user, password };
  const text = Buffer.from(stringOf(entry['auth'], secretLimit) ?? '', 'base64')
    .toString('utf8')
    .replaceAll('\0', '');
  const colon = text.indexOf(':');
  return colon > 0 ? { kind: 'password', user: text.slice(0, colon), password: text.slice(colon + 1) } : null;
}

/** Docker's helper protocol: the server's name in, JSON out; a helper that knows nothing or fails means "no login". */
async function askHelper(
  host: Host,
  helper: string,
  server: string,
  signal: AbortSignal | undefined,
): Promise<Credentials | null> {
  // Why: the name becomes part of a program's; a path is none.
  if (!/^[\w.-]+$/.test(helper)) return null;
  const answer = await host.run({
    program: `docker-credential-${helper}`,
    args: ['get'],
    input: server,
    deadline: helperDeadline,
    ...(signal && { signal }),
  });
  if (isUnavailable(answer) || answer.code !== 0) return null;
  const record = recordOf(parseJson(answer.stdout));
  const user = stringOf(record['Username'], secretLimit);
  const secret = stringOf(record['Secret'], secretLimit);
  if (!secret) return null;
  return user === '<token>'
    ? { kind: 'identity', token: secret }
    : { kind: 'password', user: user ?? '', password: secret };
}
