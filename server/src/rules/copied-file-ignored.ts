// A COPY, ADD or bind mount names a file that the ignore file leaves out: it is not sent to the builder, so the build stops
// there. Exceptions (`!`) at the end of the ignore file bring it back. What a wildcard takes beside it does not matter.
import type { Snapshot } from '../facts/snapshot.ts';
import { factsOf } from './parts/places.ts';
import { hiddenSources } from './parts/hidden-sources.ts';
import { ignoreFileOf, withoutHiding } from './parts/ignore-file-text.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

function* checkSources(snapshot: Snapshot): Generator<FileFinding> {
  const name = ignoreFileOf(snapshot).path.split('/').at(-1) ?? '';
  for (const { source, pattern } of hiddenSources(snapshot)) {
    yield {
      facts: source.facts,
      span: source.span,
      message: `${source.path} is left out by "${pattern.text}" in ${name}: it is not there to ${source.kind === 'copy' ? 'copy' : 'mount'}`,
      proof: { path: source.path, pattern: pattern.text },
    };
  }
}

function fixSource(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const hidden = hiddenSources(snapshot).find(
    ({ source }) => source.facts === facts && source.path === finding.proof['path'],
  );
  if (hidden === undefined) return [];
  const { path, text } = ignoreFileOf(snapshot);
  return [
    {
      id: 'bring-back',
      title: `Let ${hidden.source.path} through in ${path.split('/').at(-1) ?? ''}`,
      // Why: what was left out may be secret.
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text: withoutHiding(text, hidden.pattern, [hidden.source.path]) }],
      preferred: true,
    },
  ];
}

export const copiedFileIgnored: Rule = {
  meta: {
    id: 'copied-file-ignored',
    summary: 'A file that is copied is left out by the ignore file',
    group: 'context',
    severity: 'error',
    needs: 'context',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: ['buildkit:CopyIgnoredFile'],
    references: ['https://docs.docker.com/reference/build-checks/copy-ignored-file/'],
  },
  checkFile: checkSources,
  fix: fixSource,
};
