// git, gnupg and their kin are installed to fetch or verify something while the image is built. Where nothing at run time calls
// them, they ship for nobody: 10 to 150 MB, and programs that an intruder is glad to find. Reported where the file shows what
// they were for, in one RUN alone, and what starts is known not to need them.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { closureBytes } from '../knowledge/debian-packages.ts';
import { appendToRun } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { addedAs, asCalled } from './parts/called-alike.ts';
import { fetchTools } from './parts/fetch-tools.ts';
import { keptPackages, type KeptPackage } from './parts/kept-packages.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { programsOf, programsStarted } from './parts/programs-run.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { isInteractive } from './parts/starting.ts';
import { startsUnknownScript } from './parts/unknown-script.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

interface Tool {
  readonly kept: KeptPackage;
  readonly programs: readonly string[];
}

const toolsIn: (facts: InstructionFacts) => readonly Tool[] = remembered((facts) =>
  keptPackages(facts).flatMap((kept) => {
    const programs = fetchTools.get(kept.name);
    return programs === undefined ? [] : [{ kept, programs }];
  }),
);

function runs(facts: InstructionFacts, programs: readonly string[]): boolean {
  const run = programsOf(facts);
  return programs.some((program) => run.has(program));
}

/** Tools of one RUN that serve this very RUN and nothing else. */
function servingHereOnly(
  snapshot: Snapshot,
  facts: InstructionFacts,
  chain: readonly InstructionFacts[],
): readonly Tool[] {
  const tools = toolsIn(facts);
  if (tools.length === 0) return [];
  const started = programsStarted(snapshot);
  return tools.filter(
    ({ programs }) =>
      runs(facts, programs) &&
      !programs.some((program) => started.has(program)) &&
      !chain.some((other) => other !== facts && other.syntax.keyword === 'RUN' && runs(other, programs)),
  );
}

/** What starts, and does not call such tools: a program of the image itself, not a script that nobody has read. */
function isKnownToRun(snapshot: Snapshot): boolean {
  const { cmd, entrypoint } = snapshot.config;
  return (cmd !== null || entrypoint !== null) && !isInteractive(snapshot) && !startsUnknownScript(snapshot);
}

function bytesOf(tools: readonly Tool[]): number {
  return tools.reduce((sum, { kept }) => sum + (kept.manager === 'apt' ? (closureBytes(kept.name) ?? 0) : 0), 0);
}

/** Below this, and for small tools of other distributions, a tool that people like to have at hand is left alone. */
const worthBytes = 10_000_000;

function isWorthIt(tools: readonly Tool[], bytes: number): boolean {
  return (
    bytes >= worthBytes ||
    tools.some(
      ({ kept }) => kept.manager !== 'apt' && /^(?:git|git-core|git-lfs|subversion|mercurial|gnupg2?)$/.test(kept.name),
    )
  );
}

function* checkTools(snapshot: Snapshot): Generator<FileFinding> {
  const chain = shippingChain(snapshot);
  if (!chain.some((facts) => toolsIn(facts).length > 0) || !isKnownToRun(snapshot)) return;
  for (const facts of chain) {
    const tools = servingHereOnly(snapshot, facts, chain);
    const [first] = tools;
    const bytes = bytesOf(tools);
    if (first === undefined || !isWorthIt(tools, bytes)) continue;
    const names = tools.map(({ kept }) => kept.name).join(', ');
    yield {
      facts,
      span: first.kept.word.span,
      message: `${names} ${tools.length > 1 ? 'serve' : 'serves'} this RUN alone, and ${tools.length > 1 ? 'ship' : 'ships'}${bytes < 1_000_000 ? '' : `: ${formatBytes(bytes)}`}`,
      ...(bytes === 0 ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
      proof: { packages: tools.map(({ kept }) => kept.name) },
    };
  }
}

const removal: Readonly<Partial<Record<KeptPackage['manager'], string>>> = {
  apt: 'apt-get purge -y --auto-remove',
  apk: 'apk del',
  dnf: 'dnf remove -y',
  yum: 'yum remove -y',
  microdnf: 'microdnf remove -y',
};

function fixTools(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined || facts.script === null) return [];
  const tools = servingHereOnly(snapshot, facts, shippingChain(snapshot));
  const [first] = tools;
  const remove = first === undefined ? undefined : removal[first.kept.manager];
  if (first === undefined || remove === undefined) return [];
  const names = tools.filter(({ kept }) => kept.manager === first.kept.manager).map(({ kept }) => kept.name);
  const edit = appendToRun(facts.syntax, facts.script, asCalled(first.kept.command, `${remove} ${names.join(' ')}`));
  if (edit === null || names.length < tools.length || addedAs(first.kept.command) !== 'safe') return [];
  return [
    {
      id: 'remove-again',
      title: `Take ${names.join(', ')} out again in the same RUN`,
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [edit]),
      preferred: true,
    },
  ];
}

export const fetchToolsInFinalStage: Rule = {
  meta: {
    id: 'fetch-tools-in-final-stage',
    summary: 'Tools that fetch and unpack serve one RUN alone, and ship',
    group: 'dependencies',
    severity: 'hint',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
    wants: ['*.sh'],
  },
  checkFile: checkTools,
  fix: fixTools,
};
