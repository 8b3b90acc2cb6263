// One layer of more than four gigabytes. Layers are pulled and unpacked side by side, but each of them as one stream, and
// all of it again when any of it changes; some registries and tools take no larger ones. Measured where there is a current
// measurement, else from the files on disk, else estimated from what is installed.
import { pathsOfCopy } from '../build-context/copy-paths.ts';
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import { isUnavailable } from '../host/host.ts';
import { cacheIsCleaned, cacheIsMounted } from '../facts/caches.ts';
import type { ContextFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { FileFinding, Rule } from './rule.ts';

const giantBytes = 4_000_000_000;
/** One framework for graphics cards brings six gigabytes, which no line can part: an estimate speaks from here on. */
const giantEstimate = 8_000_000_000;

interface Weight {
  readonly bytes: number;
  readonly measured: boolean;
  /** Heaviest first. */
  readonly parts: readonly { readonly what: string; readonly bytes: number }[];
}

/** Text of a manifest that lies in the context under the end of its path in the image. */
function manifestText({ files }: ContextFacts, path: string): string | null {
  for (let rest = path.replace(/^\//, ''); rest !== ''; rest = rest.slice(rest.indexOf('/') + 1)) {
    const file = files.get(rest);
    if (file !== undefined) return isUnavailable(file) ? null : file.text;
    if (!rest.includes('/')) return null;
  }
  return null;
}

function estimated(facts: InstructionFacts, context: ContextFacts | null): Weight | null {
  const keepsCache = (id: string): boolean =>
    facts.commands.some((command) =>
      command.effect.caches.some(
        (cache) => cache.id === id && !cacheIsMounted(facts, cache) && !cacheIsCleaned(facts, command, cache),
      ),
    );
  const { fileBytes, parts } = estimateInstruction(
    facts,
    { manifestText: (path) => (context === null ? null : manifestText(context, path)), copyBytes: () => null },
    keepsCache,
  );
  return fileBytes === null ? null : { bytes: fileBytes, measured: false, parts };
}

const estimates = new WeakMap<
  InstructionFacts,
  { readonly context: ContextFacts | null; readonly weight: Weight | null }
>();

/** The estimate of a RUN, kept with its facts while the context is the same. */
function estimateOf(facts: InstructionFacts, context: ContextFacts | null): Weight | null {
  const known = estimates.get(facts);
  if (known?.context === context) return known.weight;
  const weight = facts.commands.some(({ effect }) => effect.installs.length > 0) ? estimated(facts, context) : null;
  estimates.set(facts, { context, weight });
  return weight;
}

/** The files that a COPY takes, by their name at the top of what it takes. */
function copied({ context }: Snapshot, { copy }: InstructionFacts): Weight | null {
  const listing = context?.listing ?? null;
  if (copy?.kind !== 'context' || listing === null || listing.fileBytes < giantBytes) return null;
  const sources = copy.sources.flatMap(({ expanded }) => expanded ?? []);
  const { fileBytes, entries } = pathsOfCopy(listing, sources);
  const parts = entries.slice(0, 3).map((entry) => ({ what: entry.path, bytes: entry.fileBytes }));
  return { bytes: fileBytes, measured: true, parts };
}

function weightOf(snapshot: Snapshot, facts: InstructionFacts): Weight | null {
  const index = snapshot.instructionOf(facts)?.index ?? -1;
  const built = snapshot.measured?.instructions.get(index);
  if (built?.current === true) return { bytes: built.fileBytes, measured: true, parts: [] };
  return facts.syntax.keyword === 'RUN' ? estimateOf(facts, snapshot.context) : copied(snapshot, facts);
}

function* checkLayers(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of snapshot.facts) {
    if (!facts.ships || !/^(?:RUN|COPY|ADD)$/.test(facts.syntax.keyword)) continue;
    const weight = weightOf(snapshot, facts);
    if (weight === null || weight.bytes < (weight.measured ? giantBytes : giantEstimate)) continue;
    const named = weight.parts.slice(0, 3).map(({ what, bytes }) => `${what} ${formatBytes(bytes)}`);
    yield {
      facts,
      span: facts.syntax.keywordSpan,
      message: `one layer of ${weight.measured ? '' : 'about '}${formatBytes(weight.bytes)}${named.length === 0 ? '' : ` (${named.join(', ')})`}: all of it is stored and pulled again when any of it changes`,
      proof: { bytes: weight.bytes, parts: weight.parts.slice(0, 10) },
    };
  }
}

export const giantLayer: Rule = {
  meta: {
    id: 'giant-layer',
    summary: 'One layer is larger than four gigabytes',
    group: 'layer-size',
    severity: 'info',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/cache/optimize/'],
  },
  checkFile: checkLayers,
};
