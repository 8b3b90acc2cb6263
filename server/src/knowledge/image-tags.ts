// What the words of an image tag mean: version, variant and distribution release. Naming rules only; whether a tag
// exists is for base-images.ts and the registry.

/** Registry, repository and tag; a Reference is one. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | null;
}

export interface TagParts {
  /** Leading dotted number (`3.13`, `12.4.1`), or ''. */
  readonly version: string;
  /** Words that are neither version nor release (`slim`, `devel`, `cudnn`, `jdk`). */
  readonly words: readonly string[];
  /** Distribution release named in the tag (`trixie`, `bookworm`, `alpine3.20`, `ubuntu22.04`), or null. */
  readonly release: string | null;
}

const debianReleases = ['stretch', 'buster', 'bullseye', 'bookworm', 'trixie', 'forky', 'sid'];
const ubuntuReleases: Readonly<Record<string, string>> = {
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
  plucky: '25.04',
  questing: '25.10',
  resolute: '26.04',
};
const releasePattern =
  /^(?:alpine\d[\d.]*|ubuntu\d[\d.]*|ubi\d+|rockylinux\d+|centos\d+|fedora\d+|al2|al2023|windowsservercore.*|nanoserver.*)$/;

/** Splits a tag at its dashes. */
export function parseTag(tag: string): TagParts {
  const words: string[] = [];
  let version = '';
  let release: string | null = null;
  for (const [i, word] of tag.split('-').entries()) {
    if (i === 0 && /^v?\d/.test(word)) version = word.replace(/^v/, '');
    else if (debianReleases.includes(word) || word in ubuntuReleases || releasePattern.test(word)) release = word;
    else if (word !== '') words.push(word);
  }
  return { version, words, release };
}

/** Registries that carry Docker's official images under a path of their own. */
const mirrors: Readonly<Record<string, string>> = {
  'public.ecr.aws': 'docker/library/',
  'mirror.gcr.io': 'library/',
  'registry.docker.com': 'library/',
};

/** `docker.io/library/python`: the key of the catalogue. Public mirrors of the official images, and Docker’s other names, count as these. */
export function imageKey({ registry, repository }: ImageName): string {
  const mirrored = Object.hasOwn(mirrors, registry) ? mirrors[registry] : undefined;
  return mirrored !== undefined && repository.startsWith(mirrored)
    ? `docker.io/library/${repository.slice(mirrored.length)}`
    : `${registry}/${repository}`;
}

/** Compares dotted versions number by number; missing parts count as 0. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

/** Debian number of a release name (`trixie` → `debian-13`), Ubuntu likewise; null for the rest. */
export function distributionOf(release: string): string | null {
  const number = { stretch: 9, buster: 10, bullseye: 11, bookworm: 12, trixie: 13, forky: 14 }[release];
  if (number !== undefined) return `debian-${number}`;
  const named = ubuntuReleases[release];
  if (named !== undefined) return `ubuntu-${named}`;
  if (release.startsWith('ubuntu')) return `ubuntu-${release.slice('ubuntu'.length)}`;
  if (release.startsWith('alpine')) return 'alpine';
  return null;
}

/**
 * The release that an official image's tag stands on today where the tag does not say so; null where it depends on
 * when the image was built (tags pinned to a patch version) or is not known. Source: docker-library/official-images,
 * August 2026.
 */
export function defaultRelease(name: ImageName): string | null {
  const { version, words, release } = parseTag(name.tag ?? 'latest');
  if (release !== null) return release;
  if (words.some((word) => word.startsWith('alpine'))) return 'alpine';
  const patchPinned = version.split('.').length > 2;
  const at = (minimum: string): boolean => version === '' || compareVersions(version, minimum) >= 0;
  switch (imageKey(name)) {
    case 'docker.io/library/python':
      if (patchPinned) return null;
      if (version === '2' || version.startsWith('2.')) return 'buster';
      if (version === '3' || at('3.9')) return 'trixie';
      return at('3.7') ? 'bookworm' : at('3.6') ? 'bullseye' : null;
    case 'docker.io/library/node':
      if (patchPinned) return null;
      if (words.includes('lts') || words.includes('jod') || words.includes('krypton')) return 'bookworm';
      return at('26') ? 'trixie' : at('16') ? 'bookworm' : null;
    case 'docker.io/library/golang':
      return patchPinned ? null : at('1.25') || version === '1' ? 'trixie' : at('1.20') ? 'bookworm' : null;
    case 'docker.io/library/rust':
      return patchPinned ? null : version === '1' || at('1.89') ? 'trixie' : at('1.70') ? 'bookworm' : null;
    case 'docker.io/library/ruby':
      if (patchPinned) return null;
      return at('3.2') || version === '3' ? 'trixie' : at('3.0') ? 'bookworm' : null;
    case 'docker.io/library/debian':
      return debianRelease(version, words);
    case 'docker.io/library/ubuntu':
      return version === '' ? (words.includes('latest') ? 'ubuntu26.04' : null) : `ubuntu${version}`;
    case 'docker.io/library/gcc':
      return patchPinned ? null : at('13') ? 'trixie' : at('11') ? 'bookworm' : null;
    case 'docker.io/library/alpine':
      return 'alpine';
    default:
      return null;
  }
}

function debianRelease(version: string, words: readonly string[]): string | null {
  if (words.includes('stable') || words.includes('latest')) return 'trixie';
  if (words.includes('oldstable')) return 'bookworm';
  const major = Number(version.split('.')[0] ?? '');
  return { 9: 'stretch', 10: 'buster', 11: 'bullseye', 12: 'bookworm', 13: 'trixie' }[major] ?? null;
}
