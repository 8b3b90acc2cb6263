// The user's logins as Docker and Podman keep them; a broken file or helper means "no login".
import { describe, expect, it } from 'vitest';
import { parseReference } from '../../server/src/image/reference.ts';
import { userCredentials, type Credentials } from '../../server/src/registry/credentials.ts';
import { endpointOf } from '../../server/src/registry/endpoint.ts';
import { createMemoryHost, type MemoryHostOptions } from '../support/memory-host.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function loginFor(image: string, options: MemoryHostOptions): Promise<Credentials | null> {
  const host = createMemoryHost({ home: '/home/me', ...options });
  return userCredentials(host)(endpointOf(parseReference(image)!));
}

const file = (configuration: unknown): MemoryHostOptions => ({
  files: { '/home/me/.docker/config.json': JSON.stringify(configuration) },
});

describe('logins', () => {
  it('stand in the configuration file, under Docker Hub’s own key too', async () => {
    const auths = {
      'https://index.docker.io/v1/': { auth: base64('me:a:b') },
      'ghcr.io': { identitytoken: 'id' },
      'x.example': { username: 'u', password: 'p' },
      'y.example:5000': { registrytoken: 'r' },
    };
    expect(await loginFor('python:3.12', file({ auths }))).toEqual({ kind: 'password', user: 'me', password: 'a:b' });
    expect(await loginFor('ghcr.io/a/b', file({ auths }))).toEqual({ kind: 'identity', token: 'id' });
    expect(await loginFor('x.example/a', file({ auths }))).toEqual({ kind: 'password', user: 'u', password: 'p' });
    expect(await loginFor('y.example:5000/a', file({ auths }))).toEqual({ kind: 'registry', token: 'r' });
    expect(await loginFor('z.example/a', file({ auths }))).toBeNull();
  });

  it('come from the helper of the registry, or of all', async () => {
    const asked: unknown[] = [];
    const run: MemoryHostOptions['run'] = ({ program, args, input }) => {
      asked.push([program, args, input]);
      return JSON.stringify({ Username: program.endsWith('gcloud') ? '_token' : '<token>', Secret: 's' });
    };
    const configuration = file({ credsStore: 'desktop', credHelpers: { 'gcr.io': 'gcloud' } });
    expect(await loginFor('gcr.io/a/b', { ...configuration, run })).toEqual({
      ...{ kind: 'password', user: '_token', password: 's' },
    });
    expect(await loginFor('a/b', { ...configuration, run })).toEqual({ kind: 'identity', token: 's' });
    expect(asked).toEqual([
      ['docker-credential-gcloud', ['get'], 'gcr.io'],
      ['docker-credential-desktop', ['get'], 'https://index.docker.io/v1/'],
    ]);
  });

  it('are none where file or helper are broken, and a helper is never a path', async () => {
    expect(await loginFor('a/b', { files: { '/home/me/.docker/config.json': '{' } })).toBeNull();
    for (const helper of ['../../evil', 'a/b', 'a b', ''])
      expect(
        await loginFor('gcr.io/a', {
          ...file({ credHelpers: { 'gcr.io': helper } }),
          run: () => {
            throw new Error('it was run');
          },
        }),
      ).toBeNull();
    expect(await loginFor('a/b', { ...file({ credsStore: 'desktop' }), run: () => ({ code: 1 }) })).toBeNull();
    expect(await loginFor('a/b', file({ auths: { 'docker.io': { auth: 'no colon' } } }))).toBeNull();
  });
});
