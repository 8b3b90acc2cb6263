// What a stage that another copies from holds at a path besides its result: the project's sources, what compilers left
// beside them, node_modules with development dependencies. Told by its steps; stages copied from in turn are followed.
import { isWithin, joinPath } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { remembered } from './remembered.ts';
import { stageChain } from './stage-chain.ts';

/** Stages that copies are followed through. */
const stageBound = 4;

/** Tools that make a program of sources: what they make runs without the sources. */
const compilers: ReadonlySet<string> = new Set([
  ...['go', 'cargo', 'rustc', 'mvn', 'mvnw', 'mvnd', 'gradle', 'gradlew', 'sbt', 'ant', 'javac', 'lein', 'dotnet'],
  ...[
    'make',
    'cmake',
    'ninja',
    'meson',
    'gcc',
    'g++',
    'cc',
    'c++',
    'clang',
    'clang++',
    'swift',
    'stack',
    'cabal',
    'ghc',
  ],
]);
/** Those whose programs read nothing of their project again. */
const selfContained: ReadonlySet<string> = new Set(
  [...compilers].filter((tool) => !/^(?:make|cmake|ninja|meson)$/.test(tool)),
);

/** A step of a stage that says something of what the stage holds. */
export interface StageStep {
  readonly stage: StageFacts;
  readonly facts: InstructionFacts;
  readonly command: CommandFacts;
}

const chainOf: (snapshot: Snapshot) => (stage: StageFacts) => readonly InstructionFacts[] = remembered((snapshot) =>
  remembered((stage: StageFacts) => stageChain(snapshot, stage).flatMap(({ instructions }) => instructions)),
);

/** The project's folder, or a part of it, lies at `path`: copied from the context as a whole, or cloned. */
export function holdsSources(snapshot: Snapshot, stage: StageFacts, path: string): boolean {
  return chainOf(snapshot)(stage).some(({ copy, commands }) => {
    if (copy?.kind === 'context' && copy.target !== null && isWithin(path, copy.target))
      return copy.sources.some(({ expanded }) => expanded !== null && /^(?:\.?\/?\.?|(?:\.\/)?src\/?)$/.test(expanded));
    return commands.some(
      ({ effect }) =>
        effect.tool === 'git' &&
        effect.verb === 'clone' &&
        effect.writes.some((write) => write.path.kind === 'tree' && isWithin(path, write.path.path)),
    );
  });
}

/** The step that compiles below `path`; `any` counts build systems too that may serve programs which read their folder. */
export function compileStepAt(snapshot: Snapshot, stage: StageFacts, path: string, any = false): StageStep | undefined {
  const wanted = any ? compilers : selfContained;
  for (const facts of chainOf(snapshot)(stage)) {
    if (facts.syntax.keyword !== 'RUN') continue;
    const command = facts.commands.find(
      ({ effect, context }) =>
        effect.role === 'compile' && wanted.has(effect.tool) && isWithin(path, context.workingFolder),
    );
    if (command !== undefined) return { stage, facts, command };
  }
  return undefined;
}

/** Something below `path` is taken away by a step of the stage: what is left is not for the text to tell. */
export function isTidied(snapshot: Snapshot, stage: StageFacts, path: string): boolean {
  return chainOf(snapshot)(stage).some(({ commands }) =>
    commands.some(({ effect }) =>
      effect.deletes.some((deleted) => isWithin(path, deleted.path.path) && deleted.path.path !== '/'),
    ),
  );
}

const nodeManagers: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun']);

/** What a command does to the development dependencies of node_modules in `folder`: brings them, takes them off, or neither. */
function changeOf({ effect }: CommandFacts, folder: string | null): 'brings' | 'drops' | null {
  for (const { manager, development, into } of effect.installs) {
    if (!nodeManagers.has(manager) || development === undefined) continue;
    if (folder === null || into.prefix === folder) return development ? 'brings' : 'drops';
  }
  if (nodeManagers.has(effect.tool) && effect.verb === 'prune') return 'drops';
  const modules = folder === null ? null : joinPath(folder, 'node_modules');
  if (modules !== null && effect.deletes.some((each) => isWithin(each.path.path, modules) && each.path.path !== '/'))
    return 'drops';
  return null;
}

/** The install whose development dependencies are still there at `path` when the stage ends; undefined where none is known to be. */
export function developmentDependenciesAt(
  snapshot: Snapshot,
  stage: StageFacts,
  path: string,
  depth = 0,
): StageStep | undefined {
  let found: (StageStep & { readonly folder: string }) | undefined;
  for (const facts of chainOf(snapshot)(stage)) {
    const { copy } = facts;
    if (copy?.kind === 'stage' && copy.fromStage !== null && copy.target !== null && depth < stageBound) {
      const [source] = copy.sources;
      const from = snapshot.stages[copy.fromStage];
      const brought =
        from !== undefined && source?.expanded != null && (isWithin(path, copy.target) || isWithin(copy.target, path))
          ? developmentDependenciesAt(snapshot, from, source.expanded, depth + 1)
          : undefined;
      if (brought !== undefined) found = { ...brought, folder: copy.target.replace(/\/node_modules$/, '') };
    }
    if (facts.syntax.keyword !== 'RUN') continue;
    for (const command of facts.commands) {
      const change = changeOf(command, found?.folder ?? null);
      if (change === 'drops') found = undefined;
      const install = command.effect.installs.find(
        ({ manager, development }) => nodeManagers.has(manager) && development === true,
      );
      const folder = install?.into.prefix ?? null;
      if (folder === null) continue;
      const modules = joinPath(folder, 'node_modules');
      if (isWithin(path, modules) || isWithin(modules, path)) found = { stage, facts, command, folder };
    }
  }
  return found;
}
