// cargo's target folder holds an object file, metadata and a build folder for every crate beside the one program: often a
// gigabyte for ten megabytes. Reported where it stays in a layer that ships. Where the RUN takes the program out of it, the
// rest can go in the same RUN, or lie in a cache mount.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { isWithin } from '../effects/path-set.ts';
import { cacheMountFix, cleanUpFix } from './parts/cache-fixes.ts';
import { isEmptiedAfter, isMounted } from './parts/left-caches.ts';
import { factsOf, headSpan } from './parts/places.ts';
import { startedCommands } from './parts/started-program.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

interface Target {
  readonly command: CommandFacts;
  /** The folder, absolute. */
  readonly folder: string;
}

/** The target folders that cargo fills in a RUN and that are there when it ends, each once. */
function targetsIn(facts: InstructionFacts): readonly Target[] {
  const found = new Map<string, Target>();
  facts.commands.forEach((command, index) => {
    const { effect, context } = command;
    if (effect.tool !== 'cargo' || context.folderUnknown === true) return;
    const builds = effect.role === 'compile' || effect.role === 'test';
    if (!builds || effect.verb === 'chef' || effect.verb === 'fmt') return;
    const path = effect.writes.find((write) => write.path.kind === 'tree' && write.persistence !== 'cache')?.path;
    if (path === undefined || found.has(path.path) || isMounted(facts, path.path)) return;
    if (!isEmptiedAfter(facts, index, path)) found.set(path.path, { command, folder: path.path });
  });
  return [...found.values()];
}

function* checkTarget(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships || facts.syntax.keyword !== 'RUN') return;
  for (const { command, folder } of targetsIn(facts))
    yield {
      span: headSpan(command),
      message: `what cargo made on the way stays in this layer (${folder})`,
      proof: { folder },
    };
}

/** The program leaves the folder in the same RUN: installed, copied or moved. */
function isTakenOut({ commands }: InstructionFacts, folder: string): boolean {
  return commands.some(
    ({ effect, command }) =>
      (effect.tool === 'cargo' && effect.verb === 'install') ||
      (/^(?:cp|mv|install)$/.test(effect.tool) &&
        (effect.reads.some(({ path }) => isWithin(folder, path)) ||
          command.words.some(({ value }) => /(?:^|\/)target\//.test(value ?? '')))),
  );
}

function fixTarget(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const { folder } = finding.proof;
  if (facts === undefined || typeof folder !== 'string' || !/^[\w./@+-]+$/.test(folder)) return [];
  const startsThere = startedCommands(snapshot).some(({ argv }) => argv.some((word) => /(?:^|\/)target\//.test(word)));
  if (!isTakenOut(facts, folder) || startsThere) return [];
  const cache = {
    id: 'cargo-target',
    paths: [{ kind: 'tree', path: folder }],
    cleanup: null,
    preventedBy: null,
    mounts: [{ target: folder, locked: true }],
  } as const;
  return [
    cleanUpFix(
      snapshot,
      facts,
      `rm -rf ${folder}`,
      { id: 'clean-up', title: 'Remove the target folder in the same layer' },
      'unsafe',
    ),
    cacheMountFix(snapshot, facts, [cache], { id: 'cache-mount', title: 'Mount a cache at the target folder' }),
  ].flatMap((fix) => (fix === null ? [] : [{ ...fix, applicability: 'unsafe' as const }]));
}

export const cargoTargetLeftInLayer: Rule = {
  meta: {
    id: 'cargo-target-left-in-layer',
    summary: "cargo's target folder stays in a layer that ships",
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://doc.rust-lang.org/cargo/reference/build-cache.html'],
  },
  checkInstruction: checkTarget,
  fix: fixTarget,
};
