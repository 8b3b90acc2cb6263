// The one stage of a Dockerfile as the planner sees it: instructions with their commands, each command sorted by what it
// means for a rewrite. It decides nothing; slice.ts and place.ts do.
import type { Instruction } from '../dockerfile/dockerfile.ts';
import type { Effect, Install, PackageManager } from '../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { empties, isWithin } from '../effects/path-set.ts';
import { type BaseView, viewBase } from './base-view.ts';
import { isBuildProgram } from './programs.ts';

/**
 * What a command is to a rewrite. `install`: system packages; `upkeep`: lists, caches and removals around them;
 * `language`: packages of a language; `compile`, `fetch`, `files`, `check`: as the effect's role; `register`: users,
 * linker cache, alternatives and the like; `setup`: `cd`, `export`, `set`; `run`: a known program; `unknown`: anything.
 */
export type StepKind =
  | 'install'
  | 'upkeep'
  | 'language'
  | 'compile'
  | 'fetch'
  | 'register'
  | 'files'
  | 'check'
  | 'setup'
  | 'run'
  | 'unknown';

export interface Step {
  /** Place in `Unit.steps`. */
  readonly index: number;
  readonly facts: CommandFacts;
  readonly kind: StepKind;
  /** First step of its block: steps of one block cannot be parted (pipelines, `a || b`, `if`, loops, subshells). */
  readonly block: number;
  /** The block's text can stand in a RUN of its own. */
  readonly plain: boolean;
}

export interface Unit {
  /** Place in the stage. */
  readonly place: number;
  readonly instruction: Instruction;
  readonly facts: InstructionFacts;
  /** RUN alone. */
  readonly steps: readonly Step[];
}

export interface StageView {
  readonly snapshot: Snapshot;
  readonly stage: StageFacts;
  readonly units: readonly Unit[];
  /** Null where FROM names no image that can be told. */
  readonly base: BaseView | null;
}

const systemManagers = new Set<PackageManager>(['apt', 'apk', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper']);

/** Packages that the distribution's own manager installs. */
export function systemInstalls(step: Step): readonly Install[] {
  return step.facts.effect.installs.filter(({ manager }) => systemManagers.has(manager));
}

/** Words of a command without quotes, as far as known. */
export function wordsOf(step: Step): readonly string[] {
  return step.facts.command.words.map((word) => word.value ?? word.raw);
}

/** The first words of a command as written, for people. */
export function firstWords({ facts }: Step): string {
  return facts.command.words
    .slice(0, 2)
    .map(({ raw }) => raw)
    .join(' ');
}

/** `git clone`: it brings the files of a repository, of which the build context knows nothing. */
export function isClone({ facts: { effect } }: Step): boolean {
  return effect.tool === 'git' && effect.verb === 'clone';
}

/** A repository that the file clones holds the path: no build context has it. */
export function isCloned({ units }: StageView, path: string): boolean {
  return units.some(({ steps }) =>
    steps.some(
      (step) =>
        isClone(step) &&
        step.facts.effect.writes.some((write) => write.path.kind !== 'file' && isWithin(write.path.path, path)),
    ),
  );
}

/** Packages that a language's manager installs. */
export function languageInstalls(step: Step): readonly Install[] {
  return step.facts.effect.installs.filter(({ manager }) => !systemManagers.has(manager));
}

const upgrades = new Set(['upgrade', 'dist-upgrade', 'full-upgrade', 'safe-upgrade', 'dselect-upgrade', 'build-dep']);

function isSystemManager(tool: string): boolean {
  return systemManagers.has((tool === 'apt-get' || tool === 'aptitude' ? 'apt' : tool) as PackageManager);
}

/** Folders whose content no image needs once the command ended. */
const cacheFolders = [
  '/var/lib/apt/lists',
  '/var/cache',
  '/var/log',
  '/tmp',
  '/var/tmp',
  '/root/.cache',
  '/root/.npm',
  '/usr/share/doc',
  '/usr/share/man',
  '/usr/share/info',
  '/usr/share/locale',
];

function deletesOnlyCaches({ deletes, writes }: Effect): boolean {
  return (
    writes.length === 0 &&
    deletes.every(({ path }) =>
      cacheFolders.some((folder) => isWithin(folder, path.path) || empties(path, { kind: 'tree', path: folder })),
    )
  );
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `program --version` and the like: it shows that the program starts. */
function onlyAsks({ command }: CommandFacts): boolean {
  const rest = command.words.slice(1);
  return rest.length === 1 && /^(?:-V|-v|-h|--?version|--?help|version)$/.test(rest[0]?.raw ?? '');
}

function kindOf(facts: CommandFacts): StepKind {
  const { effect } = facts;
  if (effect.installs.some(({ manager }) => systemManagers.has(manager)))
    return upgrades.has(effect.verb ?? '') ? 'register' : 'install';
  // Why: what `dotnet restore` fetches serves the build alone.
  if (effect.installs.length > 0 && effect.tool !== 'dotnet') return 'language';
  if (isSystemManager(effect.tool) || effect.removes.some(({ manager }) => systemManagers.has(manager)))
    return 'upkeep';
  const builds = isBuildProgram(baseName(effect.tool)) && effect.role !== 'test' && effect.role !== 'inspect';
  if (builds) return 'compile';
  if (!effect.known) return onlyAsks(facts) ? 'check' : 'unknown';
  if (effect.registers.some(({ kind }) => kind !== 'packages')) return 'register';
  if (effect.deletes.length > 0 || effect.role === 'clean') return deletesOnlyCaches(effect) ? 'upkeep' : 'files';
  if (effect.role === 'compile') return 'compile';
  if (effect.role === 'fetch' || effect.role === 'unpack') return 'fetch';
  if (effect.role === 'files' || effect.writes.length > 0 || effect.touches.length > 0)
    return effect.role === 'other' || effect.role === 'install' ? 'run' : 'files';
  if (effect.role === 'configure') return 'setup';
  if (effect.role === 'test' || effect.role === 'inspect') return 'check';
  return 'run';
}

/** Nothing around the command but the main sequence: no `if`, loop, function or subshell of its own. */
function standsFree({ command }: CommandFacts): boolean {
  const { guard } = command;
  const inPipeline = command.pipeline === null ? 0 : 1;
  return (
    command.exact &&
    !guard.loop &&
    !guard.background &&
    guard.function === null &&
    guard.subshell <= inPipeline &&
    (command.list === 0 || inPipeline === 1) &&
    (!guard.conditional || command.joinedBy === '&&' || command.joinedBy === '||')
  );
}

function stepsOf(facts: InstructionFacts): readonly Step[] {
  const blocks: number[] = [];
  const free: boolean[] = [];
  for (const [index, each] of facts.commands.entries()) {
    const { command } = each;
    const before = facts.commands[index - 1]?.command;
    const parent = command.parent;
    if (parent !== null && parent < index) {
      blocks.push(blocks[parent] ?? index);
      free.push(true);
      continue;
    }
    free.push(standsFree(each));
    const piped = command.pipeline !== null && before?.pipeline === command.pipeline;
    const hangs = command.guard.conditional || command.joinedBy === '||';
    // Why: where a compound command begins and ends is not in the flat list, so its members stay with their neighbours.
    const compound = free[index] === false && free[index - 1] === false && index > 0;
    blocks.push(index > 0 && (piped || hangs || compound) ? (blocks[index - 1] ?? index) : index);
  }
  const torn = new Set(blocks.filter((_, index) => free[index] === false));
  return facts.commands.map((command, index) => {
    const block = blocks[index] ?? index;
    return { index, facts: command, kind: kindOf(command), block, plain: facts.script !== null && !torn.has(block) };
  });
}

/** The target stage of a snapshot. */
export function viewStage(snapshot: Snapshot): StageView {
  return viewAnyStage(snapshot, snapshot.target);
}

/** Any stage of a snapshot. */
export function viewAnyStage(snapshot: Snapshot, stage: StageFacts): StageView {
  const units = stage.instructions.flatMap((facts, place) => {
    const instruction = stage.stage.instructions[place];
    if (instruction === undefined) return [];
    return [{ place, instruction, facts, steps: instruction.keyword === 'RUN' ? stepsOf(facts) : [] }];
  });
  return { snapshot, stage, units, base: stage.baseReference === null ? null : viewBase(stage.baseReference) };
}
