// Files that a RUN downloads and has not removed when it ends. It knows no kind of file and judges nothing.
import { isWithin, mayMatch } from '../../effects/path-set.ts';
import type { PathPattern } from '../../effects/effect.ts';
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import type { ShellWord } from '../../shell/shell.ts';
import { isMounted } from './left-caches.ts';
import { remembered } from './remembered.ts';

export interface KeptDownload {
  readonly command: CommandFacts;
  /** Place of the command among those of the RUN. */
  readonly index: number;
  /** Absolute. */
  readonly path: string;
  /** The word that names it: the file, or the address. */
  readonly word: ShellWord | null;
}

/** A removal that may mean the path: by its name, by a pattern, by a folder above, or of some unknown things there. */
function mayRemove(deleted: PathPattern, path: string): boolean {
  return mayMatch(deleted, path) || (deleted.kind === 'unknown' && isWithin(deleted.path, path));
}

/** True where a command behind `index`, a trap or a function of the RUN may remove the path or move it. */
export function mayBeRemoved(facts: InstructionFacts, index: number, path: string): boolean {
  return facts.commands.some(({ command, effect }, at) => {
    if (at <= index && command.guard.function === null && command.name !== 'trap') return false;
    // Why: what a trap removes stands in its text.
    if (command.name === 'trap') return command.words.some(({ value, raw }) => /\brm\b/.test(value ?? raw));
    return effect.deletes.some((deleted) => mayRemove(deleted.path, path));
  });
}

/** Files with a known place that curl, wget and their kin write into the layer of a RUN, still there when it ends. */
export const keptDownloads: (facts: InstructionFacts) => readonly KeptDownload[] = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN') return [];
  return facts.commands.flatMap((command, index) =>
    command.effect.role !== 'fetch'
      ? []
      : command.effect.writes.flatMap(({ path, word }): readonly KeptDownload[] =>
          path.kind !== 'file' || isMounted(facts, path.path) || mayBeRemoved(facts, index, path.path)
            ? []
            : [{ command, index, path: path.path, word: word ?? null }],
        ),
  );
});

/**
 * `rm` of the file as it can be said at the end of the RUN; null where its place is not sure: a relative name counts from a
 * working folder that the base image may have chosen. Variables stay variables.
 */
export function removalAtEnd(facts: InstructionFacts, { command, path, word }: KeptDownload): string | null {
  const last = facts.commands.findLast(({ command: { list, parent } }) => list === 0 && parent === null);
  const folder = command.context.workingFolder;
  const raw = word?.raw.replace(/^["']|["']$/g, '') ?? '';
  const isWhole = path.endsWith(raw) && raw.startsWith('/');
  const stays = last !== undefined && last.command.name !== 'cd' && last.context.workingFolder === folder;
  const relative = path.slice(folder === '/' ? 1 : folder.length + 1);
  const isSure = isWhole || folder !== facts.before.workingFolder || folder !== '/';
  const { guard } = command.command;
  const isPlain = !guard.conditional && !guard.loop && guard.function === null;
  let name = stays && !isWhole && isWithin(folder, path) ? relative : isSure ? path : null;
  if (raw.includes('$')) name = isPlain && stays ? named(raw, relative) : null;
  if (name === null || !/^"?[\w./$][\w./+@%${}-]*"?$/.test(name)) return null;
  return `rm ${isPlain ? '' : '-f '}${name}`;
}

/** The file by the word that named it: a path, or the last part of an address, where the file lies in the working folder. */
function named(raw: string, relative: string): string | null {
  if (!raw.includes('://')) return `"${raw}"`;
  const name = raw.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? '';
  return relative.includes('/') ? null : `"${name}"`;
}
