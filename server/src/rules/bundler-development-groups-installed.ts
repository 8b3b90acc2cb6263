// `bundle install` takes every group of the Gemfile, those for development and tests too, unless BUNDLE_WITHOUT or a setting
// leaves them out. Reported where they end up in a layer that ships.
import type { Snapshot } from '../facts/snapshot.ts';
import { developmentInstalls } from './parts/development-installs.ts';
import { insertBefore } from './parts/instructions.ts';
import { factsOf, headSpan } from './parts/places.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Groups of the Gemfile that are not for production; null where the Gemfile was not read. */
function groupsIn(manifest: string | null): readonly string[] | null {
  if (manifest === null) return null;
  const found = new Set<string>();
  for (const [, named] of manifest.matchAll(/:(development|test)\b/g)) if (named !== undefined) found.add(named);
  return [...found].sort();
}

function* checkInstalls(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, command, manifest } of developmentInstalls(snapshot, ['bundler'])) {
    const groups = groupsIn(manifest);
    if (groups?.length === 0) continue;
    yield {
      facts,
      span: headSpan(command),
      message: `gems of the ${(groups ?? ['development', 'test']).join(' and ')} group${groups?.length === 1 ? '' : 's'} stay in this layer`,
      proof: { groups: groups ?? ['development', 'test'] },
    };
  }
}

function fixInstalls(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const { groups } = finding.proof;
  if (facts === undefined || !Array.isArray(groups)) return [];
  const value = groups.map(String).join(':');
  // Why a variable and not a word of the command: Bundler asks again when the program starts.
  const line = insertBefore(snapshot, facts, [`ENV BUNDLE_WITHOUT="${value}"`]);
  if (line === null || finding.instruction === null) return [];
  // Why: an ONBUILD's line would set it for this image, not for those built on it.
  if (snapshot.facts[finding.instruction] !== facts) return [];
  return [
    {
      id: 'without',
      title: `Leave the groups out (BUNDLE_WITHOUT=${value})`,
      applicability: 'unsafe',
      edits: [line],
      preferred: true,
    },
  ];
}

export const bundlerDevelopmentGroupsInstalled: Rule = {
  meta: {
    id: 'bundler-development-groups-installed',
    summary: 'Development and test gems end up in the image',
    group: 'dependencies',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://bundler.io/guides/groups.html'],
    wants: ['Gemfile'],
    curedBySplit: true,
  },
  checkFile: checkInstalls,
  fix: fixInstalls,
};
