// Where a reference's registry answers, and under which names people keep the login for it. It asks nothing.
// Source: the distribution specification 1.1 (`/v2/<name>/…`) and Docker's own names for Docker Hub.
import type { Reference } from '../image/reference.ts';

export interface Endpoint {
  /** `https://ghcr.io`; plain http only on this machine's own addresses. */
  readonly origin: string;
  readonly repository: string;
  /** How people call it: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly name: string;
  /** Keys of a Docker configuration that hold its login, the likeliest first. */
  readonly loginKeys: readonly string[];
}

/** True for addresses of this machine: engines speak plain http with a registry there. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

export function endpointOf({ registry, repository }: Reference): Endpoint {
  if (registry === 'docker.io') {
    return {
      origin: 'https://registry-1.docker.io',
      repository,
      name: 'docker.io',
      loginKeys: ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io'],
    };
  }
  return {
    origin: `${isLoopback(registry) ? 'http' : 'https'}://${registry}`,
    repository,
    name: registry,
    loginKeys: [registry, `https://${registry}`, `https://${registry}/v1/`, `https://${registry}/v2/`],
  };
}
