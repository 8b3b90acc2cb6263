// The catalogues as the product asks them.
import { describe, expect, test } from 'vitest';
import { parseReference, type Reference } from '../../server/src/image/reference.ts';
import { exactFigure, figureOf } from '../../server/src/knowledge/base-images.ts';
import { leanerTwins } from '../../server/src/knowledge/leaner-twins.ts';
import { closureBytes, runtimeHalf, toolClass } from '../../server/src/knowledge/debian-packages.ts';
import { wheelClosure } from '../../server/src/knowledge/python-wheels.ts';
import { defaultRelease } from '../../server/src/knowledge/image-tags.ts';

function reference(text: string): Reference {
  const parsed = parseReference(text);
  if (parsed === null) throw new Error(`not a reference: ${text}`);
  return parsed;
}

const twins = (text: string): string[] =>
  leanerTwins(reference(text)).map((twin) => `${twin.repository}:${twin.tag} ${twin.kind}`);

describe('figures', () => {
  test('a tag of the catalogue has its own figure', () => {
    expect(exactFigure(reference('python:3.12-bookworm'), 'linux/amd64')).toMatchObject({
      downloadBytes: 380573758,
      fileBytes: 1020000000,
      approximate: false,
    });
  });
  test('a floating tag takes the figure of the release it stands on', () => {
    expect(figureOf(reference('python:3.13-slim'))).toMatchObject({ approximate: false, os: 'debian 13' });
  });
  test('a tag without a figure takes its nearest neighbour’s and says so', () => {
    expect(figureOf(reference('python:3.13'))).toMatchObject({ approximate: true, tag: '3.13' });
    expect(figureOf(reference('python:3.11-bookworm'))?.neighbour).toMatch(/^3\.1\d-bookworm$/);
    expect(figureOf(reference('nvidia/cuda:12.4.1-runtime-ubuntu22.04'))?.approximate).toBe(true);
  });
  test('an image nobody measured is unknown', () => {
    expect(figureOf(reference('ghcr.io/acme/base:1'))).toBeNull();
  });
});

describe('twins', () => {
  test.each([
    [
      'python:3.13',
      [
        'library/python:3.13-slim-trixie slim',
        'library/python:3.13-alpine musl',
        'distroless/python3-debian13:latest shell-less',
      ],
    ],
    ['python:3.11.4', ['library/python:3.11.4-slim slim', 'library/python:3.11.4-alpine musl']],
    ['python:3.12-slim', ['library/python:3.12-alpine musl']],
    ['python', ['library/python:slim-trixie slim', 'library/python:alpine musl']],
    ['debian:bookworm', ['library/debian:bookworm-slim slim']],
    ['debian:12', ['library/debian:12-slim slim']],
    ['debian:testing', []],
    ['debian', ['library/debian:stable-slim slim']],
    ['ubuntu:22.04', []],
    [
      'nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04',
      ['nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04 runtime', 'nvidia/cuda:12.4.1-base-ubuntu22.04 runtime'],
    ],
    ['pytorch/pytorch:2.4.0-cuda12.4-cudnn9-devel', ['pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime runtime']],
    ['eclipse-temurin:21', ['library/eclipse-temurin:21-jre runtime']],
    ['eclipse-temurin:17-jdk-jammy', ['library/eclipse-temurin:17-jre-jammy runtime']],
  ])('of %s', (text, expected) => {
    expect(twins(text)).toEqual(expected);
  });
  test('a floating base is pinned to the release its twin names', () => {
    expect(leanerTwins(reference('python:3.13'))[0]?.pinnedBase).toBe('3.13-trixie');
    expect(leanerTwins(reference('python:3.13-bookworm'))[0]?.pinnedBase).toBeNull();
  });
  test('a patch version does not say its release', () => {
    expect(defaultRelease(reference('python:3.11.4'))).toBeNull();
  });
});

describe('packages', () => {
  test('run-time halves by release', () => {
    expect(runtimeHalf('libpq-dev', 'debian-12')).toEqual({ packages: ['libpq5'], certainty: 'exact', note: null });
    expect(runtimeHalf('libssl-dev', 'debian-13')?.packages).toEqual(['libssl3t64']);
    expect(runtimeHalf('libxml2-dev', 'debian-10')?.certainty).toBe('derived');
    expect(runtimeHalf('constructor', 'debian-12')).toBeNull();
  });
  test('classes and closures', () => {
    expect(toolClass('build-essential')).toBe('build');
    expect(closureBytes('build-essential')).toBe(255_700_000);
    expect(closureBytes('no-such-package')).toBeNull();
  });
  test('wheels bring what they require, each once', () => {
    const gpu = wheelClosure(['Torch', 'no_such_wheel'], { cpu: false });
    expect(gpu.unknown).toEqual(['no-such-wheel']);
    expect(gpu.parts.map((part) => part.name)).toContain('nvidia-cublas');
    const cpu = wheelClosure(['torch'], { cpu: true });
    expect(cpu.parts.some((part) => part.name.startsWith('nvidia'))).toBe(false);
  });
});
