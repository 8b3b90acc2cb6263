// The files that fixes write beside a Dockerfile, with where they lie and what they say now. It writes none.
import type { Fix } from '../rules/rule.ts';
import type { Analysis } from '../session/analysis.ts';
import { resolvePath } from '../text/resolve-path.ts';
import type { Session } from '../session/session.ts';
import type { WrittenFile } from './workspace-edit.ts';

/** Null where the context's place is not known. */
export function writtenFiles(
  session: Session,
  { document, context }: Analysis,
  files: Fix['files'] = [],
): readonly WrittenFile[] | null {
  if (files.length === 0) return [];
  const place = session.contexts.place(document.uri);
  if (place === null) return null;
  return files.map(({ path, text }) => {
    const known = context?.ignoreFile?.path === path ? context.ignoreFile : context?.files.get(path);
    const before = known !== undefined && 'text' in known ? { before: known.text } : {};
    return { path: resolvePath(place.folder, path), text, ...before };
  });
}
