// Whether two instructions of a stage may change places: neither reads what the other writes, nor do both write one thing,
// and what sets the stage for others (ENV, WORKDIR, USER …) keeps its own order. False only where that is proven.
import type { PathPattern } from '../../effects/effect.ts';
import { intersects, isWithin, mayMatch } from '../../effects/path-set.ts';
import type { InstructionFacts } from '../../facts/snapshot.ts';
import type { CopiedFiles } from './copied-files.ts';
import type { Footprint } from './footprint.ts';

/** An instruction as far as its place is concerned. */
export interface Placed {
  /** RUN; COPY and ADD; whatever sets the stage for others. */
  readonly kind: 'run' | 'copy' | 'setting';
  /** Of a setting: what it sets. For the others it is not looked at. */
  readonly facts: InstructionFacts;
  /** Null for what keeps its place among all that touch files. */
  readonly footprint: Footprint | null;
  /** Its words hold variables. */
  readonly usesVariables: boolean;
  /** A copy's target is written in full. */
  readonly targetIsAbsolute: boolean;
}

/**
 * True where `later` must stay behind `earlier`. `settled` are folders that are there before either of them, made by an
 * instruction above both.
 */
export function mustFollow(later: Placed, earlier: Placed, settled: ReadonlySet<string>): boolean {
  const isFile = later.kind !== 'setting';
  if (isFile !== (earlier.kind !== 'setting'))
    return isFile ? setsStageFor(earlier.facts, later) : setsStageFor(later.facts, earlier);
  // Why: one order of all that sets the stage gives one configuration.
  if (!isFile) return true;
  const [a, b] = [earlier.footprint, later.footprint];
  if (a === null || b === null || (a.usesPackages && b.usesPackages)) return true;
  return (
    namesCopied(a, b) ||
    namesCopied(b, a) ||
    meets(a, b) ||
    meets(b, a) ||
    bothWrite(a, b) ||
    makesDiffer(a, b, settled)
  );
}

/** The instruction changes what the RUN, COPY or ADD does, or what it does to files shows in it. */
function setsStageFor({ syntax, after }: InstructionFacts, placed: Placed): boolean {
  const isRun = placed.kind === 'run';
  switch (syntax.keyword) {
    case 'LABEL':
    case 'EXPOSE':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
    case 'ONBUILD':
      return false;
    case 'USER':
    case 'SHELL':
      return isRun;
    case 'ENV':
    case 'ARG':
      return isRun || placed.usesVariables;
    case 'WORKDIR':
      return isRun || !placed.targetIsAbsolute || !copiesApart(placed.footprint, after.workingFolder);
    default:
      return true;
  }
}

/** The folder that WORKDIR makes is made alike by the copy. */
function copiesApart(footprint: Footprint | null, folder: string): boolean {
  if (footprint === null) return false;
  const { makes, copied, writes } = footprint;
  if (copied?.files.has(folder) === true || copied?.folders.has(folder) === true) return false;
  if (copied === null && writes.some((each) => each.path !== folder && mayMatch(each, folder))) return false;
  return makes.owner === '0' || !makes.folders.some((each) => isWithin(each, folder));
}

/** A command names what the copy might bring one day, though the context does not hold it now. */
function namesCopied({ named }: Footprint, { copied }: Footprint): boolean {
  return copied?.anywhere.some((each) => named.some((path) => intersects(path, each))) === true;
}

/** One reads what the other writes. */
function meets(reader: Footprint, writer: Footprint): boolean {
  if (reader.reads.length === 0) return false;
  return (
    reader.reads.some((read) => writer.writes.some((write) => intersects(read, write))) ||
    (writer.copied !== null && brings(writer.copied, reader.reads))
  );
}

function bothWrite(a: Footprint, b: Footprint): boolean {
  if (a.writes.some((one) => b.writes.some((other) => intersects(one, other)))) return true;
  if (a.copied !== null && brings(a.copied, b.writes)) return true;
  if (b.copied !== null && brings(b.copied, a.writes)) return true;
  if (a.copied === null || b.copied === null) return false;
  const [few, many] = a.copied.files.size < b.copied.files.size ? [a.copied, b.copied] : [b.copied, a.copied];
  const isAlike = a.makes.owner === b.makes.owner;
  for (const [path, from] of few.files) {
    // Why: the same bytes at the same place, whichever comes first.
    if (many.files.has(path) && !(isAlike && many.files.get(path) === from)) return true;
    if (many.folders.has(path)) return true;
  }
  for (const folder of few.folders) if (many.files.has(folder)) return true;
  return false;
}

/** A copied file or folder is one of these. */
function brings({ files, folders, anywhere }: CopiedFiles, patterns: readonly PathPattern[]): boolean {
  const wide: PathPattern[] = [];
  for (const pattern of patterns) {
    if (files.has(pattern.path) || folders.has(pattern.path)) return true;
    if (pattern.kind !== 'file' && anywhere.some((each) => intersects(each, pattern))) wide.push(pattern);
  }
  const first = files.keys().next().value;
  if (wide.length === 0 || first === undefined) return false;
  for (const path of files.keys()) if (wide.some((pattern) => mayMatch(pattern, path))) return true;
  return false;
}

/** Both may make a folder, and it would belong to another user. */
function makesDiffer(a: Footprint, b: Footprint, settled: ReadonlySet<string>): boolean {
  if (a.makes.owner === b.makes.owner) return false;
  const own = new Set(a.makes.folders);
  return b.makes.folders.some((folder) => own.has(folder) && !settled.has(folder));
}
