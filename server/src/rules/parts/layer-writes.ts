// What the layers so far have written, by path: asked what a later instruction's path meets. Only writes whose place the
// text tells are kept, and only what is left when their instruction ended. It judges nothing.
import { remembered } from './remembered.ts';
import { pathsOfCopy } from '../../build-context/copy-paths.ts';
import { cleanPath } from '../../build-context/ignore-file.ts';
import { contains, isWithin } from '../../effects/path-set.ts';
import type { PathPattern } from '../../effects/effect.ts';
import type { CommandFacts, ContextFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { shippingChain } from './stage-chain.ts';
import { isMounted } from './left-caches.ts';

/** Something that one instruction left at a place. */
export interface LayerWrite {
  readonly facts: InstructionFacts;
  readonly path: Extract<PathPattern, { kind: 'file' | 'tree' }>;
  /** Null for COPY and ADD. */
  readonly command: CommandFacts | null;
}

interface Node {
  children: Map<string, Node> | null;
  writes: LayerWrite[] | null;
}

/** What one instruction asks of lower layers and adds to them; paths as segments. */
interface Part {
  readonly questions: readonly PathPattern[];
  readonly writes: readonly LayerWrite[];
  readonly segments: readonly (readonly string[])[];
}

/** Writes by path, the latest last. */
interface WriteTree {
  add(write: LayerWrite, segments: readonly string[]): void;
  met(path: PathPattern): readonly LayerWrite[];
}

const none: readonly LayerWrite[] = [];

/** Most writes looked at for one question. */
const bound = 64;

function isPlaced(path: PathPattern): path is LayerWrite['path'] {
  return (path.kind === 'file' || path.kind === 'tree') && path.path !== '/';
}

/** What is left of a RUN's writes when it ends. */
function leftByRun(facts: InstructionFacts): LayerWrite[] {
  return facts.commands.flatMap((command, index) =>
    [...command.effect.writes.map(({ path }) => path), ...command.effect.caches.flatMap(({ paths }) => paths)]
      .filter(isPlaced)
      .filter(({ path }) => !isMounted(facts, path))
      .filter((path) => !isGoneAfter(facts, index, path))
      .map((path) => ({ facts, path, command })),
  );
}

function isGoneAfter(facts: InstructionFacts, index: number, path: LayerWrite['path']): boolean {
  return facts.commands
    .slice(index + 1)
    .some(({ effect }) =>
      effect.deletes.some(
        (deleted) =>
          contains(deleted.path, path) || (deleted.path.kind === 'glob' && deleted.path.pattern === `${path.path}/*`),
      ),
    );
}

/** What is left of an instruction's writes: a COPY's targets, a RUN's files. */
function writesOf(facts: InstructionFacts): readonly LayerWrite[] {
  if (facts.copy !== null) return facts.copy.writes.filter(isPlaced).map((path) => ({ facts, path, command: null }));
  return facts.syntax.keyword === 'RUN' ? leftByRun(facts) : [];
}

function writeTree(): WriteTree {
  const root: Node = { children: null, writes: null };

  const collect = (node: Node, into: LayerWrite[]): void => {
    const { writes, children } = node;
    if (writes !== null)
      for (let i = writes.length - 1; i >= 0 && into.length < bound; i--) {
        const write = writes[i];
        if (write !== undefined) into.push(write);
      }
    if (children === null) return;
    for (const child of children.values()) {
      if (into.length >= bound) return;
      collect(child, into);
    }
  };

  return {
    add(write, segments) {
      let node = root;
      for (const segment of segments) {
        const children: Map<string, Node> = node.children ?? new Map<string, Node>();
        node.children = children;
        let child = children.get(segment);
        if (child === undefined) children.set(segment, (child = { children: null, writes: null }));
        node = child;
      }
      if (node.writes === null) node.writes = [write];
      else node.writes.push(write);
    },
    met(path) {
      if (path.kind === 'unknown') return [];
      const found: LayerWrite[] = [];
      let node: Node | undefined = root;
      for (const segment of segmentsOf(path.path)) {
        for (const write of node.writes?.slice(-bound) ?? []) if (write.path.kind === 'tree') found.push(write);
        node = node.children?.get(segment);
        if (node === undefined) return found.reverse();
      }
      const below: LayerWrite[] = [];
      if (path.kind === 'file') below.push(...(node.writes?.slice(-bound) ?? []));
      else collect(node, below);
      return [...below.filter((write) => path.kind !== 'glob' || meetsGlob(path, write)), ...found.reverse()];
    },
  };
}

function segmentsOf(path: string): readonly string[] {
  return path === '/' ? [] : path.split('/').slice(1);
}

/** Tools that write a file again in its place. */
const rewriters: ReadonlySet<string> = new Set(['strip', 'patchelf', 'upx', 'sed', 'perl', 'setcap', 'dos2unix']);
/** Tools that leave what they read and write it a second time elsewhere. */
const copiers: ReadonlySet<string> = new Set(['cp', 'rsync']);

/** Paths that a command writes a second time: those of files that it changes in place, or those that it copies. */
export const writtenAgain: (command: CommandFacts) => readonly PathPattern[] = remembered(({ effect }) => {
  if (rewriters.has(effect.tool)) return effect.writes.map(({ path }) => path);
  return copiers.has(effect.tool) && effect.role === 'files' ? effect.reads : [];
});

/** Paths of a RUN that earlier layers may hold: what it deletes, what it changes in place, and what it writes again. */
function questionsOf({ syntax, commands }: InstructionFacts): readonly PathPattern[] {
  if (syntax.keyword !== 'RUN') return [];
  return commands.flatMap((command) => [
    ...[...command.effect.deletes, ...command.effect.touches].map(({ path }) => path),
    ...writtenAgain(command),
  ]);
}

const partOf: (facts: InstructionFacts) => Part = remembered((facts) => {
  const writes = writesOf(facts);
  return { questions: questionsOf(facts), writes, segments: writes.map(({ path }) => segmentsOf(path.path)) };
});

/** What lower layers wrote, for each path that a RUN deletes or changes. */
const answersOf: (snapshot: Snapshot) => ReadonlyMap<PathPattern, readonly LayerWrite[]> = remembered((snapshot) => {
  const answers = new Map<PathPattern, readonly LayerWrite[]>();
  const parts = shippingChain(snapshot).map(partOf);
  const last = parts.findLastIndex(({ questions }) => questions.length > 0);
  const tree = writeTree();
  for (let at = 0; at <= last; at++) {
    const part = parts[at];
    if (part === undefined) break;
    for (const path of part.questions) {
      const met = tree.met(path);
      if (met.length > 0) answers.set(path, met);
    }
    part.writes.forEach((write, i) => {
      tree.add(write, part.segments[i] ?? []);
    });
  }
  return answers;
});

/**
 * Writes of lower layers that the path holds wholly, and trees of theirs that it lies in; the latest first, bounded in
 * number. The path is one that a RUN of the snapshot's shipping chain deletes, touches or writes again, the very object.
 */
export function writesMet(snapshot: Snapshot, path: PathPattern): readonly LayerWrite[] {
  return answersOf(snapshot).get(path) ?? none;
}

function meetsGlob(glob: PathPattern & { kind: 'glob' }, { path }: LayerWrite): boolean {
  return contains(glob, path) || (path.kind === 'tree' && isWithin(path.path, glob.path));
}

/** Bytes on disk of what a COPY from the context put at `path`, as far as the listing tells; null where it does not. */
export function copiedBytes(
  context: ContextFacts | null,
  { facts, path: written }: LayerWrite,
  path: PathPattern,
): number | null {
  const { copy } = facts;
  const listing = context?.listing ?? null;
  if (listing === null || copy?.kind !== 'context' || copy.target === null) return null;
  const { target } = copy;
  const sources = copy.sources.flatMap(({ expanded }) => expanded ?? []);
  if (sources.length < copy.sources.length) return null;
  const taken = pathsOfCopy(listing, sources);
  const [only = '', ...more] = sources;
  const source = cleanPath(`/${only}`).slice(1);
  const isFile = more.length === 0 && taken.entries.some((entry) => entry.path === source);
  // Why: a path without what lies below it is the folder's own entry, which weighs nothing.
  if (path.kind === 'file' && path.path === written.path && written.kind === 'tree' && !isFile) return 0;
  if (contains(path, { kind: 'tree', path: target }) || (more.length === 0 && path.path === written.path))
    return taken.fileBytes;
  if (more.length > 0 || isFile) return null;
  const prefix = source === '' ? 0 : source.length + 1;
  const root = target === '/' ? '' : target;
  return taken.entries
    .filter((entry) => contains(path, { kind: 'file', path: `${root}/${entry.path.slice(prefix)}` }))
    .reduce((sum, entry) => sum + entry.fileBytes, 0);
}
