// A COPY takes weights or data, which seldom change, together with the program's code, which changes every day: each
// change of a line stores, pushes and pulls the data again. Copied by a line of their own, above the code, they stay.
import { pathsOfCopy } from '../build-context/copy-paths.ts';
import type { ContextListing, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { sourcesOf } from './parts/context-sources.ts';
import { needlessAt, needlessIn } from './parts/needless-files.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { isWeightFile } from './parts/weights.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** A file from here on is data; all of them together are worth a line of their own from there on. */
const bigFile = 10_000_000;
const worthALine = 100_000_000;
/** More names than these at the top are not spelt out by a fix. */
const mostNames = 8;

const code =
  /\.(?:py|js|mjs|cjs|ts|tsx|jsx|vue|svelte|go|rb|php|java|kt|scala|rs|[chr]|cc|cpp|hpp|cs|fs|ex|exs|erl|clj|lua|pl|jl|swift|sh)$/i;
const data =
  /\.(?:parquet|csv|tsv|arrow|feather|npy|npz|h5|hdf5|zarr|lmdb|mdb|db|sqlite3?|bin|dat|data|model|vocab|faiss|index|idx|jsonl?|tar|tgz|gz|bz2|xz|zst|zip|mp4|wav|flac|mp3|png|jpe?g|tiff?)$/i;

interface Mixed {
  readonly facts: InstructionFacts;
  /** What is copied, as the line names it; `.` for all. */
  readonly source: string;
  readonly bytes: number;
  /** The heaviest file. */
  readonly example: string;
}

function isData(path: string): boolean {
  return isWeightFile(path) || data.test(path);
}

const mixedCopies: (snapshot: Snapshot) => readonly Mixed[] = remembered((snapshot) => {
  const listing = snapshot.context?.listing ?? null;
  if (listing === null || listing.fileBytes < worthALine) return [];
  if (!listing.entries.some(({ path, fileBytes }) => fileBytes >= bigFile && isData(path))) return [];
  const needless = needlessIn(snapshot).map(({ name }) => name);
  const told = new Set<string>();
  return snapshot.facts.flatMap((facts): Mixed[] => {
    if (!facts.ships || facts.copy?.kind !== 'context') return [];
    return sourcesOf(facts).flatMap((source): Mixed[] => {
      if (source.kind !== 'copy') return [];
      const { entries } = pathsOfCopy(listing, [source.path]);
      const big = entries.filter(
        ({ path, fileBytes }) =>
          fileBytes >= bigFile &&
          isData(path) &&
          !told.has(path) &&
          !needless.some((name) => path === name || path.startsWith(`${name}/`)),
      );
      for (const { path } of big) told.add(path);
      const bytes = big.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
      if (bytes < worthALine || !entries.some(({ path }) => code.test(path))) return [];
      return [{ facts, source: source.path, bytes, example: big[0]?.path ?? '' }];
    });
  });
});

function* checkCopies(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, source, bytes, example } of mixedCopies(snapshot)) {
    const span = sourcesOf(facts).find(({ path }) => path === source)?.span ?? facts.syntax.keywordSpan;
    yield {
      facts,
      span,
      message: `${example} and the code in one layer: each change of the code stores and pulls ${formatBytes(bytes)} again`,
      proof: { source, bytes, example },
    };
  }
}

/** Names right below a folder of the context, each with whether it holds data and no code. */
function namesBelow(
  { entries }: ContextListing,
  folder: string,
): ReadonlyMap<string, { isFile: boolean; heavy: boolean }> {
  const start = folder === '.' ? '' : `${folder}/`;
  const names = new Map<string, { isFile: boolean; heavy: boolean; codes: boolean }>();
  for (const { path, fileBytes } of entries) {
    if (!path.startsWith(start)) continue;
    const rest = path.slice(start.length);
    const slash = rest.indexOf('/');
    const name = slash < 0 ? rest : rest.slice(0, slash);
    const known = names.get(name) ?? { isFile: slash < 0, heavy: false, codes: false };
    known.heavy ||= fileBytes >= bigFile && isData(path);
    known.codes ||= code.test(path);
    names.set(name, known);
  }
  return new Map(
    [...names]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { isFile, heavy, codes }]) => [name, { isFile, heavy: heavy && !codes }]),
  );
}

function fixCopy(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const listing = snapshot.context?.listing ?? null;
  if (facts === undefined || listing === null || listing.truncated || listing.entries.length < listing.fileCount)
    return [];
  const { syntax } = facts;
  const [source, target] = syntax.words;
  const [from] = sourcesOf(facts);
  // Why: only the plain form, one folder to one place, can be spelt out without doubt.
  if (syntax.words.length !== 2 || source === undefined || target === undefined || from === undefined || from.isGlob)
    return [];
  if (syntax.heredocs.length > 0 || source.span.to > target.span.from || /["'[]/.test(source.raw + target.raw))
    return [];
  // Why: spelt out, what has no use there would be asked for by name.
  if (needlessAt(snapshot, from).length > 0) return [];
  const names = namesBelow(listing, from.path);
  if (names.size > mostNames || [...names.keys()].some((name) => /[^\w.+@-]/.test(name))) return [];
  const heavy = [...names].filter(([, each]) => each.heavy).map(([name]) => name);
  if (heavy.length === 0 || heavy.length === names.size) return [];
  const base = from.path === '.' ? '' : `${source.raw.replace(/\/$/, '')}/`;
  const place = target.raw.replace(/\/$/, '');
  const folders = [...names].filter(([, each]) => !each.isFile && !each.heavy).map(([name]) => name);
  const files = [...names].filter(([, each]) => each.isFile && !each.heavy).map(([name]) => `${base}${name}`);
  const { dockerfile } = snapshot;
  const start = snapshot.instructionOf(facts)?.range.start ?? 0;
  const head = dockerfile.text.slice(start, start + source.span.from);
  if (head.includes('\n')) return [];
  const one = (name: string): string => {
    const isFile = names.get(name)?.isFile === true;
    return `${head}${base}${name} ${place}/${isFile ? '' : name}`;
  };
  const lines = [
    ...heavy.map(one),
    ...folders.map(one),
    ...(files.length === 0 ? [] : [`${head}${files.join(' ')} ${place}/`]),
  ];
  const newText = lines.join(dockerfile.lineEnd).slice(head.length);
  return [
    {
      id: 'own-line',
      title: `Copy ${heavy.join(', ')} by a line of its own`,
      // Why: a name that comes to the folder later is copied no more.
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [{ span: { from: source.span.from, to: target.span.to }, newText }]),
      preferred: true,
    },
  ];
}

export const dataAndCodeInOneLayer: Rule = {
  meta: {
    id: 'data-and-code-in-one-layer',
    summary: 'Weights or data are copied in one layer with the code',
    group: 'layer-size',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/cache/optimize/'],
  },
  checkFile: checkCopies,
  fix: fixCopy,
};
