// The account of bytes that died: by whom written, by whom killed, and the biggest files of each pair. Numbers only;
// what a death is, the stacking decides.
import type { TreeNodes } from './tree-nodes.ts';

/** `shadowed`: a later copy at the same path; `deleted`: whiteout, opaque folder, or something of another type there. */
export type Death = 'shadowed' | 'deleted';

export interface DeadBytes {
  readonly writer: number;
  readonly killer: number;
  readonly shadowedBytes: number;
  readonly deletedBytes: number;
  readonly files: number;
  /** Biggest first, at most five. */
  readonly examples: readonly { readonly path: string; readonly fileBytes: number }[];
}

interface Account {
  readonly writer: number;
  readonly killer: number;
  shadowedBytes: number;
  deletedBytes: number;
  files: number;
  biggest: number[];
}

const exampleCount = 5;

export interface DeadLedger {
  add(content: number, killer: number, how: Death): void;
  /** Biggest first. */
  pairs(): readonly DeadBytes[];
}

export function createDeadLedger(nodes: TreeNodes): DeadLedger {
  const accounts = new Map<number, Account>();
  return {
    add(content, killer, how) {
      const writer = nodes.layerOf(content);
      // Invariant: layers are fewer than 65,536, so a pair is one number.
      const key = writer * 65536 + killer;
      let account = accounts.get(key);
      if (!account) {
        account = { writer, killer, shadowedBytes: 0, deletedBytes: 0, files: 0, biggest: [] };
        accounts.set(key, account);
      }
      const bytes = nodes.fileBytesOf(content);
      if (how === 'shadowed') account.shadowedBytes += bytes;
      else account.deletedBytes += bytes;
      account.files++;
      const { biggest } = account;
      const place = biggest.findIndex((other) => nodes.fileBytesOf(other) < bytes);
      if (place >= 0) biggest.splice(place, 0, content);
      else if (biggest.length < exampleCount) biggest.push(content);
      if (biggest.length > exampleCount) biggest.pop();
    },
    pairs: () =>
      [...accounts.values()]
        .map(({ biggest, ...account }) => ({
          ...account,
          examples: biggest.map((node) => ({ path: nodes.pathOf(node), fileBytes: nodes.fileBytesOf(node) })),
        }))
        .sort((a, b) => b.shadowedBytes + b.deletedBytes - (a.shadowedBytes + a.deletedBytes)),
  };
}
