// Remembers a value for two objects, for as long as both live. It knows nothing of what it holds.

export interface PairMemo<A extends object, B extends object, V> {
  /** The value of the pair, made on first use. */
  readonly get: (a: A, b: B, make: () => V) => V;
}

interface Slot<B extends object, V> {
  readonly first: B;
  readonly value: V;
  more: WeakMap<B, V> | null;
}

/**
 * A memo for pairs. Why the first partner is held apart, and held on to: most objects meet one partner only, and thousands
 * of weak maps of one entry are what a keystroke near the top of a long file would pay for.
 */
export function pairMemo<A extends object, B extends object, V>(): PairMemo<A, B, V> {
  const slots = new WeakMap<A, Slot<B, V>>();
  return {
    get(a, b, make) {
      const slot = slots.get(a);
      if (slot === undefined) {
        const value = make();
        slots.set(a, { first: b, value, more: null });
        return value;
      }
      if (slot.first === b) return slot.value;
      slot.more ??= new WeakMap();
      const known = slot.more.get(b);
      if (known !== undefined) return known;
      const value = make();
      slot.more.set(b, value);
      return value;
    },
  };
}
