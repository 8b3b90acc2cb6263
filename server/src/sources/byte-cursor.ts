// A place in a stream of chunks: look ahead a little, take a stretch, go on. Chunks are handed through, never copied
// but for the few bytes of a look ahead across two of them.

export interface ByteCursor {
  /** Makes sure that there is a byte at `at()`; false at the end. Rejects where the source does. */
  fill(): Promise<boolean>;
  chunk(): Uint8Array;
  at(): number;
  advance(bytes: number): void;
  /** The next bytes without taking them; fewer than asked for only at the end. */
  peek(bytes: number): Promise<Uint8Array>;
  /** The next `bytes` as chunks. `finish` passes over what was not read; false where the stream ended before. */
  take(bytes: number): { readonly chunks: AsyncIterable<Uint8Array>; finish(): Promise<boolean> };
  /** Everything that is left. */
  rest(): AsyncIterable<Uint8Array>;
  drain(): Promise<void>;
  close(): Promise<void>;
}

export function createCursor(source: AsyncIterable<Uint8Array>): ByteCursor {
  const iterator = source[Symbol.asyncIterator]();
  let chunk = new Uint8Array(0) as Uint8Array;
  let at = 0;
  let ended = false;

  async function next(): Promise<Uint8Array | null> {
    while (!ended) {
      const step = await iterator.next();
      if (step.done === true) ended = true;
      else if (step.value.length > 0) return step.value;
    }
    return null;
  }

  async function fill(): Promise<boolean> {
    if (at < chunk.length) return true;
    const more = await next();
    if (!more) return false;
    chunk = more;
    at = 0;
    return true;
  }

  async function* rest(): AsyncGenerator<Uint8Array> {
    while (await fill()) {
      const piece = at === 0 ? chunk : chunk.subarray(at);
      at = chunk.length;
      yield piece;
    }
  }

  return {
    fill,
    chunk: () => chunk,
    at: () => at,
    advance(bytes) {
      at += bytes;
    },
    async peek(bytes) {
      while (chunk.length - at < bytes) {
        const more = await next();
        if (!more) break;
        const joined = new Uint8Array(chunk.length - at + more.length);
        joined.set(chunk.subarray(at));
        joined.set(more, chunk.length - at);
        chunk = joined;
        at = 0;
      }
      return chunk.subarray(at, at + bytes);
    },
    take(bytes) {
      let left = bytes;
      const takePiece = async (): Promise<Uint8Array | null> => {
        if (left === 0 || !(await fill())) return null;
        const taken = chunk.subarray(at, at + left);
        at += taken.length;
        left -= taken.length;
        return taken;
      };
      // Why one at a time: a decompressor that gave up may still be waiting for its piece when `finish` begins.
      let turn: Promise<unknown> = Promise.resolve();
      const piece = (): Promise<Uint8Array | null> => {
        const mine = turn.then(takePiece);
        turn = mine.catch(() => undefined);
        return mine;
      };
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        for (let taken = await piece(); taken; taken = await piece()) yield taken;
      };
      return {
        chunks: chunks(),
        async finish() {
          while (await piece());
          return left === 0;
        },
      };
    },
    rest,
    async drain() {
      while (await next());
    },
    async close() {
      if (!ended) await iterator.return?.();
      ended = true;
    },
  };
}
