// Which open document is the ignore file of an open Dockerfile. By paths alone; it reads nothing.
import { resolvePath } from '../text/resolve-path.ts';
import type { OpenDocument } from '../session/documents.ts';
import { pathOfUri } from '../session/file-uri.ts';
import type { Session } from '../session/session.ts';

export function isIgnoreFileName(path: string): boolean {
  return /\.(?:dockerignore|containerignore)$/.test(path);
}

/** The open ignore file in force for an open Dockerfile; undefined where there is none. */
export function openIgnoreFileOf(session: Session, dockerfile: string): OpenDocument | undefined {
  const place = session.contexts.place(dockerfile);
  const inContext = session.contexts.of(dockerfile)?.ignoreFile?.path;
  if (place === null || inContext === undefined) return undefined;
  const path = resolvePath(place.folder, inContext);
  return session.documents.all().find(({ uri }) => isIgnoreFileName(uri) && pathOfUri(uri) === path);
}
