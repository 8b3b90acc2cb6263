// A COPY --from that names the folder of the build takes along what only the build needed: sources, target/ and other
// intermediate files, node_modules with development dependencies. Reported where the stage's own steps say that these are
// there and that what starts does not read them.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { isWithin, joinPath } from '../effects/path-set.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import type { Span } from '../text/range.ts';
import { editsAt, factsOf, lineOf } from './parts/places.ts';
import { nameOfProgram, startedCommands } from './parts/started-program.ts';
import { stageChain, shippingChain } from './parts/stage-chain.ts';
import {
  compileStepAt,
  developmentDependenciesAt,
  holdsSources,
  isTidied,
  type StageStep,
} from './parts/stage-contents.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Programs that read the project's own files when they run. */
const interpreters =
  /^(?:python[\d.]*|node|nodejs|ruby|php[\d.]*|perl|deno|bun|npm|yarn|pnpm|npx|bundle|rails|puma|gunicorn|uvicorn|sh|bash|java|dotnet)$/;

/** What starts is a program that was compiled: a file of its own, no interpreter and no script. */
function startsBinary(snapshot: Snapshot): boolean {
  const started = startedCommands(snapshot);
  const last = started.at(-1)?.argv ?? [];
  const [program = ''] = last;
  const name = nameOfProgram(program);
  if (/^(?:java|dotnet)$/.test(name)) return last.some((word) => /\.(?:jar|dll|war)$/.test(word));
  return started.length === 1 && name !== '' && !interpreters.test(name) && !/\.\w{1,4}$/.test(name);
}

/** The source word of a COPY as its text writes it. */
function wordOf({ syntax }: InstructionFacts, text: string): Span {
  return syntax.words.find(({ raw, value }) => raw === text || value === text)?.span ?? syntax.argumentSpan;
}

const pruning: Readonly<Record<string, string>> = {
  npm: 'npm prune --omit=dev',
  pnpm: 'pnpm prune --prod',
  yarn: 'yarn install --production --ignore-scripts --prefer-offline',
};

function stepLine(snapshot: Snapshot, { facts }: StageStep): string {
  const line = lineOf(snapshot, facts);
  return line === null ? '' : ` (line ${String(line)})`;
}

function* checkCopies(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of shippingChain(snapshot)) {
    const { copy } = facts;
    const stage = copy?.fromStage == null ? undefined : snapshot.stages[copy.fromStage];
    if (copy === null || stage === undefined || stage.ships) continue;
    for (const { text, expanded } of copy.sources) {
      // Why: a whole file system is told of by a rule of its own, and a glob picks files.
      if (expanded === null || expanded === '/' || /[*?[]/.test(expanded)) continue;
      const path = expanded.replace(/\/\.?$/, '');
      const development = developmentDependenciesAt(snapshot, stage, path);
      const span = wordOf(facts, text);
      if (development !== undefined) {
        const tool = development.command.effect.tool;
        yield {
          facts,
          span,
          message: `development dependencies of ${tool}${stepLine(snapshot, development)} come along with ${text}`,
          proof: { tool, stage: stage.stage.index },
        };
        continue;
      }
      const compile = compileStepAt(snapshot, stage, path);
      if (compile === undefined || !holdsSources(snapshot, stage, path) || isTidied(snapshot, stage, path)) continue;
      if (!startsBinary(snapshot)) continue;
      yield {
        facts,
        span,
        message: `sources and intermediate files come along with ${text}; name what ${compile.command.effect.tool} makes there${stepLine(snapshot, compile)}`,
        proof: { tool: compile.command.effect.tool },
      };
    }
  }
}

/** Prunes at the end of the last RUN of the stage that works with the manager in its folder. */
function fixCopy(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const { tool, stage: index } = finding.proof;
  const facts = factsOf(snapshot, finding);
  const stage = typeof index === 'number' ? snapshot.stages[index] : undefined;
  const prune = typeof tool === 'string' && Object.hasOwn(pruning, tool) ? pruning[tool] : undefined;
  if (facts?.copy == null || stage === undefined || prune === undefined) return [];
  const last = stageChain(snapshot, stage)
    .flatMap(({ instructions }) => instructions)
    .findLast(
      ({ syntax, commands }) => syntax.keyword === 'RUN' && commands.some(({ effect }) => effect.tool === tool),
    );
  const folder = last?.commands.at(-1)?.context.workingFolder;
  const edit = last?.script == null ? null : appendToRun(last.syntax, last.script, prune);
  if (last === undefined || edit === null || folder === undefined) return [];
  const modules = joinPath(folder, 'node_modules');
  if (!facts.copy.sources.some(({ expanded }) => expanded !== null && isWithin(expanded, modules))) return [];
  return [
    {
      id: 'prune',
      title: `Prune development dependencies before they are copied (${prune})`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, last, [edit]),
      preferred: true,
    },
  ];
}

export const buildFolderCopiedWhole: Rule = {
  meta: {
    id: 'build-folder-copied-whole',
    summary: 'A COPY --from takes along what only the build needed',
    group: 'stages',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  checkFile: checkCopies,
  fix: fixCopy,
};
