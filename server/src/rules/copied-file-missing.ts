// A COPY names a file that does not lie in the build context: the build stops there. It is told where a name nearly like it
// lies beside, or where other files of the Dockerfile are there, so that this is evidently the context; and never of what a
// build makes before: outputs, and files that git does not keep.
import { isIgnored } from '../build-context/ignore-file.ts';
import { pathsOfCopy } from '../build-context/copy-paths.ts';
import { isUnavailable } from '../host/host.ts';
import type { ContextListing, Snapshot } from '../facts/snapshot.ts';
import { matchesGlob, readGlob } from '../text/glob.ts';
import { contextSources, type ContextSource } from './parts/context-sources.ts';
import { patternsOf } from './parts/ignore-file-text.ts';
import { nearestName } from './parts/nearest-name.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Folders that builds write into, outside of the image's own build. */
const outputs =
  /^(?:dist|build|target|out|output|bin|obj|publish|release|releases|artifacts|pkg|public|vendor|node_modules|\.next|_build|result)$/i;

/** Names that are kept in a repository: with an ending that is no output's, or well-known. */
const kept =
  /^(?:Makefile|Gemfile|Pipfile|Procfile|Rakefile|LICENSE|mvnw|gradlew)$|\.(?:txt|json|ya?ml|toml|lock|py|js|mjs|cjs|ts|sh|rb|php|go|mod|sum|rs|java|kt|c|h|cpp|cs|csproj|sln|xml|ini|cfg|conf|cnf|html|css|sql|md|properties|gradle|kts|tmpl|service)$/i;

interface Missing {
  readonly source: ContextSource;
  /** What was likely meant, as a path; null where nothing is near. */
  readonly near: string | null;
}

/** Names in each folder of the context; the top is ''. */
const namesByFolder: (listing: ContextListing) => ReadonlyMap<string, ReadonlySet<string>> = remembered(
  ({ entries }) => {
    const folders = new Map<string, Set<string>>();
    for (const { path } of entries)
      for (let at = path.length; at > 0;) {
        const slash = path.lastIndexOf('/', at - 1);
        const folder = slash < 0 ? '' : path.slice(0, slash);
        const name = path.slice(slash + 1, at);
        const names = folders.get(folder);
        if (names?.has(name) === true) break;
        if (names === undefined) folders.set(folder, new Set([name]));
        else names.add(name);
        at = slash;
      }
    return folders;
  },
);

const nearNames = new WeakMap<ContextListing, Map<string, string | null>>();

/** The path that was likely meant; null where none is near. Kept with the listing. */
function nearPath(listing: ContextListing, path: string): string | null {
  const known = nearNames.get(listing) ?? new Map<string, string | null>();
  nearNames.set(listing, known);
  let near = known.get(path);
  if (near === undefined) {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, slash));
    const name = nearestName(path.slice(slash + 1), namesByFolder(listing).get(folder) ?? []);
    near = name === undefined ? null : folder === '' ? name : `${folder}/${name}`;
    known.set(path, near);
  }
  return near;
}

/** True for what the project's .gitignore leaves out: it is made, or put there by hand. */
function isLeftOutByGit({ context }: Snapshot, path: string): boolean {
  const file = context?.files.get('.gitignore');
  if (file === undefined || isUnavailable(file)) return false;
  const uppers = path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
  return file.text.split('\n').some((line) => {
    const pattern = line.trim().replace(/\/$/, '');
    if (pattern === '' || pattern.startsWith('#') || pattern.startsWith('!')) return false;
    const glob = readGlob(pattern.includes('/') ? pattern.replace(/^\//, '') : `**/${pattern}`, true);
    return glob !== null && uppers.some((upper) => matchesGlob(glob, upper));
  });
}

const missingSources: (snapshot: Snapshot) => readonly Missing[] = remembered((snapshot) => {
  const { context } = snapshot;
  const listing = context?.listing ?? null;
  if (context === null || listing === null || listing.truncated || listing.entries.length < listing.fileCount)
    return [];
  // Why: under an ignore file that was changed since, what it brought back is not listed.
  if (context.ignoreFile !== null && context.ignoreFile.uses === undefined) return [];
  const patterns = context.ignoreFile === null ? [] : patternsOf(context.ignoreFile);
  const named = contextSources(snapshot).filter(({ path, isGlob }) => path !== '.' && !isGlob);
  const isThere = new Map(named.map((source) => [source, pathsOfCopy(listing, [source.path]).fileCount > 0]));
  const someAreThere = named.some((source) => isThere.get(source) === true);
  return named.flatMap((source): Missing[] => {
    const { path, kind } = source;
    if (isThere.get(source) === true || kind !== 'copy') return [];
    // Why: a folder of which everything is left out, or that is empty, is no missing file.
    if (isIgnored(patterns, path) || isIgnored(patterns, `${path}/x`) || isLeftOutByGit(snapshot, path)) return [];
    const parts = path.split('/');
    if (parts.slice(0, Math.max(1, parts.length - 1)).some((part) => outputs.test(part))) return [];
    const near = nearPath(listing, path);
    if (near === null && !(someAreThere && kept.test(parts.at(-1) ?? ''))) return [];
    return [{ source, near }];
  });
});

function* checkSources(snapshot: Snapshot): Generator<FileFinding> {
  for (const { source, near } of missingSources(snapshot))
    yield {
      facts: source.facts,
      span: source.span,
      message: `${source.path} is not in the build context${near === null ? '' : `, ${near} is`}`,
      proof: { path: source.path, near },
    };
}

function fixSource(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const missing = missingSources(snapshot).find(
    ({ source }) => source.facts === facts && source.path === finding.proof['path'],
  );
  if (facts === undefined || missing === undefined || missing.near === null) return [];
  const { source, near } = missing;
  const at = source.written.lastIndexOf(source.path);
  const word = facts.syntax.words.find(({ span }) => span.from === source.span.from);
  const inWord = word?.raw.lastIndexOf(source.path) ?? -1;
  if (at < 0 || inWord < 0) return [];
  const from = source.span.from + inWord;
  return [
    {
      id: 'name-what-is-there',
      title: `Write ${near}`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [{ span: { from, to: from + source.path.length }, newText: near }]),
      preferred: true,
    },
  ];
}

export const copiedFileMissing: Rule = {
  meta: {
    id: 'copied-file-missing',
    summary: 'A file that is copied does not lie in the build context',
    group: 'context',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/'],
    wants: ['.gitignore'],
  },
  checkFile: checkSources,
  fix: fixSource,
};
