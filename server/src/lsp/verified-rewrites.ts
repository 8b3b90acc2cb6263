// Remembers what verifying rewrites showed: read once for each Dockerfile, added to by each verification. It knows no plan
// and runs nothing.
import { isUnavailable, type Host } from '../host/host.ts';
import {
  hashText,
  keepVerification,
  readVerifications,
  type KeptVerification,
} from '../operations/keep-verification.ts';
import { pathOfUri } from '../session/file-uri.ts';
import type { Log } from './guard.ts';

export interface VerifiedRewrites {
  /** True where some rewrite of this very text has been verified. */
  knows(uri: string, text: string): Promise<boolean>;
  /** What verifying this rewrite of this text showed; null before that. */
  find(uri: string, text: string, rewritten: string): Promise<KeptVerification | null>;
  keep(uri: string, kept: KeptVerification): Promise<void>;
}

export function openVerifiedRewrites(host: Host, log: Log): VerifiedRewrites {
  const known = new Map<string, Promise<readonly KeptVerification[]>>();
  const of = (uri: string): Promise<readonly KeptVerification[]> => {
    const path = pathOfUri(uri);
    const all = known.get(uri) ?? (path === null ? Promise.resolve([]) : readVerifications(host, path));
    known.set(uri, all);
    return all;
  };
  return {
    async knows(uri, text) {
      const all = await of(uri);
      if (all.length === 0) return false;
      const hash = hashText(text);
      return all.some((each) => each.text === hash);
    },
    async find(uri, text, rewritten) {
      const all = await of(uri);
      if (all.length === 0) return null;
      const [before, after] = [hashText(text), hashText(rewritten)];
      return all.find((each) => each.text === before && each.rewrite === after) ?? null;
    },
    async keep(uri, kept) {
      const others = (await of(uri)).filter(({ text, rewrite }) => text !== kept.text || rewrite !== kept.rewrite);
      known.set(uri, Promise.resolve([kept, ...others]));
      const path = pathOfUri(uri);
      const failed = path === null ? undefined : await keepVerification(host, path, kept);
      if (isUnavailable(failed)) log.warn(`The verification is not kept for the next session: ${failed.why}`);
    },
  };
}
