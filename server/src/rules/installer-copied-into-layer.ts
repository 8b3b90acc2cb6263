// A wheel, a package or an installer that COPY brings for the one RUN that installs it stays in the layer of the COPY. A bind
// mount shows it to that RUN and to no layer. One that the RUN removes again is told where it is removed, by another rule.
import { intersects } from '../effects/path-set.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { baseName } from './parts/called.ts';
import { copiedBytes } from './parts/layer-writes.ts';
import { actingAbove, copiedThing, mountInstead } from './parts/mount-instead.ts';
import { factsOf, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { isNamedAfter, shippingChain } from './parts/stage-chain.ts';
import { actingFacts, instructionOf } from './parts/triggers.ts';
import { isPacked } from './parts/unpacking.ts';
import { stageOf } from './parts/base-family.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const installers = /\.(?:whl|deb|rpm|apk|run|zip|7z|egg|gem|crate)$/;
/** Folders that hold nothing but packages, by the names that they are given. */
const folders = /^(?:wheels?|wheelhouse|debs?|rpms?)$/;

interface Brought {
  readonly what: string;
  /** Where it lies, a glob's folder for a glob. */
  readonly place: string;
  /** What the RUN must name. */
  readonly named: readonly string[];
}

/** Packages alone that a COPY brings, and how a RUN would name them; null for other copies. */
const broughtBy: (facts: InstructionFacts) => Brought | null = remembered(({ syntax, copy }) => {
  if (syntax.keyword !== 'COPY' || copy === null || copy.target === null || copy.sources.length === 0) return null;
  if (copy.kind === 'heredoc') return null;
  const names = copy.sources.map(({ text, expanded }) => baseName((expanded ?? text).replace(/\/$/, '')));
  const [first = ''] = names;
  const isLocalArchive = copy.kind === 'context' && isPacked(first);
  if (names.every((name) => installers.test(name) || (isPacked(name) && !isLocalArchive))) {
    return { what: names.length > 1 ? `${first} and more` : first, place: copy.target, named: names };
  }
  if (names.length > 1 || !folders.test(first)) return null;
  return { what: `${first}/`, place: copy.target, named: [first, baseName(copy.target)] };
});

/** The RUN installs or unpacks what lies there. */
function takesIn(run: InstructionFacts, { place, named }: Brought): boolean {
  return run.commands.some(({ command, effect }) => {
    const isNamed = command.words.some(({ raw }) => raw.includes(place) || named.some((name) => raw.includes(name)));
    const runsIt =
      !effect.known &&
      effect.role === 'other' &&
      command.words.slice(0, 2).some(({ raw }) => raw.includes(named[0] ?? place));
    return (effect.role === 'install' || effect.role === 'unpack' || runsIt) && isNamed;
  });
}

function removesIt(run: InstructionFacts, { place }: Brought): boolean {
  return run.commands.some(({ effect }) =>
    effect.deletes.some(({ path }) => intersects(path, { kind: 'tree', path: place })),
  );
}

function* checkCopies(snapshot: Snapshot): Generator<FileFinding> {
  const chain = shippingChain(snapshot);
  for (const [at, facts] of chain.entries()) {
    const brought = facts.syntax.keyword === 'COPY' ? broughtBy(facts) : null;
    if (brought === null) continue;
    const until = chain.findIndex(({ syntax }, place) => place > at && syntax.keyword === 'RUN');
    const run = chain[until];
    if (run === undefined || !takesIn(run, brought) || removesIt(run, brought)) continue;
    // Why: what another line names may be wanted there, or is removed there.
    const names = [...brought.named.filter((name) => !name.startsWith('*')), brought.place].filter(
      (name) => name !== '/',
    );
    const between = chain.slice(at + 1, until);
    if (between.some(({ syntax }) => names.some((name) => syntax.text.includes(name)))) continue;
    if (!isNamedAfter(snapshot, run, names)) yield findingFor(snapshot, facts, brought, run);
  }
}

function findingFor(
  snapshot: Snapshot,
  facts: InstructionFacts,
  { what, place }: Brought,
  run: InstructionFacts,
): FileFinding {
  const path = { kind: 'tree', path: place } as const;
  const bytes = copiedBytes(snapshot.context, { facts, path, command: null }, path);
  const weight = bytes === null || bytes === 0 ? '' : ` (${formatBytes(bytes)})`;
  const first = facts.syntax.words[0]?.span ?? facts.syntax.keywordSpan;
  return {
    facts,
    span: { from: first.from, to: facts.syntax.words.at(-2)?.span.to ?? first.to },
    message: `${what}${weight} stays in this layer when line ${String(lineOf(snapshot, run) ?? 0)} has installed from it`,
    ...(weight === '' || bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
    proof: { run: instructionOf(snapshot, run)?.index ?? -1 },
  };
}

function mountIt(snapshot: Snapshot, finding: Finding): Fix | null {
  const copy = factsOf(snapshot, finding);
  const all = copy === undefined ? [] : (stageOf(snapshot, copy)?.instructions ?? []);
  const run = all.map(actingFacts).find((each) => instructionOf(snapshot, each)?.index === finding.proof['run']);
  const thing = copy === undefined ? null : copiedThing(copy);
  if (run === undefined || thing === null || copy === undefined || actingAbove(snapshot, run) !== copy) return null;
  // Why: COPY puts what a folder holds into its target, under no name of its own.
  const isFolder = folders.test(thing.name);
  const placed = isFolder && copy.copy?.target != null ? { ...thing, place: copy.copy.target } : thing;
  return mountInstead(snapshot, placed, run, []);
}

export const installerCopiedIntoLayer: Rule = {
  meta: {
    id: 'installer-copied-into-layer',
    summary: 'A package is copied into a layer for the one RUN that installs it',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  },
  checkFile: checkCopies,
  fix: (snapshot, finding) => [mountIt(snapshot, finding)].filter((fix) => fix !== null),
};
