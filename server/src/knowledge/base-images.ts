// Figures of base images from the embedded catalogue: download bytes, unpacked bytes where known, layers, date, source.
// It asks no registry and no engine; a figure is a hint with an age, and says so.
import { rememberedByName } from './remembered-by-name.ts';
import { catalogue } from './catalogues.ts';
import { compareVersions, defaultRelease, imageKey, parseTag, type ImageName } from './image-tags.ts';

export interface BaseImageFigure {
  /** `docker.io/library/python` */
  readonly image: string;
  readonly tag: string;
  /** `linux/amd64` */
  readonly platform: string;
  /** Distribution and release as the catalogue names them (`debian 13`); '' where unknown. */
  readonly os: string;
  /** Compressed bytes of all layers; null where unknown. */
  readonly downloadBytes: number | null;
  /** Unpacked bytes; null where unknown. */
  readonly fileBytes: number | null;
  readonly layers: number | null;
  /** Day, month or year at which the figure held (`2026-08-05`, `2023-09`). */
  readonly observed: string;
  readonly source: string;
  /** Rounded, or of a neighbouring tag: shown with `≈` and the year. */
  readonly approximate: boolean;
  /** The tag whose figure this is where the asked one has none of its own; null where it is the tag's own. */
  readonly neighbour: string | null;
}

type Row = readonly [
  string,
  string,
  string,
  string,
  number | null,
  number | null,
  number | null,
  string,
  number,
  number,
];
interface BaseImageCatalogue {
  readonly sources: readonly string[];
  readonly rows: readonly Row[];
}

let index: { readonly of: BaseImageCatalogue; readonly byImage: ReadonlyMap<string, readonly Row[]> } | null = null;

function rowsOf(image: string): readonly Row[] {
  const data = catalogue<BaseImageCatalogue>('base-images');
  if (index?.of !== data) {
    const byImage = new Map<string, Row[]>();
    for (const row of data.rows) {
      const rows = byImage.get(row[0]);
      if (rows === undefined) byImage.set(row[0], [row]);
      else rows.push(row);
    }
    index = { of: data, byImage };
  }
  return index.byImage.get(image) ?? [];
}

function figureFromRow(row: Row, neighbour: string | null): BaseImageFigure {
  const [image, tag, platform, os, downloadBytes, layers, fileBytes, observed, source, approximate] = row;
  const sources = catalogue<BaseImageCatalogue>('base-images').sources;
  return {
    image,
    tag: neighbour ?? tag,
    platform,
    os,
    downloadBytes,
    layers: neighbour === null ? layers : null,
    fileBytes,
    observed,
    source: sources[source] ?? 'unknown source',
    approximate: approximate === 1 || neighbour !== null,
    neighbour: neighbour === null ? null : tag,
  };
}

/** The catalogue's own row for a tag; null where there is none. An absent tag means `latest`. */
export function exactFigure(name: ImageName, platform: string): BaseImageFigure | null {
  const tag = name.tag ?? 'latest';
  const rows = rowsOf(imageKey(name));
  const row =
    rows.find((candidate) => candidate[1] === tag && candidate[2] === platform) ??
    rows.find((candidate) => candidate[1] === withRelease(name) && candidate[2] === platform);
  return row === undefined ? null : figureFromRow(row, null);
}

function withRelease(name: ImageName): string | null {
  const tag = name.tag ?? 'latest';
  const release = defaultRelease(name);
  return release === null || tag.includes(release) ? null : `${tag}-${release}`;
}

/**
 * The tag's own figure, else the one of its nearest neighbour (same image, platform, variant and release; closest
 * version), marked approximate; null where the catalogue knows nothing near.
 */
export function figureOf(name: ImageName, platform = usual): BaseImageFigure | null {
  return platform === usual ? usualFigure(name) : findFigure(name, platform);
}

const usual = 'linux/amd64';
const usualFigure = rememberedByName((name) => findFigure(name, usual));

function findFigure(name: ImageName, platform: string): BaseImageFigure | null {
  const exact = exactFigure(name, platform);
  if (exact !== null) return exact;
  const tag = name.tag ?? 'latest';
  const wanted = parseTag(tag);
  const image = imageKey(name);
  const release = wanted.release ?? defaultRelease(name);
  // Why Temurin: its tags without a release move from one Ubuntu to the next, JDK and JRE alike.
  const anyRelease =
    image === 'docker.io/nvidia/cuda' || (image === 'docker.io/library/eclipse-temurin' && release === null);
  let best: Row | null = null;
  for (const row of rowsOf(image)) {
    if (row[2] !== platform) continue;
    const parts = parseTag(row[1]);
    if (parts.version === '' || wanted.version === '' || variantKey(parts.words) !== variantKey(wanted.words)) continue;
    const rowRelease = parts.release ?? defaultRelease({ ...name, tag: row[1] });
    if (
      !anyRelease &&
      (release === null
        ? rowRelease !== null && !rowRelease.startsWith('alpine') && wanted.version.split('.').length <= 2
        : familyOf(rowRelease) !== familyOf(release))
    )
      continue;
    if (best === null || distance(parts.version, wanted.version) < distance(parseTag(best[1]).version, wanted.version))
      best = row;
  }
  if (best === null || distance(parseTag(best[1]).version, wanted.version) > maximalDistance(image)) return null;
  return figureFromRow(best, tag);
}

/** Releases whose images weigh alike: alpine's own minor versions do. */
function familyOf(release: string | null): string {
  return release?.startsWith('alpine') === true ? 'alpine' : (release ?? '');
}

/** Variants with the same words weigh alike; cudnn's version number does not matter here, an alpine word is a release. */
function variantKey(words: readonly string[]): string {
  return words
    .filter((word) => !word.startsWith('alpine'))
    .map((word) => (word.startsWith('cudnn') ? 'cudnn' : word))
    .sort()
    .join('-');
}

function distance(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  if (compareVersions(a, b) === 0) return 0;
  return Math.abs(majorA - majorB) * 1000 + Math.abs(minorA - minorB);
}

/** How far a neighbour may be: CUDA's majors weigh alike within a factor of two; a language's minors do within the same major. */
function maximalDistance(image: string): number {
  return image === 'docker.io/nvidia/cuda'
    ? 1500
    : image === 'docker.io/library/node' || image === 'docker.io/library/eclipse-temurin'
      ? 12_000
      : 99;
}
