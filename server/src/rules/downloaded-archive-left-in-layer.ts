// A RUN downloads an archive or a package and unpacks or installs it; the file itself stays in the layer, mostly as large as
// what came out of it. Nothing reads it again. One that a later RUN removes is told where it is removed.
import { intersects } from '../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { baseName } from './parts/called.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { keptDownloads, removalAtEnd, type KeptDownload } from './parts/kept-downloads.ts';
import { factsOf, headSpan, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { isNamedAfter, shippingChain } from './parts/stage-chain.ts';
import { isPacked } from './parts/unpacking.ts';
import type { Span } from '../text/range.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const installers = /\.(?:zip|7z|rar|deb|rpm|whl|run|bin|pkg|crate|xpi|jar\.gz)$/;

function isConsumable(path: string): boolean {
  return isPacked(path) || installers.test(path);
}

/** How the command takes the file in: unpacks it, installs it, or runs it; null where it does not. */
function takesIn({ effect, command }: CommandFacts, path: string): 'unpacked' | 'installed' | 'run' | null {
  const { role, reads, tool } = effect;
  if (role === 'unpack' || role === 'install') {
    const isRead = reads.some(
      (read) => read.kind !== 'unknown' && read.path !== '/' && intersects(read, { kind: 'file', path }),
    );
    return isRead ? (role === 'unpack' ? 'unpacked' : 'installed') : null;
  }
  const isCalled = command.words.slice(0, 2).some(({ raw }) => baseName(raw) === baseName(path));
  const isProgram = /\.(?:run|bin)$/.test(path) && !effect.known && tool !== 'source';
  return isProgram && isCalled ? 'run' : null;
}

interface Kept extends KeptDownload {
  /** What the same RUN does with it; null where it does nothing. */
  readonly taken: ReturnType<typeof takesIn>;
}

const keptArchives: (facts: InstructionFacts) => readonly Kept[] = remembered((facts) =>
  keptDownloads(facts)
    .filter(({ path }) => isConsumable(path))
    .map((each) => {
      const after = facts.commands.slice(each.index + 1);
      return {
        ...each,
        taken: after.map((command) => takesIn(command, each.path)).find((one) => one !== null) ?? null,
      };
    }),
);

/** Where ADD puts a file that it downloads; null for other instructions, and where it unpacks it. */
function addedFile({ syntax, copy }: InstructionFacts): string | null {
  if (syntax.keyword !== 'ADD' || copy?.kind !== 'url' || copy.target === null || copy.sources.length !== 1)
    return null;
  if (syntax.flags.some(({ name, value }) => name === 'unpack' && value !== 'false')) return null;
  const name = baseName((copy.sources[0]?.expanded ?? '').split(/[?#]/, 1)[0] ?? '');
  const path = copy.intoFolder ? `${copy.target === '/' ? '' : copy.target}/${name}` : copy.target;
  return isConsumable(path) ? path : null;
}

interface Waiting {
  readonly facts: InstructionFacts;
  readonly path: string;
  readonly span: Span;
  readonly taken: Kept['taken'];
  /** The later RUN that takes it in. */
  user: InstructionFacts | null;
  removed: boolean;
}

/** Files that are followed at a time; older ones are told as they stand. */
const mostWaiting = 16;

/** Files that an instruction leaves in its layer for itself or for later ones to take in. */
const broughtBy: (facts: InstructionFacts) => readonly Omit<Waiting, 'user' | 'removed'>[] = remembered((facts) => {
  const added = addedFile(facts);
  const word = facts.syntax.words[0];
  if (added !== null && word !== undefined) return [{ facts, path: added, span: word.span, taken: null }];
  return keptArchives(facts).map(({ path, word: named, taken, command }) => ({
    facts,
    path,
    span: named?.span ?? headSpan(command),
    taken,
  }));
});

/** Commands of a RUN that may take a file in or away. */
const handlersOf: (facts: InstructionFacts) => readonly CommandFacts[] = remembered(({ syntax, commands }) =>
  syntax.keyword !== 'RUN'
    ? []
    : commands.filter(
        ({ effect }) =>
          effect.deletes.length > 0 || effect.role === 'unpack' || effect.role === 'install' || !effect.known,
      ),
);

function follow(found: readonly Waiting[], facts: InstructionFacts): void {
  const handlers = handlersOf(facts);
  if (handlers.length === 0) return;
  const waiting = found.slice(-mostWaiting);
  for (const command of handlers)
    for (const each of waiting) {
      each.removed ||= command.effect.deletes.some(({ path }) => intersects(path, { kind: 'file', path: each.path }));
      if (each.user === null && takesIn(command, each.path) !== null) each.user = facts;
    }
}

function* checkDownloads(snapshot: Snapshot): Generator<FileFinding> {
  const found: Waiting[] = [];
  for (const facts of shippingChain(snapshot)) {
    if (found.length > 0) follow(found, facts);
    for (const each of broughtBy(facts)) found.push({ ...each, user: null, removed: false });
  }
  for (const { facts, path, span, taken, user, removed } of found) {
    if (removed || (taken === null && user === null)) continue;
    const message =
      taken === null && user !== null
        ? later(snapshot, path, user)
        : `${baseName(path)} stays in this layer when it has been ${taken ?? 'read'}`;
    yield { facts, span, message, proof: { path } };
  }
}

function later(snapshot: Snapshot, path: string, user: InstructionFacts): string {
  return `${baseName(path)} stays in this layer though nothing but line ${String(lineOf(snapshot, user) ?? 0)} reads it`;
}

function removeInPlace(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const kept = facts === undefined ? [] : keptArchives(facts);
  const archive = kept.find(({ path, taken }) => path === finding.proof['path'] && taken !== null);
  const removal = facts === undefined || archive === undefined ? null : removalAtEnd(facts, archive);
  if (facts === undefined || archive === undefined || removal === null) return null;
  const name = baseName(archive.path);
  const isNamedLater = isNamedAfter(snapshot, facts, [name]);
  const naming = { id: 'clean-up', title: `Remove ${name} in the same layer` };
  return cleanUpFix(snapshot, facts, removal, naming, isNamedLater ? 'unsafe' : 'safe');
}

export const downloadedArchiveLeftInLayer: Rule = {
  meta: {
    id: 'downloaded-archive-left-in-layer',
    summary: 'A downloaded archive or package stays in its layer when it has been unpacked or installed',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#run'],
  },
  checkFile: checkDownloads,
  fix: (snapshot, finding) => [removeInPlace(snapshot, finding)].filter((fix) => fix !== null),
};
