// What the planner must know of a base image: distribution, libc, package manager and where its interpreter lives.
// Derived from the reference by naming rules alone; nothing is asked of a registry.
import { compareVersions, distributionOf, imageKey, parseTag } from '../knowledge/image-tags.ts';
import { toolchainRelease } from '../knowledge/toolchain-releases.ts';
import { releaseOfVersion } from '../knowledge/version-releases.ts';
import type { Reference } from '../image/reference.ts';

/** `full`, `slim`: with and without build packages; `devel`, `runtime`: compiler role; `system`: a bare distribution. */
export type BaseRole = 'full' | 'slim' | 'devel' | 'runtime' | 'toolchain' | 'system';

export interface BaseView {
  readonly reference: Reference;
  /** `docker.io/library/python`. */
  readonly image: string;
  /** Release name as written or implied (`trixie`, `ubuntu22.04`, `alpine`); null where it cannot be known. */
  readonly release: string | null;
  /** `debian-13`, `ubuntu-22.04`, `alpine`; null where unknown. */
  readonly distribution: string | null;
  readonly manager: 'apt' | 'apk' | 'dnf' | null;
  readonly role: BaseRole;
  /** The image's own interpreter (not one that apt installs); null where it has none. */
  readonly python: { readonly prefix: string; readonly minor: string | null } | null;
}

/** First patch release of each Python minor that was (re)built on bullseye, bookworm and trixie, by release dates. */
const pythonEras: Readonly<Record<string, readonly [bullseye: number, bookworm: number, trixie: number]>> = {
  '3.6': [15, Infinity, Infinity],
  '3.7': [12, 17, Infinity],
  '3.8': [12, 17, Infinity],
  '3.9': [7, 17, 23],
  '3.10': [0, 12, 18],
  '3.11': [0, 4, 13],
  '3.12': [-1, 0, 11],
  '3.13': [-1, 0, 6],
  '3.14': [-1, -1, 0],
};

/** The Debian release of a python tag pinned to a patch version (`3.11.4`); null where it is not known. */
export function releaseOfPinnedPython(version: string): string | null {
  const [major = '', minor = '', patch = ''] = version.split('.');
  const era = Object.hasOwn(pythonEras, `${major}.${minor}`) ? pythonEras[`${major}.${minor}`] : undefined;
  const number = Number(patch);
  if (era === undefined || !/^\d+$/.test(patch)) return null;
  if (number >= era[2]) return 'trixie';
  if (number >= era[1]) return 'bookworm';
  return number >= era[0] ? 'bullseye' : 'buster';
}

/** True for versions that python's images were published in with a slim twin: 2.7, and 3.3 to the newest minor. */
export function isPublishedPython(version: string): boolean {
  const [major = '', minor] = version.split('.');
  if (minor === undefined) return major === '2' || major === '3';
  return Object.hasOwn(pythonEras, `${major}.${minor}`) || /^(?:2\.7|3\.[345])$/.test(`${major}.${minor}`);
}

/** Interpreter in the pytorch/pytorch images: under /opt/conda until 2.8; minor version by release. */
function pytorchPython(version: string): BaseView['python'] {
  if (version === '' || compareVersions(version, '2.9') >= 0) return { prefix: '/opt/conda', minor: null };
  const minor = compareVersions(version, '2.4') >= 0 ? '3.11' : compareVersions(version, '1.13') >= 0 ? '3.10' : null;
  return { prefix: '/opt/conda', minor };
}

/** uv's images with an interpreter (`python3.13-trixie`) stand on Python's own. */
function pythonOfUv(words: readonly string[]): BaseView['python'] {
  const minor = words.map((word) => /^python(3\.\d+)$/.exec(word)?.[1]).find((each) => each !== undefined);
  return minor === undefined ? null : { prefix: '/usr/local', minor };
}

/** Images whose point is a toolchain, whatever their variant. */
const toolchains = new Set(
  ['gcc', 'golang', 'rust', 'maven', 'gradle', 'openjdk', 'eclipse-temurin', 'amazoncorretto', 'sapmachine']
    .concat(['ibm-semeru-runtimes'])
    .map((name) => `docker.io/library/${name}`)
    .concat('docker.io/rustlang/rust', 'mcr.microsoft.com/dotnet/sdk', 'mcr.microsoft.com/dotnet/core/sdk'),
);

function roleOf(image: string, words: readonly string[]): BaseRole {
  if (words.some((word) => /^(?:jre|headless)/.test(word))) return 'runtime';
  if (toolchains.has(image)) return 'toolchain';
  if (words.includes('devel')) return 'devel';
  if (words.includes('runtime') || words.includes('base')) return 'runtime';
  if (words.includes('slim') || words.some((word) => word.startsWith('alpine'))) return 'slim';
  switch (image) {
    case 'docker.io/library/python':
    case 'docker.io/library/node':
    case 'docker.io/library/ruby':
    case 'docker.io/library/perl':
    case 'docker.io/library/elixir':
    case 'docker.io/continuumio/miniconda3':
    case 'docker.io/continuumio/anaconda3':
    case 'docker.io/library/buildpack-deps':
    case 'ghcr.io/astral-sh/uv':
      return 'full';
    default:
      return 'system';
  }
}

function managerOf(distribution: string | null, image: string, release: string | null): BaseView['manager'] {
  if (distribution === 'alpine') return 'apk';
  if (distribution !== null) return 'apt';
  if (/^ol|^oraclelinux/.test(release ?? '')) return 'dnf';
  if (/^(?:ubi|centos|rockylinux|fedora|al2)/.test(release ?? '')) return 'dnf';
  if (/\/(?:centos|fedora|almalinux|rockylinux|amazonlinux|oraclelinux|ubi\d*(?:-minimal)?)(?:\/|$)/.test(image))
    return 'dnf';
  return /^docker\.io\/(?:pytorch\/pytorch|tensorflow\/tensorflow)$/.test(image) || knownDebian.has(image)
    ? 'apt'
    : null;
}

/** Official images that stand on Debian whatever the tag, alpine variants apart. */
const knownDebian = new Set(
  [
    'python',
    'node',
    'ruby',
    'perl',
    'golang',
    'rust',
    'gcc',
    'buildpack-deps',
    'debian',
    'php',
    'elixir',
    'openjdk',
    'ubuntu',
    'maven',
    'gradle',
    'eclipse-temurin',
    'sapmachine',
    'ibm-semeru-runtimes',
    'nginx',
    'httpd',
    'postgres',
    'redis',
    'tomcat',
  ]
    .map((name) => `docker.io/library/${name}`)
    .concat('docker.io/rustlang/rust', 'mcr.microsoft.com/dotnet/sdk', 'mcr.microsoft.com/dotnet/core/sdk')
    .concat('docker.io/continuumio/miniconda3', 'docker.io/continuumio/anaconda3'),
);

/** Everything the naming rules tell of a base. */
export function viewBase(reference: Reference): BaseView {
  const image = imageKey(reference);
  const { version, words } = parseTag(reference.tag ?? 'latest');
  const release =
    toolchainRelease(reference) ??
    releaseOfVersion(reference) ??
    (image === 'docker.io/library/python' ? releaseOfPinnedPython(version) : null);
  const distribution = release === null ? null : distributionOf(release === 'alpine' ? 'alpine3' : release);
  const minor = /^\d+\.\d+/.exec(version)?.[0] ?? null;
  return {
    reference,
    image,
    release,
    distribution,
    manager: managerOf(distribution, image, release),
    role: roleOf(image, words),
    python:
      image === 'docker.io/library/python'
        ? { prefix: '/usr/local', minor }
        : image === 'docker.io/pytorch/pytorch'
          ? pytorchPython(version)
          : image === 'ghcr.io/astral-sh/uv'
            ? pythonOfUv(words)
            : null,
  };
}

/** Minor version of the distribution's own `python3`; null where it is not known. */
export function systemPython(distribution: string | null): string | null {
  switch (distribution) {
    case 'debian-10':
      return '3.7';
    case 'debian-11':
      return '3.9';
    case 'debian-12':
      return '3.11';
    case 'debian-13':
      return '3.13';
    case 'ubuntu-18.04':
      return '3.6';
    case 'ubuntu-20.04':
      return '3.8';
    case 'ubuntu-22.04':
      return '3.10';
    case 'ubuntu-24.04':
      return '3.12';
    default:
      return null;
  }
}
