// A file belongs to the layer that wrote it. Removing it in a later RUN adds a whiteout: the file is hidden, its bytes are
// still pulled and stored. The same goes for packages. Reported where the text tells what an earlier layer of the image
// that ships has written; small files, and what the same RUN has written itself, are left alone.
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import { intersects, isWithin } from '../effects/path-set.ts';
import type { PathPattern } from '../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { Span } from '../text/range.ts';
import { stageOf } from './parts/base-family.ts';
import { baseName } from './parts/called.ts';
import { keepsArchives } from './parts/docker-clean.ts';
import { isMetadata, removeInstruction } from './parts/instructions.ts';
import { writesMet } from './parts/layer-writes.ts';
import { actingAbove, copiedThing, mountInstead } from './parts/mount-instead.ts';
import { shippingWhere } from './parts/instructions-where.ts';
import { packagesBefore } from './parts/packages-before.ts';
import { remembered } from './parts/remembered.ts';
import { commandOf, editsAt, factsOf, headSpan, lineOf } from './parts/places.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { actingFacts } from './parts/triggers.ts';
import { isPacked, unpackingsOf } from './parts/unpacking.ts';
import { weightAt } from './parts/weight-of-writes.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** The RUN has written there itself before: then the removal is for its own files. */
function cleansItsOwn(facts: InstructionFacts, command: CommandFacts, path: PathPattern): boolean {
  const index = facts.commands.indexOf(command);
  return facts.commands
    .slice(0, index)
    .some(({ effect }) =>
      [...effect.writes.map((write) => write.path), ...effect.caches.flatMap(({ paths }) => paths)].some(
        (written) => written.kind !== 'unknown' && intersects(written, path),
      ),
    );
}

interface Told {
  readonly writer: InstructionFacts;
  readonly bytes: number | null;
  readonly what: string;
  readonly span: Span;
}

interface Removal {
  readonly command: CommandFacts;
  readonly path: PathPattern;
  readonly span: Span;
}

/** What a RUN removes that it has not written itself. */
const removalsOf: (facts: InstructionFacts) => readonly Removal[] = remembered((facts) =>
  facts.commands.flatMap((command) =>
    command.effect.deletes
      .filter(({ path }) => path.kind !== 'unknown' && !cleansItsOwn(facts, command, path))
      .map(({ path, word }) => ({ command, path, span: word?.span ?? headSpan(command) })),
  ),
);

function* removedFiles(snapshot: Snapshot, facts: InstructionFacts): Generator<Told> {
  for (const { command, path, span } of removalsOf(facts)) {
    for (const write of writesMet(snapshot, path)) {
      // Why: the base's own hook has deleted the archives already.
      if (isWithin('/var/cache/apt', path.path) && !keepsArchives(snapshot, write.facts)) continue;
      const weight = weightAt(snapshot.context, write, path, 'parts');
      if (weight === null || isToldOfArchive(snapshot, write.facts, path)) continue;
      const shown = path.kind === 'glob' ? path.pattern : path.path;
      const what =
        command.effect.tool === 'mv' ? `moving ${shown} writes it a second time` : `removing ${shown} frees nothing`;
      yield { writer: write.facts, bytes: weight.bytes, what, span };
      break;
    }
  }
}

/** A copied archive that a RUN of the stage unpacks: `archive-copied-then-unpacked` tells of its bytes. */
function isToldOfArchive(snapshot: Snapshot, writer: InstructionFacts, { path }: PathPattern): boolean {
  const name = baseName(path);
  if (writer.syntax.keyword !== 'COPY' || writer.copy?.kind !== 'context' || !isPacked(name)) return false;
  const stage = stageOf(snapshot, writer);
  return (
    stage?.instructions.some((each) => unpackingsOf(actingFacts(each)).some(({ names }) => names.includes(name))) ===
    true
  );
}

/** The first instruction of the image that ships to install each package, by manager and name. */
const installersOf: (snapshot: Snapshot) => ReadonlyMap<string, InstructionFacts> = remembered((snapshot) => {
  const installers = new Map<string, InstructionFacts>();
  for (const facts of shippingChain(snapshot))
    for (const { effect } of facts.commands)
      for (const { manager, packages } of effect.installs)
        for (const { name } of packages) {
          const key = `${manager} ${name}`;
          if (!installers.has(key)) installers.set(key, facts);
        }
  return installers;
});

const removingCommands: (facts: InstructionFacts) => readonly CommandFacts[] = remembered(({ commands }) =>
  commands.filter(({ effect }) => effect.removes.length > 0),
);

/** Packages that an earlier instruction put in and this one takes out, told with the first that put any of them in. */
function* removedPackages(snapshot: Snapshot, facts: InstructionFacts): Generator<Told> {
  for (const command of removingCommands(facts)) {
    for (const { manager, packages } of command.effect.removes) {
      const names = packages
        .map(({ name }) => name)
        .filter((name) => packagesBefore(snapshot, facts, manager).has(name));
      const writer = names
        .map((name) => installersOf(snapshot).get(`${manager} ${name}`))
        .find((each) => each !== facts);
      if (writer === undefined) continue;
      const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and more` : names.join(', ');
      const what = `removing ${shown} frees nothing`;
      yield { writer, bytes: installedBytes(writer, names), what, span: headSpan(command) };
    }
  }
}

function installedBytes(writer: InstructionFacts, names: readonly string[]): number | null {
  const nothingElse = { manifestText: () => null, copyBytes: () => null };
  const { parts } = estimateInstruction(writer, nothingElse, () => false);
  const bytes = parts.filter(({ what }) => names.includes(what)).reduce((sum, part) => sum + part.bytes, 0);
  return bytes === 0 ? null : bytes;
}

const removing = shippingWhere(
  (facts) => facts.syntax.keyword === 'RUN' && (removalsOf(facts).length > 0 || removingCommands(facts).length > 0),
);

function* checkRemovals(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of removing(snapshot)) {
    for (const { writer, bytes, what, span } of [
      ...removedFiles(snapshot, facts),
      ...removedPackages(snapshot, facts),
    ]) {
      const line = lineOf(snapshot, writer);
      const weight = bytes === null ? 'its bytes' : `about ${formatBytes(bytes)}`;
      yield {
        facts,
        span,
        message: `${what}: ${weight} stay in the layer of line ${String(line ?? 0)}`,
        ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
        proof: { writer: line },
      };
    }
  }
}

/** The RUN above, where nothing but configuration stands between. */
function runAbove(snapshot: Snapshot, facts: InstructionFacts): InstructionFacts | null {
  const chain = shippingChain(snapshot);
  for (let at = chain.indexOf(facts) - 1; at >= 0; at--) {
    const above = chain[at];
    if (above === undefined) return null;
    if (above.syntax.keyword === 'RUN') return above;
    if (!isMetadata(above.syntax)) return null;
  }
  return null;
}

/** Text that means the same behind another script: no path from a working folder it may have left, no variable it may have set. */
function meansTheSame(text: string, { commands }: InstructionFacts): boolean {
  const leaves = commands.some(({ command }) => command.name === 'cd' || command.name === 'pushd');
  const sets = commands.some(({ command }) => command.assignments.length > 0 || command.name === 'export');
  const isRelative = text
    .split(/\s+/)
    .some((word) => word !== '' && !/^(?:rm|-|\/|&&|apt|purge|autoremove|remove)/.test(word));
  return !(leaves && isRelative) && !(sets && text.includes('$'));
}

/** Moves a RUN that only cleans into the RUN that wrote. */
function moveRemoval(snapshot: Snapshot, finding: Finding, facts: InstructionFacts): Fix | null {
  const above = runAbove(snapshot, facts);
  if (above?.script == null || lineOf(snapshot, above) !== finding.proof['writer']) return null;
  const { commands, syntax } = facts;
  const onlyCleans = commands.every(
    ({ effect, command }) =>
      effect.role === 'clean' &&
      command.exact &&
      command.list === 0 &&
      (command.joinedBy === '&&' || command.joinedBy === 'start'),
  );
  if (!onlyCleans || syntax.flags.length > 0 || syntax.shell?.kind !== 'line' || syntax.innerComments.length > 0)
    return null;
  const text = commands.map(({ command: { span } }) => syntax.text.slice(span.from, span.to)).join(' && ');
  if (/[\r\n]/.test(text) || !meansTheSame(text, above)) return null;
  const edit = appendToRun(above.syntax, above.script, text);
  const removed = removeInstruction(snapshot, facts);
  if (edit === null || removed === null || above.mounts.length > 0) return null;
  return {
    id: 'move-removal',
    title: 'Remove it in the layer that wrote it',
    applicability: 'safe',
    edits: [...editsAt(snapshot, above, [edit]), removed],
    preferred: true,
  };
}

/** Mounts a copied file for the one RUN that reads it, in place of copying and removing it. */
function mountCopied(snapshot: Snapshot, finding: Finding, facts: InstructionFacts): Fix | null {
  const copy = actingAbove(snapshot, facts);
  const thing = copy === undefined ? null : copiedThing(copy);
  const command = commandOf(snapshot, finding);
  if (thing === null || command?.effect.tool !== 'rm' || command.effect.deletes.length !== 1) return null;
  const path = command.effect.deletes[0]?.path;
  if (path === undefined || path.kind === 'glob' || path.path !== thing.place) return null;
  return lineOf(snapshot, thing.copy) === finding.proof['writer']
    ? mountInstead(snapshot, thing, facts, [command])
    : null;
}

function fixRemoval(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts?.script == null) return [];
  return [moveRemoval(snapshot, finding, facts), mountCopied(snapshot, finding, facts)].filter((fix) => fix !== null);
}

export const removalInLaterLayer: Rule = {
  meta: {
    id: 'removal-in-later-layer',
    summary: 'What an earlier layer wrote is removed in a later one, which frees nothing',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts'],
    curedBySplit: true,
  },
  checkFile: checkRemovals,
  fix: fixRemoval,
};
