// A tag can be moved by its owner; only a digest names one image for good. Off by default: pinned digests need a tool that
// renews them, or security updates stop. Where a variable may hold the digest, nothing is said.
import { writtenBases } from './parts/written-base.ts';
import type { Rule } from './rule.ts';

export const baseWithoutDigest: Rule = {
  meta: {
    id: 'base-without-digest',
    summary: 'A base image is not pinned by its digest',
    group: 'base-image',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['semgrep:dockerfile-source-not-pinned'],
    references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  },
  *checkFile(snapshot) {
    for (const { facts, span, digest, mayVary } of writtenBases(snapshot))
      if (digest === null && !mayVary)
        yield { facts, span, message: 'the tag can move: only a digest names one image for good' };
  },
};
