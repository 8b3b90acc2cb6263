// Remembers what verifying rewrites showed: read once for each Dockerfile, added to by each verification. It knows no plan
// and runs nothing.
import { isUnavailable, type Host } from '../host/host.ts';
import {
  addVerification,
  findVerification,
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
  /** What is known is read again: the files were cleared, or others wrote them. */
  forget(): void;
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
      return findVerification(await of(uri), text, rewritten);
    },
    forget() {
      known.clear();
    },
    async keep(uri, kept) {
      known.set(uri, Promise.resolve(addVerification(await of(uri), kept)));
      const path = pathOfUri(uri);
      const failed = path === null ? undefined : await keepVerification(host, path, kept);
      if (isUnavailable(failed)) log.warn(`The verification is not kept for the next session: ${failed.why}`);
    },
  };
}
