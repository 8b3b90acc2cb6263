// A memo with a bound: two generations of entries, the older one dropped when the younger is full. It knows nothing of
// what it holds; what it returns is only ever what was put in under the same key.

/** A bounded memo; `capacity` counts UTF-16 code units of the keys of one generation. */
export interface BoundedCache<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
}

/** At most twice `capacity` code units of keys are held; an entry in use stays. */
export function boundedCache<T>(capacity: number): BoundedCache<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let held = 0;
  const set = (key: string, value: T): void => {
    // Why 64: an entry of a short key holds memory too.
    held += key.length + 64;
    if (held > capacity) {
      old = young;
      young = new Map();
      held = key.length + 64;
    }
    young.set(key, value);
  };
  const get = (key: string): T | undefined => {
    const found = young.get(key);
    if (found !== undefined) return found;
    const aged = old.get(key);
    if (aged !== undefined) set(key, aged);
    return aged;
  };
  return { get, set };
}

/** The same text in memory of its own: a slice otherwise keeps the whole document it was cut from alive. */
export function detachText(text: string): string {
  return ` ${text}`.slice(1);
}
