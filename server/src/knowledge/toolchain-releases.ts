// The Debian release that a tag of the golang and rust images surely exists for, also where the tag pins a patch version.
// Naming a release in the tag makes the builder and the shipped stage agree on the C library. Source: release dates.
import { compareVersions, defaultRelease, imageKey, parseTag, type ImageName } from './image-tags.ts';

/** First version of each image with tags for a Debian release, newest release first. */
const eras: Readonly<Record<string, readonly (readonly [version: string, release: string])[]>> = {
  'docker.io/library/golang': [
    ['1.25', 'trixie'],
    ['1.20.5', 'bookworm'],
    ['1.17', 'bullseye'],
    ['1.13', 'buster'],
  ],
  'docker.io/library/rust': [
    ['1.89', 'trixie'],
    ['1.70', 'bookworm'],
    ['1.55', 'bullseye'],
    ['1.37', 'buster'],
  ],
};

/** Branches of gcc whose last patch release was built on bookworm, and those still built when trixie came. */
const gccReleases: Readonly<Record<string, readonly string[]>> = {
  bookworm: ['12.3', '12.4', '13.2', '13.3', '14.1', '14.2'],
  trixie: ['12.5', '13.4', '14.3', '15.2'],
};

/** gcc has no tags with a release in them: only what the version itself tells counts. */
function gccRelease(version: string): string | null {
  const branch = version.split('.').slice(0, 2).join('.');
  return Object.entries(gccReleases).find(([, branches]) => branches.includes(branch))?.[0] ?? null;
}

/** The release of a toolchain image; null where no release can be named that the tag surely exists for. */
export function toolchainRelease(name: ImageName): string | null {
  const known = defaultRelease(name);
  const { version, words } = parseTag(name.tag ?? 'latest');
  const image = imageKey(name);
  if (image === 'docker.io/rustlang/rust' && words[0] === 'nightly') return known ?? 'bookworm';
  if (image === 'docker.io/library/gcc' && version.includes('.')) return gccRelease(version);
  if (known !== null || version === '') return known;
  const own = Object.hasOwn(eras, image) ? eras[image] : undefined;
  if (own === undefined || words.some((word) => word !== 'slim') || !version.includes('.')) return null;
  return own.find(([first]) => compareVersions(version, first) >= 0)?.[1] ?? null;
}
