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

/** The release of a toolchain image; null where no release can be named that the tag surely exists for. */
export function toolchainRelease(name: ImageName): string | null {
  const known = defaultRelease(name);
  const { version, words } = parseTag(name.tag ?? 'latest');
  if (known !== null || version === '') return known;
  const image = imageKey(name);
  const own = Object.hasOwn(eras, image) ? eras[image] : undefined;
  if (own === undefined || words.some((word) => word !== 'slim') || !version.includes('.')) return null;
  return own.find(([first]) => compareVersions(version, first) >= 0)?.[1] ?? null;
}
