// A RUN downloads an archive or a package and unpacks or installs it; the file itself stays in the layer, mostly as large as
// what came out of it. Nothing reads it again. One that a later RUN removes is told where it is removed.
import { intersects } from '../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { baseName } from './parts/called.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { keptDownloads, removalAtEnd, type KeptDownload } from './parts/kept-downloads.ts';
import { factsOf, headSpan, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain, shippingChainAfter } from './parts/stage-chain.ts';
import { isPacked } from './parts/unpacking.ts';
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

/** What becomes of the file in later layers: the RUN that takes it in, or null; undefined where one removes it. */
function laterUse(snapshot: Snapshot, facts: InstructionFacts, path: string): InstructionFacts | null | undefined {
  let user: InstructionFacts | null = null;
  for (const each of shippingChainAfter(snapshot, facts)) {
    if (each.syntax.keyword !== 'RUN') continue;
    const isRemoved = each.commands.some(({ effect }) =>
      effect.deletes.some((deleted) => intersects(deleted.path, { kind: 'file', path })),
    );
    if (isRemoved) return undefined;
    if (user === null && each.commands.some((command) => takesIn(command, path) !== null)) user = each;
  }
  return user;
}

/** Where ADD puts a file that it downloads; null for other instructions, and where it unpacks it. */
function addedFile({ syntax, copy }: InstructionFacts): string | null {
  if (syntax.keyword !== 'ADD' || copy?.kind !== 'url' || copy.target === null || copy.sources.length !== 1)
    return null;
  if (syntax.flags.some(({ name, value }) => name === 'unpack' && value !== 'false')) return null;
  const name = baseName((copy.sources[0]?.expanded ?? '').split(/[?#]/, 1)[0] ?? '');
  const path = copy.intoFolder ? `${copy.target === '/' ? '' : copy.target}/${name}` : copy.target;
  return isConsumable(path) ? path : null;
}

function* checkDownloads(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of shippingChain(snapshot)) {
    const added = addedFile(facts);
    if (added !== null) {
      const user = laterUse(snapshot, facts, added);
      const word = facts.syntax.words[0];
      if (user != null && word !== undefined)
        yield { facts, span: word.span, message: later(snapshot, added, user), proof: { path: added } };
    }
    for (const { path, word, taken, command } of keptArchives(facts)) {
      const user = laterUse(snapshot, facts, path);
      if (user === undefined || (taken === null && user === null)) continue;
      const message =
        taken === null && user !== null
          ? later(snapshot, path, user)
          : `${baseName(path)} stays in this layer when it has been ${taken ?? 'read'}`;
      yield { facts, span: word?.span ?? headSpan(command), message, proof: { path } };
    }
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
  const isNamedLater = shippingChainAfter(snapshot, facts).some(({ syntax }) => syntax.text.includes(name));
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
