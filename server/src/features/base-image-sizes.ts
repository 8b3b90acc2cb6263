// What a base image weighs and what leaner images weigh instead: the data behind the hover on FROM and `plimsoll size`.
// It reads the embedded catalogue; what an engine measured or a registry told is passed in and wins. It formats nothing.
import { formatReference, type Reference } from '../image/reference.ts';
import { figureOf, type BaseImageFigure } from '../knowledge/base-images.ts';
import { leanerTwins, type TwinKind } from '../knowledge/leaner-twins.ts';

/** Unpacked bytes of an image that an engine holds. */
export interface LocalFigure {
  readonly fileBytes: number;
  /** Engine with version, for the source of the figure. */
  readonly engine: string;
}

/** What the image's own registry said of it. */
export interface RegistrySizes {
  readonly registry: string;
  readonly downloadBytes: number;
  /** Uncompressed bytes of the layers; null where it could not tell. */
  readonly tarBytes: number | null;
  readonly layers: number;
  /** Milliseconds since the epoch. */
  readonly asked: number;
}

/** What is known of an image beside the catalogue, by its shortest reference. */
export interface KnownFigures {
  readonly local?: (reference: string) => LocalFigure | null;
  readonly registry?: (reference: string) => RegistrySizes | null;
}

export interface ImageSizes {
  /** Shortest form of the reference. */
  readonly reference: string;
  readonly platform: string;
  /** Null where nobody measured it. */
  readonly downloadBytes: number | null;
  readonly fileBytes: number | null;
  readonly layers: number | null;
  readonly os: string | null;
  /** Which of the two figures are rounded, of a neighbouring tag, or computed. */
  readonly approximate: boolean;
  /** The catalogue tag whose figures these are, where the tag has none of its own. */
  readonly neighbour: string | null;
  /** Day, month or year; null with the figures. */
  readonly observed: string | null;
  readonly source: string | null;
  /** Who measured `fileBytes` here; null where it is the catalogue's. */
  readonly measuredBy: string | null;
}

export interface TwinSizes extends ImageSizes {
  readonly kind: TwinKind;
  readonly caveats: readonly string[];
  /** Download bytes saved, estimated; null where either side is unknown or nothing is saved. */
  readonly savedDownloadBytes: number | null;
}

export interface BaseImageSizes {
  readonly image: ImageSizes;
  /** Same libc first; musl and shell-less ones after. */
  readonly twins: readonly TwinSizes[];
}

function sizesFrom(
  reference: string,
  platform: string,
  figure: BaseImageFigure | null,
  known: KnownFigures,
): ImageSizes {
  const local = known.local?.(reference) ?? null;
  const told = known.registry?.(reference) ?? null;
  if (told !== null) {
    return {
      ...{ reference, platform, downloadBytes: told.downloadBytes, layers: told.layers },
      fileBytes:
        local?.fileBytes ?? told.tarBytes ?? (figure?.approximate === true ? null : (figure?.fileBytes ?? null)),
      os: figure === null || figure.os === '' ? null : figure.os,
      approximate: false,
      neighbour: null,
      observed: new Date(told.asked).toISOString().slice(0, 10),
      source: told.registry,
      measuredBy: local?.engine ?? null,
    };
  }
  return {
    reference,
    platform,
    downloadBytes: figure?.downloadBytes ?? null,
    fileBytes: local?.fileBytes ?? figure?.fileBytes ?? null,
    layers: figure?.layers ?? null,
    os: figure === null || figure.os === '' ? null : figure.os,
    approximate: figure?.approximate ?? false,
    neighbour: figure?.neighbour ?? null,
    observed: figure?.observed ?? null,
    source: figure?.source ?? null,
    measuredBy: local?.engine ?? null,
  };
}

/**
 * Sizes of a base image and of its leaner twins on a platform (`linux/amd64`). What an engine on this machine or
 * the image's registry told wins over the catalogue; unknown figures are null, never zero.
 */
export function baseImageSizes(reference: Reference, platform: string, known: KnownFigures = {}): BaseImageSizes {
  const text = formatReference(reference);
  const image = sizesFrom(text, platform, figureOf(reference, platform), known);
  const twins = leanerTwins(reference).map((twin): TwinSizes => {
    const name = formatReference({ ...twin, digest: null });
    const sizes = sizesFrom(name, platform, figureOf(twin, platform), known);
    const saved =
      image.downloadBytes === null || sizes.downloadBytes === null ? null : image.downloadBytes - sizes.downloadBytes;
    return {
      ...sizes,
      kind: twin.kind,
      caveats: twin.caveats,
      savedDownloadBytes: saved !== null && saved > 0 ? saved : null,
    };
  });
  const rank: Readonly<Record<TwinKind, number>> = { slim: 0, runtime: 0, musl: 1, 'shell-less': 2 };
  return { image, twins: [...twins].sort((a, b) => rank[a.kind] - rank[b.kind]) };
}
