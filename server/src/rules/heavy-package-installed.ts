// Some packages bring far more than an image uses: a JDK with all that draws windows, every language of a typesetter, a desktop.
// A leaner package has the program alone. What they weigh is known from Debian; whether the rest is used is for people to say.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { heavyPackage, type Heavy, type Lean } from './parts/heavy-packages.ts';
import { keptPackages, type KeptPackage } from './parts/kept-packages.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

interface Found {
  readonly kept: KeptPackage;
  readonly heavy: Heavy;
}

const heavyIn: (facts: InstructionFacts) => readonly Found[] = remembered((facts) =>
  keptPackages(facts).flatMap((kept) => {
    const heavy = heavyPackage(kept.manager, kept.name);
    return heavy === undefined ? [] : [{ kept, heavy }];
  }),
);

/** Packages of an image that has a display: a virtual one, a desktop's, a remote one. */
const hasDisplay: (facts: InstructionFacts) => boolean = remembered((facts) =>
  keptPackages(facts).some(({ name }) =>
    /^(?:xvfb|x11-|xorg|xserver-|libgtk-|gtk3|tigervnc|x11vnc|xfce|openbox|fluxbox|icewm|novnc|xrdp|libxtst|libxi6)/.test(
      name,
    ),
  ),
);

function messageOf({ kept, heavy }: Found): string {
  const weight = heavy.bytes === null ? 'more than most images use' : `${formatBytes(heavy.bytes)} with all it needs`;
  const [lean] = heavy.leaner;
  if (lean === undefined) return `${kept.name} brings ${weight}`;
  if (lean.name === null) return `${kept.name} brings ${weight}; ${lean.note}`;
  const less = lean.bytes === null ? 'less' : formatBytes(lean.bytes);
  return `${kept.name} brings ${weight}, ${lean.name} ${less} (${lean.note})`;
}

function findingOf(facts: InstructionFacts, found: Found): FileFinding {
  const { kept, heavy } = found;
  const lean = heavy.leaner[0]?.bytes ?? null;
  return {
    facts,
    span: kept.word.span,
    message: messageOf(found),
    ...(heavy.bytes === null || lean === null
      ? {}
      : { saving: { bytes: heavy.bytes - lean, unit: 'file', kind: 'estimated' } }),
    proof: { package: kept.name },
  };
}

function* checkPackages(snapshot: Snapshot): Generator<FileFinding> {
  const chain = shippingChain(snapshot);
  let display: boolean | undefined;
  for (const facts of chain) {
    const found = heavyIn(facts);
    if (found.length === 0) continue;
    display ??= chain.some(hasDisplay);
    for (const each of found) if (!display || !each.heavy.headless) yield findingOf(facts, each);
  }
}

function swapFix(
  snapshot: Snapshot,
  facts: InstructionFacts,
  { word }: KeptPackage,
  lean: Lean,
  first: boolean,
): Fix[] {
  if (lean.name === null) return [];
  return [
    {
      id: first ? 'leaner' : 'leanest',
      title: `Install ${lean.name} (${lean.note})`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [{ span: word.span, newText: lean.name }]),
      ...(first ? { preferred: true } : {}),
    },
  ];
}

function fixPackages(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const origin = facts === undefined ? undefined : instructionOf(snapshot, facts)?.range.start;
  if (facts === undefined || origin === undefined) return [];
  const found = heavyIn(facts).find(({ kept }) => kept.word.span.from === finding.range.start - origin);
  if (found === undefined || !found.kept.command.command.exact || found.kept.word.raw !== found.kept.name) return [];
  return found.heavy.leaner.flatMap((lean, at) => swapFix(snapshot, facts, found.kept, lean, at === 0));
}

export const heavyPackageInstalled: Rule = {
  meta: {
    id: 'heavy-package-installed',
    summary: 'A package brings far more than its programs, and a leaner one has them too',
    group: 'dependencies',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://packages.debian.org/stable/'],
  },
  checkFile: checkPackages,
  fix: fixPackages,
};
