// A source that climbs out of the build context with `..`: nothing outside is ever sent. BuildKit takes the leading `..`
// away, so that another file of the same name is copied, or none is found; older builders refuse.
import { cleanPath } from '../build-context/ignore-file.ts';
import { copyMatcher } from '../build-context/copy-paths.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { sourcesOf, type ContextSource } from './parts/context-sources.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

function climbsOut({ written }: ContextSource): boolean {
  return /^\.\.(?:\/|$)/.test(cleanPath(written));
}

function* checkSources(facts: InstructionFacts): Generator<LocalFinding> {
  for (const source of sourcesOf(facts)) {
    if (!climbsOut(source)) continue;
    const taken = source.path === '.' ? 'all of the context' : source.path;
    yield {
      span: source.span,
      message: `${source.written} lies outside the build context: the builder takes it for ${taken}`,
      proof: { written: source.written, path: source.path },
    };
  }
}

function fixSource(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const { written, path } = finding.proof;
  const source =
    facts === undefined
      ? undefined
      : sourcesOf(facts).find((each) => each.written === written && each.kind === 'copy' && each.path !== '.');
  const word = facts?.syntax.words.find(({ span }) => span.from === source?.span.from);
  if (facts === undefined || source === undefined || word?.raw !== written) return [];
  const takes = copyMatcher(source.path);
  // Why: only where such a file lies in the context is it the one that is copied.
  if (snapshot.context?.listing?.entries.some((entry) => takes(entry.path)) !== true) return [];
  return [
    {
      id: 'name-what-is-copied',
      title: `Write ${source.path}, which is what is copied`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [{ span: source.span, newText: String(path) }]),
      preferred: true,
    },
  ];
}

export const sourceOutsideContext: Rule = {
  meta: {
    id: 'source-outside-context',
    summary: 'A source lies outside the build context',
    group: 'context',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.docker.com/build/concepts/context/',
      'https://docs.docker.com/reference/dockerfile/#copy',
    ],
  },
  checkInstruction: checkSources,
  fix: fixSource,
};
