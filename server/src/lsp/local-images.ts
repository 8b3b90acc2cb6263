// Remembers what the engine said of images that it holds, so that a hover asks it once. Until an engine has been found,
// nothing is asked at all; hovers never look for one.
import { findLocalImage, type LocalImage } from '../operations/local-image.ts';
import type { Engine } from '../engine/engine.ts';
import type { Host } from '../host/host.ts';

export interface LocalImages {
  /** The engine that was found; null where none answers or nothing may be run. */
  useEngine(engine: Engine | null): void;
  /** Null where no engine is known, or it does not hold the image. */
  lookUp(reference: string, platform: string): Promise<LocalImage | null>;
}

/** Milliseconds after which an image that was not there is asked for again: it may have been pulled. */
const missLifetime = 60_000;

export function openLocalImages(host: Host): LocalImages {
  let engine: Engine | null = null;
  const known = new Map<string, { readonly image: LocalImage | null; readonly at: number }>();
  return {
    useEngine(found) {
      engine = found;
      known.clear();
    },
    async lookUp(reference, platform) {
      if (engine === null) return null;
      const key = `${platform} ${reference}`;
      const before = known.get(key);
      if (before !== undefined && (before.image !== null || host.now() - before.at < missLifetime)) return before.image;
      const image = await findLocalImage(host, engine, reference, platform);
      known.set(key, { image, at: host.now() });
      return image;
    },
  };
}
