// A pattern of the ignore file that names something which does not lie in the context: mostly a slip of the pen, or a
// comment behind a pattern, which is none. Patterns with wildcards and names that lists hold for what may come are let be.
import type { IgnorePattern } from '../build-context/ignore-file.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { ignoreFileOf, patternsOf, hidesAskedFor, withPattern } from './parts/ignore-file-text.ts';
import { nearestName } from './parts/nearest-name.ts';
import { needlessKinds } from './parts/needless-kinds.ts';
import { remembered } from './parts/remembered.ts';
import type { Finding, Fix, IgnoreFileFinding, Rule } from './rule.ts';

/** What lists of patterns hold for what may come: the usual names of documents, tests, outputs, environments. */
const usual =
  /^(?:\..*|readme.*|licen[cs]e.*|changelog.*|contributing.*|dockerfile.*|docker-compose.*|compose.*|containerfile.*|makefile|jenkinsfile|vagrantfile|procfile|tests?|specs?|docs?|examples?|scripts?|tmp|temp|logs?|build|dist|out|output|bin|obj|env|venv|virtualenv|vendor|charts?|helm|k8s|kubernetes|deploy|terraform|coverage.*|cache|data|datasets?|models?|checkpoints?|notebooks?|uploads?|media|static|node_modules.*|npm-debug.*|yarn-error.*|.*\.(?:log|swp|bak|tmp|pyc|ipynb|sqlite3?|db|pid|egg-info))$/i;

interface Idle {
  readonly pattern: IgnorePattern;
  /** The pattern that was likely meant; null where none is near. */
  readonly near: string | null;
  /** A comment stands behind the pattern. */
  readonly comment: boolean;
}

function isLetBe(name: string): boolean {
  return usual.test(name) || needlessKinds.some(({ segment }) => segment.test(name));
}

const idlePatterns: (snapshot: Snapshot) => readonly Idle[] = remembered(({ context }) => {
  const file = context?.ignoreFile ?? null;
  const listing = context?.listing ?? null;
  if (file?.uses === undefined || listing === null || listing.fileCount === 0) return [];
  const { uses } = file;
  return patternsOf(file).flatMap((pattern, at): Idle[] => {
    if (pattern.glob === null || uses[at]?.example !== null) return [];
    const behind = pattern.text.indexOf(' #');
    if (behind >= 0) return [{ pattern, near: pattern.text.slice(0, behind).trimEnd(), comment: true }];
    if (pattern.plain === null) return [];
    const { text, anywhere } = pattern.plain;
    const names = text.split('/');
    const name = names.at(-1) ?? '';
    if (names.some(isLetBe)) return [];
    const folder = names.slice(0, -1).join('/');
    const start = folder === '' ? '' : `${folder}/`;
    const beside = new Set(
      listing.entries.flatMap(({ path }) =>
        path.startsWith(start) ? [path.slice(start.length).split('/')[0] ?? ''] : [],
      ),
    );
    const near = nearestName(name, beside);
    const sign = pattern.exception ? '!' : '';
    return [
      { pattern, near: near === undefined ? null : `${sign}${anywhere ? '**/' : ''}${start}${near}`, comment: false },
    ];
  });
});

function* checkPatterns(snapshot: Snapshot): Generator<IgnoreFileFinding> {
  for (const { pattern, near, comment } of idlePatterns(snapshot)) {
    const why = comment
      ? 'matches nothing: a comment must begin its line'
      : `matches nothing in the context${near === null ? '' : `; ${near.replace(/^!/, '')} is there`}`;
    yield { range: pattern.range, message: why };
  }
}

function fixPattern(snapshot: Snapshot, { range }: Finding): readonly Fix[] {
  const idle = idlePatterns(snapshot).find(({ pattern }) => pattern.range.start === range.start);
  if (idle === undefined || idle.near === null) return [];
  const { path, text } = ignoreFileOf(snapshot);
  const changed = withPattern(text, idle.pattern, idle.near);
  if (hidesAskedFor(snapshot, changed)) return [];
  return [
    {
      id: 'name-what-is-there',
      title: `Write ${idle.near}`,
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text: changed }],
      preferred: true,
    },
  ];
}

export const ignorePatternMatchesNothing: Rule = {
  meta: {
    id: 'ignore-pattern-matches-nothing',
    summary: 'A pattern of the ignore file names something that does not lie in the context',
    group: 'context',
    severity: 'hint',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkIgnoreFile: checkPatterns,
  fix: fixPattern,
};
