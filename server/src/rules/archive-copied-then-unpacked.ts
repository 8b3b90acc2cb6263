// COPY puts the archive into a layer, a RUN puts its contents into another: the image holds both for good, also where the RUN
// removes the archive. ADD unpacks a local tar as it copies; a mount shows any archive to the one RUN that unpacks it.
import { parseOptions, has, argumentOf } from '../effects/options.ts';
import { joinPath } from '../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { removeCommand } from '../rewrite/remove-command.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { Word } from '../dockerfile/dockerfile.ts';
import { baseName, calledBy } from './parts/called.ts';
import { removeInstruction } from './parts/instructions.ts';
import { copiedBytes } from './parts/layer-writes.ts';
import { actingAbove, copiedThing, mountInstead } from './parts/mount-instead.ts';
import { editsAt, factsOf, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { actingFacts, instructionOf } from './parts/triggers.ts';
import { isPacked, isUnpackedByAdd, unpackingsOf } from './parts/unpacking.ts';
import { stageOf } from './parts/base-family.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

interface Archive {
  readonly facts: InstructionFacts;
  readonly word: Word;
  /** Names that it may have in the image. */
  readonly names: readonly string[];
}

/** Archives that a COPY takes from the context. */
const archivesOf: (facts: InstructionFacts) => readonly Archive[] = remembered((facts) => {
  const { syntax, copy } = facts;
  if (syntax.keyword !== 'COPY' || copy?.kind !== 'context') return [];
  const target = syntax.words.at(-1)?.value ?? '';
  return copy.sources.flatMap(({ text, expanded }, at): readonly Archive[] => {
    const word = syntax.words[at];
    const renamed = isPacked(target) && copy.sources.length === 1 ? [target] : [];
    const names = [text, expanded ?? text, ...renamed].map(baseName).filter(isPacked);
    return word === undefined || names.length === 0 ? [] : [{ facts, word, names }];
  });
});

/** The RUN writes a file of that name itself: then it unpacks its own. */
function writesIt({ commands }: InstructionFacts, names: readonly string[]): boolean {
  return commands.some(
    ({ effect }) =>
      effect.role === 'fetch' &&
      effect.writes.some(({ path }) => path.kind === 'file' && names.includes(baseName(path.path))),
  );
}

function unpackedIn(run: InstructionFacts, { names }: Archive): boolean {
  return unpackingsOf(run).some((each) => each.names.some((name) => names.includes(name))) && !writesIt(run, names);
}

function* checkStages(snapshot: Snapshot): Generator<FileFinding> {
  for (const { instructions, ships } of snapshot.stages) {
    if (!ships) continue;
    let waiting: Archive[] = [];
    for (const each of instructions) {
      const facts = actingFacts(each);
      waiting.push(...archivesOf(facts));
      if (waiting.length === 0 || facts.syntax.keyword !== 'RUN') continue;
      for (const archive of waiting.filter((one) => unpackedIn(facts, one))) yield findingFor(snapshot, archive, facts);
      waiting = waiting.filter((one) => !unpackedIn(facts, one));
    }
  }
}

function findingFor(snapshot: Snapshot, { facts, word, names }: Archive, run: InstructionFacts): FileFinding {
  const target = facts.copy?.target ?? null;
  const path = target === null ? null : ({ kind: 'tree', path: target } as const);
  const whole = path === null ? null : copiedBytes(snapshot.context, { facts, path, command: null }, path);
  const bytes = facts.copy?.sources.length === 1 ? whole : null;
  const weight = bytes === null ? '' : ` (${formatBytes(bytes)})`;
  return {
    facts,
    span: word.span,
    message: `${names[0] ?? ''}${weight} stays in this layer after line ${String(lineOf(snapshot, run) ?? 0)} has unpacked it`,
    ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
    proof: { run: instructionOf(snapshot, run)?.index ?? -1 },
  };
}

/** The command removes the archive, and nothing else. */
function removesOnly({ effect }: CommandFacts, place: string): boolean {
  return effect.tool === 'rm' && effect.deletes.length === 1 && effect.deletes[0]?.path.path === place;
}

/** Where a plain `tar -x` puts all that it holds; null for one that picks, renames or strips. */
function wholeTarget(command: CommandFacts): string | null {
  if (command.effect.tool !== 'tar' || command.command.pipeline !== null || !command.command.exact) return null;
  const [first, ...rest] = calledBy(command).args.slice(1);
  const cluster = first?.text ?? '';
  const plain = /^-?[xzjJvfp]+$/.test(cluster) && cluster.includes('x') && cluster.endsWith('f');
  const parsed = parseOptions(plain ? rest : [], { values: ['-C', '--directory'] });
  if (!plain || parsed.operands.length !== 1 || parsed.options.some(({ name }) => !/^(?:-C|--directory)$/.test(name)))
    return null;
  const folder = has(parsed, '-C', '--directory') ? argumentOf(parsed, '-C', '--directory')?.text : '.';
  const { context } = command;
  if (folder == null || (context.folderUnknown === true && !folder.startsWith('/'))) return null;
  return joinPath(context.workingFolder, folder);
}

/** ADD in place of COPY, and the commands gone that unpacked and removed. */
function addInstead(snapshot: Snapshot, copy: InstructionFacts, run: InstructionFacts): Fix | null {
  const thing = copiedThing(copy);
  const { script } = run;
  if (thing === null || script === null || copy.copy?.kind !== 'context' || !isUnpackedByAdd(thing.name)) return null;
  if (actingAbove(snapshot, run) !== copy || copy.syntax.json !== null) return null;
  const [unpacking, ...more] = unpackingsOf(run).filter(({ names }) => names.includes(baseName(thing.place)));
  const folder = unpacking === undefined || more.length > 0 ? null : wholeTarget(unpacking.command);
  const target = copy.syntax.words.at(-1);
  if (unpacking === undefined || folder === null || target === undefined || /\s/.test(folder)) return null;
  const removals = run.commands.filter((each) => removesOnly(each, thing.place));
  const gone = [unpacking.command, ...removals];
  const text = run.commands
    .filter((each) => !gone.includes(each))
    .map(({ command: { span } }) => run.syntax.text.slice(span.from, span.to));
  if (text.some((each) => each.includes(thing.name))) return null;
  const rename = editsAt(snapshot, copy, [
    { span: copy.syntax.keywordSpan, newText: copy.syntax.keywordText === 'copy' ? 'add' : 'ADD' },
    { span: target.span, newText: folder === '/' ? '/' : `${folder}/` },
  ]);
  const emptied = gone.length === run.commands.length;
  const [only] = gone;
  if (!emptied && (gone.length > 1 || only === undefined)) return null;
  const shorter = emptied || only === undefined ? null : removeCommand(run.syntax, script, only.command);
  const removed = emptied && run.syntax.innerComments.length === 0 ? removeInstruction(snapshot, run) : null;
  const rest = removed === null ? (shorter === null ? null : editsAt(snapshot, run, shorter)) : [removed];
  if (rest === null) return null;
  return {
    id: 'add',
    title: 'Let ADD unpack it',
    // Why: ADD keeps owners and modes as the archive has them, where tar may be told otherwise or run as another user.
    applicability: 'unsafe',
    edits: [...rename, ...rest],
  };
}

function fixArchive(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const copy = factsOf(snapshot, finding);
  const index = finding.proof['run'];
  const all = copy === undefined ? [] : (stageOf(snapshot, copy)?.instructions ?? []);
  const owner = all.find((each) => instructionOf(snapshot, actingFacts(each))?.index === index);
  if (copy === undefined || owner === undefined) return [];
  const run = actingFacts(owner);
  const thing = copiedThing(copy);
  const removals = thing === null ? [] : run.commands.filter((each) => removesOnly(each, thing.place));
  return [addInstead(snapshot, copy, run), thing === null ? null : mountInstead(snapshot, thing, run, removals)].filter(
    (fix) => fix !== null,
  );
}

export const archiveCopiedThenUnpacked: Rule = {
  meta: {
    id: 'archive-copied-then-unpacked',
    summary: 'An archive is copied into a layer and unpacked into another',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3010'],
    references: [
      'https://docs.docker.com/reference/dockerfile/#add',
      'https://docs.docker.com/build/building/best-practices/#add-or-copy',
    ],
  },
  checkFile: checkStages,
  fix: fixArchive,
};
