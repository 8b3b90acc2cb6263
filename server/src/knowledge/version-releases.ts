// The Debian release that a version of the ruby and php images stands on where the tag does not name it, by the dates on which
// the images moved to a release. It does not know the images whose tags say it themselves.
import { imageKey, parseTag, type ImageName } from './image-tags.ts';

/** First patch release of a minor version that was built on bullseye, bookworm and trixie by default. */
type Eras = readonly [bullseye: number, bookworm: number, trixie: number];

const byImage: Readonly<Record<string, Readonly<Record<string, Eras>>>> = {
  'docker.io/library/ruby': {
    '2.5': [Infinity, Infinity, Infinity],
    '2.6': [8, Infinity, Infinity],
    '2.7': [4, Infinity, Infinity],
    '3.0': [2, 6, Infinity],
    '3.1': [0, 4, Infinity],
    '3.2': [0, 2, 9],
    '3.3': [-1, 0, 9],
    '3.4': [-1, 0, 5],
    '4.0': [-1, -1, 0],
  },
  'docker.io/library/php': {
    '7.1': [Infinity, Infinity, Infinity],
    '7.2': [Infinity, Infinity, Infinity],
    '7.3': [30, Infinity, Infinity],
    '7.4': [23, Infinity, Infinity],
    '8.0': [10, 29, Infinity],
    '8.1': [0, 20, 33],
    '8.2': [0, 7, 29],
    '8.3': [-1, 0, 24],
    '8.4': [-1, 0, 11],
    '8.5': [-1, -1, 0],
  },
};

/** `bookworm` for `ruby:3.2.2`, `trixie` for `php:8-apache`; null where it is not known, or the image is another. */
export function releaseOfVersion(name: ImageName): string | null {
  const { version, words, release } = parseTag(name.tag ?? 'latest');
  const image = imageKey(name);
  const table = Object.hasOwn(byImage, image) ? byImage[image] : undefined;
  if (table === undefined || release !== null || words.some((word) => word.startsWith('alpine'))) return null;
  const [major = '', minor, patch = 'Infinity'] = version.split('.');
  const newest = Object.keys(table).at(-1) ?? '';
  // Why: `php:7` and `php:8` are the last of their line.
  const last = Object.keys(table).findLast((each) => each.startsWith(`${major}.`));
  const eras = table[version === '' ? newest : minor === undefined ? (last ?? '') : `${major}.${minor}`];
  const number = patch === 'Infinity' ? Number.MAX_SAFE_INTEGER : Number(patch);
  if (eras === undefined || Number.isNaN(number)) return null;
  if (number >= eras[2]) return 'trixie';
  if (number >= eras[1]) return 'bookworm';
  return number >= eras[0] ? 'bullseye' : 'buster';
}
