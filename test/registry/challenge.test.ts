// What registries ask for, read from a header that may be anything.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../server/src/registry/challenge.ts';

const plain = (header: string): unknown =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('challenges', () => {
  it('are read with their parameters', () => {
    expect(
      plain('Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push"'),
    ).toEqual([
      [
        'bearer',
        { realm: 'https://auth.example/token', service: 'registry.example', scope: 'repository:a/b:pull,push' },
      ],
    ]);
    expect(plain('Basic realm="x \\"y\\"", Bearer realm=plain')).toEqual([
      ['basic', { realm: 'x "y"' }],
      ['bearer', { realm: 'plain' }],
    ]);
    expect(plain('Negotiate')).toEqual([['negotiate', {}]]);
    expect(plain('')).toEqual([]);
  });

  it('are read from any text', () => {
    fc.assert(fc.property(fc.string(), (header) => Array.isArray(parseChallenges(header))));
  });
});
