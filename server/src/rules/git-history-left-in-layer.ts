// `git clone` brings every version of every file that ever was, packed in `.git`; an image needs one. Where the clone stays in
// a layer that ships, `--depth 1` leaves the history out. A clone that another version is checked out of later needs it.
import { contains, mayMatch } from '../effects/path-set.ts';
import { has, parseOptions } from '../effects/options.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { calledBy, runCommands } from './parts/called.ts';
import { isMounted } from './parts/left-caches.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const shallow = [
  '--depth',
  '--shallow-since',
  '--shallow-exclude',
  '--filter',
  '--bare',
  '--mirror',
  '-n',
  '--no-checkout',
];

/** Where a whole clone stays; null where the history is left out or the clone is gone when the RUN ends. */
function keptClone(facts: InstructionFacts, command: CommandFacts): string | null {
  const { effect } = command;
  if (effect.tool !== 'git' || effect.verb !== 'clone') return null;
  const parsed = parseOptions(calledBy(command).args.slice(1), { values: ['-b', '-o', '-c', '-C', '-j', '--depth'] });
  if (has(parsed, ...shallow) || parsed.open) return null;
  const path = effect.writes[0]?.path;
  if (path?.kind !== 'tree' || isMounted(facts, path.path)) return null;
  const history = `${path.path}/.git`;
  const index = facts.commands.indexOf(command);
  const isGone = facts.commands.slice(index + 1).some(({ command: later, effect: { deletes } }) => {
    if (later.name === 'trap' || later.name === 'find') return true;
    return deletes.some((deleted) => contains(deleted.path, path) || mayMatch(deleted.path, history));
  });
  return isGone ? null : path.path;
}

function* checkClones(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships) return;
  for (const command of runCommands(facts)) {
    const folder = keptClone(facts, command);
    if (folder === null) continue;
    yield {
      span: headSpan(command),
      message: `the whole history of the repository stays in this layer (${folder}/.git)`,
      proof: { folder },
    };
  }
}

/** Another version than the one that is cloned is wanted later on, or the history is asked. */
const needsHistory =
  /\bgit\b[^\n;&|]{0,80}\s(?:checkout|switch|reset|describe|log|rev-list|merge|rebase|cherry-pick|fetch|pull|bisect|tag|worktree|format-patch)\b/;

function fixClone(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const { folder } = finding.proof;
  if (facts === undefined || command === undefined || typeof folder !== 'string') return [];
  const verb = verbWord(command);
  const isAsked = snapshot.facts.some(({ syntax }) => needsHistory.test(syntax.text));
  const depth: Fix | null =
    verb === undefined || isAsked || !command.command.exact
      ? null
      : {
          id: 'depth',
          title: 'Clone the one version alone (--depth 1)',
          // Why: a build script may still ask for a tag or a count of commits.
          applicability: 'unsafe',
          edits: editsAt(snapshot, facts, [insertWord(verb.span, '--depth 1')]),
          preferred: true,
        };
  const cleanUp = /^[\w./+@-]+$/.test(folder)
    ? cleanUpFix(
        snapshot,
        facts,
        `rm -rf ${folder}/.git`,
        { id: 'clean-up', title: 'Remove .git in the same layer' },
        'unsafe',
      )
    : null;
  const second: Fix | null = cleanUp === null || depth === null ? cleanUp : withoutPreference(cleanUp);
  return [depth, second].filter((fix) => fix !== null);
}

function withoutPreference({ id, title, applicability, edits }: Fix): Fix {
  return { id, title, applicability, edits };
}

export const gitHistoryLeftInLayer: Rule = {
  meta: {
    id: 'git-history-left-in-layer',
    summary: 'A clone with all its history stays in a layer that ships',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://git-scm.com/docs/git-clone#Documentation/git-clone.txt---depthltdepthgt'],
  },
  checkInstruction: checkClones,
  fix: fixClone,
};
