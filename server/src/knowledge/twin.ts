// What a leaner twin of an image is, and twins that differ by one word of the tag. It knows no image.
import type { ImageName } from './image-tags.ts';

/** `slim`: same distribution, fewer packages; `runtime`: same vendor's run-time role; `musl`: another libc; `shell-less`: distroless and the like. */
export type TwinKind = 'slim' | 'runtime' | 'musl' | 'shell-less';

export interface Twin extends ImageName {
  readonly tag: string;
  readonly kind: TwinKind;
  /** What is lost or changes, one short sentence each. */
  readonly caveats: readonly string[];
  /** The tag the base itself should be written with so that both stand on the same release; null where its own will do. */
  readonly pinnedBase: string | null;
}

/** The images of one publisher and how it names what is leaner. */
export interface Family {
  readonly image: string;
  twins(name: ImageName): readonly Twin[];
}

/** The same image with a word of its tag replaced; none where the tag has no such word. */
export function replaceWord(
  name: ImageName,
  from: string,
  to: string,
  kind: TwinKind,
  caveats: readonly string[],
): readonly Twin[] {
  const tag = name.tag ?? '';
  const words = tag.split('-');
  if (!words.includes(from)) return [];
  const replaced = words.map((word) => (word === from ? to : word)).filter((word) => word !== '');
  return [
    { registry: name.registry, repository: name.repository, tag: replaced.join('-'), kind, caveats, pinnedBase: null },
  ];
}
