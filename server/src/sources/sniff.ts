// What a blob is, by its first bytes: media types lie (docker-archive readers label plain tar as gzip), bytes do not.
import { blockBytes, headerKind } from './tar-header.ts';

export type BlobKind = 'tar' | 'gzip' | 'zstd' | 'json' | 'other';

/** Bytes that `sniff` wants to see; fewer only where the blob is shorter. */
export const sniffBytes = blockBytes;

/** `tar` also for an empty tar of zero blocks. */
export function sniff(head: Uint8Array): BlobKind {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  // Why: zstd:chunked and seekable archives may begin with a skippable frame (RFC 8878, 3.1.2).
  if (((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18) return 'zstd';
  if (head.length >= blockBytes && headerKind(head, 0) !== null) return 'tar';
  const first = head.find((byte) => byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13);
  return first === 0x7b || first === 0x5b ? 'json' : 'other';
}
