// Answers kept by the name of the image they are about: on every keystroke the same few bases are asked for. It knows
// nothing of what it keeps.
import { boundedCache } from '../text/bounded-cache.ts';
import type { ImageName } from './image-tags.ts';

/** `compute`, asked once for each name among the last hundreds. It must depend on the name and the catalogues alone. */
export function rememberedByName<V>(compute: (name: ImageName) => V): (name: ImageName) => V {
  const known = boundedCache<{ readonly value: V }>(20_000);
  return (name) => {
    const key = `${name.registry}/${name.repository}:${name.tag ?? ''}`;
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { value: compute(name) }));
    return found.value;
  };
}
