// Mounts of RUN with BuildKit's defaults.
import { describe, expect, test } from 'vitest';
import { findFlag, isFlagOn, knownFlag } from '../../server/src/dockerfile/flags.ts';
import { cacheMountsOf, isInMount, type Mount, mountsOf } from '../../server/src/dockerfile/mounts.ts';
import { parseInstruction } from '../../server/src/dockerfile/parse-instruction.ts';

function mount(value: string): Mount | undefined {
  return mountsOf(parseInstruction(`RUN --mount=${value} x`, '\\'))[0];
}

describe('mountsOf', () => {
  test.each([
    ['type=bind,target=/x', { type: 'bind', target: '/x', source: '', from: null, readOnly: true }],
    ['target=/x,source=a,from=b', { type: 'bind', source: 'a', from: 'b' }],
    ['type=bind,dst=/x,src=a,rw', { type: 'bind', target: '/x', source: 'a', readOnly: false }],
    [
      'type=cache,destination=/x',
      { type: 'cache', target: '/x', id: '/x', sharing: 'shared', mode: '0755', uid: '0', gid: '0', readOnly: false },
    ],
    [
      'type=cache,target=/x,id=i,sharing=locked,uid=1,gid=2,mode=0700,ro',
      {
        type: 'cache',
        id: 'i',
        sharing: 'locked',
        uid: '1',
        gid: '2',
        mode: '0700',
        readOnly: true,
      },
    ],
    ['type=tmpfs,target=/x,size=1g', { type: 'tmpfs', size: '1g', readOnly: false }],
    [
      'type=secret,id=i',
      { type: 'secret', id: 'i', target: '/run/secrets/i', required: false, env: null, mode: '0400' },
    ],
    ['type=secret,target=/a/b', { type: 'secret', id: 'b', target: '/a/b' }],
    ['type=secret,id=i,env=E,required', { type: 'secret', env: 'E', required: true, target: '' }],
    ['type=ssh', { type: 'ssh', id: 'default', required: false }],
    ['type=ssh,id=k,required=false', { type: 'ssh', id: 'k', required: false }],
    ['"type=cache,target=/x y"', { type: 'cache', target: '/x y' }],
    ['type=bind,"source=a,b",target=/x', { type: 'bind', target: '/x' }],
    ['type=cache,target=$HOME/.cache', { type: 'cache', target: '$HOME/.cache' }],
    ['TYPE=Cache,Target=/x', { type: 'cache', target: '/x' }],
  ])('%s', (value, expected) => {
    expect(mount(value)).toMatchObject(expected);
  });

  test('unknown types are left out, unknown keys are told', () => {
    expect(mount('type=cahce,target=/x')).toBeUndefined();
    expect(mount('type=bind,target=/x,sharing=locked,foo')?.unknownKeys).toEqual(['sharing', 'foo']);
  });

  test('repeated mounts keep their order', () => {
    const syntax = parseInstruction(
      'RUN --mount=type=ssh \\\n  --mount=type=cache,target=/a --mount=target=/b x',
      '\\',
    );
    expect(mountsOf(syntax).map((one) => one.type)).toEqual(['ssh', 'cache', 'bind']);
    expect(cacheMountsOf(syntax).map((one) => one.target)).toEqual(['/a']);
    expect(mountsOf(syntax)).toBe(mountsOf(syntax));
  });

  test('isInMount knows what is below', () => {
    const cache = mount('type=cache,target=/var/cache/apt/');
    if (cache === undefined) throw new Error('no mount');
    const paths = ['/var/cache/apt', '/var/cache/apt/x', '/var/cache/apt-x', '/var'];
    expect(paths.map((path) => isInMount(cache, path))).toEqual([true, true, false, false]);
  });
});

test('flags are known by instruction, and boolean ones can be off', () => {
  expect(knownFlag('COPY', 'link')).toEqual({ name: 'link', kind: 'boolean', repeats: false });
  expect(knownFlag('RUN', 'link')).toBeNull();
  const link = (text: string): boolean => isFlagOn(parseInstruction(text, '\\'), 'link');
  expect(['COPY --link a b', 'COPY --link=false a b', 'COPY --link="true" a b', 'COPY a b'].map(link)).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(findFlag(parseInstruction('COPY --from=a b c', '\\'), 'from')?.value).toBe('a');
});
