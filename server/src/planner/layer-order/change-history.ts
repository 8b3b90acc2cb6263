// How often the parts of a Dockerfile change from build to build: a project's history as plain data, and what follows from it
// for one instruction. Reading a repository is not its business.
import { copyMatcher } from '../../build-context/copy-paths.ts';
import { isIgnored, parseIgnoreFile } from '../../build-context/ignore-file.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { sourcePath } from './copied-files.ts';

/** The last commits that could have changed the image, each taken for one build. */
export interface ChangeHistory {
  /** Paths that a commit changed, relative to the build context, newest commit first. */
  readonly commits: readonly (readonly string[])[];
  /** By `Instruction.index`: commits that changed its text; left out where none did. */
  readonly edits: ReadonlyMap<number, number>;
}

/** Nothing is known of the project's past. */
export const noHistory: ChangeHistory = { commits: [], edits: new Map() };

/** Probabilities that a cache key of its own changes between two builds; between 0 and 1, neither reached. */
export interface Odds {
  of(facts: InstructionFacts): number;
  /** Of a COPY of these context paths that does not stand in the text yet. */
  ofNewCopy(paths: readonly string[]): number;
}

/** How many commits a typical value counts for, so that a short history does not decide alone. */
const weightOfTypical = 4;

const typical = { edit: 0.01, base: 0.02, manifest: 0.05, file: 0.1, folder: 0.6, whole: 0.95, repository: 0.3 };

/** What BuildKit keeps beside the layers: it is in no step's cache key. */
const inNoKey: ReadonlySet<string> = new Set(
  'CMD ENTRYPOINT EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD STOPSIGNAL VOLUME'.split(' '),
);

const manifestName =
  /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|package(?:-lock)?\*?\.json|[\w.*-]*\.lockb?|(?:pnpm|yarn)[\w*.-]*|pyproject\.toml|Pipfile\*?|go\.(?:mod|sum|\*)|pom\.xml|Gemfile\*?|Cargo\.toml|[\w*.-]*\.(?:csproj|sln|gradle(?:\.kts)?)|\.npmrc)$/;

/** The odds of each instruction of a snapshot, by what its project's history shows. */
export function oddsOf(snapshot: Snapshot, history: ChangeHistory): Odds {
  const patterns = parseIgnoreFile(snapshot.context?.ignoreFile?.text ?? '');
  const ignored = new Map<string, boolean>();
  const isSent = (path: string): boolean => {
    let answer = ignored.get(path);
    if (answer === undefined) ignored.set(path, (answer = isIgnored(patterns, path)));
    return !answer;
  };
  const sent = history.commits.map((paths) => paths.filter(isSent));
  const count = history.commits.length;
  const seen = (hits: number, usual: number): number =>
    Math.min(0.99, Math.max(0.001, (hits + weightOfTypical * usual) / (count + weightOfTypical)));
  const ofSources = (sources: readonly string[]): number => oddsOfSources(sources, sent, seen);
  const stages = new Map<number, number>();
  const ofStage = (index: number): number => {
    let odds = stages.get(index);
    if (odds === undefined) {
      // Invariant: a stage copies from stages above it alone; one that names itself or a later one gets a stand-in first.
      stages.set(index, typical.folder);
      const stage = snapshot.stages[index];
      const all = stage?.instructions.map(own) ?? [];
      stages.set(index, (odds = 1 - all.reduce((rest, each) => rest * (1 - each), 1)));
    }
    return odds;
  };
  const own = (facts: InstructionFacts): number => {
    const { copy, syntax, mounts } = facts;
    if (inNoKey.has(syntax.keyword)) return 0;
    const instruction = snapshot.instructionOf(facts);
    const parts = [seen(history.edits.get(instruction?.index ?? -1) ?? 0, typical.edit)];
    if (syntax.keyword === 'FROM') {
      const base = instruction?.stage == null ? undefined : snapshot.dockerfile.stages[instruction.stage]?.base;
      parts.push(base?.kind === 'stage' ? ofStage(base.stage) : /@sha256:/.test(syntax.text) ? 0 : typical.base);
    }
    if (copy?.kind === 'context') parts.push(ofSources(copy.sources.map(({ expanded, text }) => expanded ?? text)));
    else if (copy?.kind === 'stage' && copy.fromStage !== null) parts.push(ofStage(copy.fromStage));
    else if (copy?.kind === 'image') parts.push(typical.base);
    else if (copy?.kind === 'url' || copy?.kind === 'git') parts.push(typical.repository);
    for (const mount of mounts)
      if (mount.type === 'bind') parts.push(mount.from === null ? ofSources([mount.source]) : typical.file);
    return Math.min(0.99, 1 - parts.reduce((rest, each) => rest * (1 - each), 1));
  };
  return { of: own, ofNewCopy: (paths) => 1 - (1 - ofSources(paths)) * (1 - seen(0, typical.edit)) };
}

function oddsOfSources(
  sources: readonly string[],
  commits: readonly (readonly string[])[],
  seen: (hits: number, usual: number) => number,
): number {
  const paths = sources.map(sourcePath);
  const matchers = paths.map((path) => (path === '.' ? () => true : copyMatcher(path)));
  const hits = commits.filter((changed) => changed.some((path) => matchers.some((matches) => matches(path)))).length;
  return seen(hits, Math.max(...paths.map(usualOf)));
}

function usualOf(path: string): number {
  if (path === '.' || path === '*') return typical.whole;
  if (manifestName.test(path)) return typical.manifest;
  return /\.\w+$/.test(path) ? typical.file : typical.folder;
}
