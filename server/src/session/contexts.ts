// What was last read of each Dockerfile's build context, kept until something in it changes. The text of an open editor
// wins over the disk. It decides nothing about what a COPY takes, nor when to read.
import type { ContextFacts } from '../facts/snapshot.ts';
import type { Host } from '../host/host.ts';
import type { ContextBuild } from '../operations/gather-context.ts';
import type { Documents } from './documents.ts';
import { isInside, pathOfUri } from './file-uri.ts';

/** Where a Dockerfile and its context lie on disk. */
export interface ContextPlace {
  readonly dockerfile: string;
  /** Absolute, without trailing slash. */
  readonly folder: string;
}

export interface Contexts {
  of(uri: string): ContextFacts | null;
  /** Where the context was last read; null where it never was. */
  place(uri: string): ContextPlace | null;
  /** The host with the unsaved text of open editors in front of it. */
  readonly openFilesFirst: Host;
  /** Reads the context anew, for the stage that ships. Resolves to true where something is another than before. */
  refresh(uri: string, place: ContextPlace, asked: ContextBuild): Promise<boolean>;
  /** Reads files of a known context that were not asked for before. Resolves to true where there is one. */
  readMore(uri: string, names: readonly string[]): Promise<boolean>;
  /** Documents whose context holds the path. */
  holding(path: string): readonly string[];
  forget(uri: string): void;
}

/** How a context is read, loaded when the first one is wanted. */
export interface ContextTools {
  /** Reads what rules and planner want of the context of a Dockerfile with this text. */
  readonly gatherContext: (host: Host, place: ContextPlace, text: string, asked: ContextBuild) => Promise<ContextFacts>;
  /** Reads the named files of a context alone. */
  readonly readFiles: (host: Host, folder: string, names: readonly string[]) => Promise<ContextFacts['files']>;
}

interface Entry {
  readonly place: ContextPlace;
  readonly facts: ContextFacts | null;
  readonly key: string;
  /** Files that were asked for after the context was read, there or not. */
  readonly asked: Set<string>;
}

/** Most files read behind one change. */
const mostAtOnce = 20;

/** Everything that could be another, as one text. */
function keyOf(facts: ContextFacts): string {
  return JSON.stringify([facts.ignoreFile, [...facts.files], facts.listing]);
}

export function openContexts(host: Host, documents: Documents, loadTools: () => Promise<ContextTools>): Contexts {
  const entries = new Map<string, Entry>();

  const openFilesFirst: Host = {
    ...host,
    readFile(path, limit) {
      // Why by path: editors escape the same path in different ways.
      const open = documents.all().find(({ uri }) => pathOfUri(uri) === path);
      return open === undefined ? host.readFile(path, limit) : Promise.resolve(new TextEncoder().encode(open.text));
    },
  };

  return {
    of: (uri) => entries.get(uri)?.facts ?? null,
    place: (uri) => entries.get(uri)?.place ?? null,
    openFilesFirst,
    async refresh(uri, place, asked) {
      const { gatherContext } = await loadTools();
      const text = documents.get(uri)?.text;
      if (text === undefined) return false;
      const facts = await gatherContext(openFilesFirst, place, text, asked);
      const key = keyOf(facts);
      const before = entries.get(uri);
      const same = before?.key === key && before.place.folder === place.folder;
      if (same || documents.get(uri) === undefined) return false;
      entries.set(uri, { place, facts, key, asked: new Set() });
      return true;
    },
    async readMore(uri, names) {
      const entry = entries.get(uri);
      if (entry?.facts == null) return false;
      const { facts, place, asked } = entry;
      const missing = names.filter((name) => !facts.files.has(name) && !asked.has(name)).slice(0, mostAtOnce);
      if (missing.length === 0) return false;
      for (const name of missing) asked.add(name);
      const { readFiles } = await loadTools();
      const more = await readFiles(openFilesFirst, place.folder, missing);
      // Why: the context may have been read anew, or the document closed, in the meantime.
      if (more.size === 0 || entries.get(uri) !== entry) return false;
      const grown = { ...facts, files: new Map([...facts.files, ...more]) };
      entries.set(uri, { place, facts: grown, key: keyOf(grown), asked });
      return true;
    },
    holding: (path) => [...entries].filter(([, { place }]) => isInside(place.folder, path)).map(([uri]) => uri),
    forget(uri) {
      entries.delete(uri);
    },
  };
}
