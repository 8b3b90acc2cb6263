// The Python packages that the image which ships holds: what the commands of its stages install, and what a COPY --from
// brings of an environment that another stage made. Names only; nothing is resolved.
import { isWithin } from '../../effects/path-set.ts';
import type { CommandFacts, InstructionFacts, Snapshot, StageFacts } from '../../facts/snapshot.ts';
import { pairMemo } from '../../facts/pair-memo.ts';
import { drawsIn } from '../../knowledge/python-wheels.ts';
import type { Span } from '../../text/range.ts';
import { headSpan } from './places.ts';
import { pythonInstallsOf, readPythonInstall, type AskedPackage, type PythonInstall } from './python-installs.ts';
import { remembered } from './remembered.ts';
import { shippingChain, stageChain } from './stage-chain.ts';
import { actingFacts } from './triggers.ts';

/** A command that installs what ships. */
export interface InstallSite {
  readonly facts: InstructionFacts;
  readonly command: CommandFacts;
  readonly install: PythonInstall;
}

export interface ShippedPackage extends AskedPackage {
  readonly site: InstallSite;
}

export interface PythonEnvironment {
  /** By normalised name, in the order they are installed; what is asked for by name, not what that draws in. */
  readonly packages: ReadonlyMap<string, ShippedPackage>;
  readonly sites: readonly InstallSite[];
  /** There may be more than is told. */
  readonly open: boolean;
  /** Names that a RUN takes off again after it installed. */
  readonly removed: ReadonlySet<string>;
}

/** Most copies looked into for manifests. */
const copyBound = 200;
/** Stages that environments are followed through. */
const stageBound = 8;

const installsPython: (facts: InstructionFacts) => boolean = remembered(
  ({ commands, syntax }) =>
    syntax.keyword === 'RUN' && commands.some((command) => pythonInstallsOf(command).length > 0),
);

/** Where the packages of a command lie: its prefix, or null for the interpreter's own place. */
function prefixesOf(command: CommandFacts): readonly (string | null)[] {
  return pythonInstallsOf(command).map(({ into }) =>
    into.kind === 'project' ? `${command.context.workingFolder}/.venv` : into.prefix,
  );
}

/** True where copying these paths takes what was installed there. */
function takes(sources: readonly string[], prefix: string | null): boolean {
  return sources.some((source) =>
    prefix === null
      ? isWithin(source, '/usr/local/lib') || /(?:site|dist)-packages|^\/usr\/(?:local\/)?lib\/python/.test(source)
      : isWithin(source, prefix) || isWithin(prefix, source),
  );
}

/** The copies of the context before an instruction; the same object while they are the same. */
interface Copies {
  readonly all: readonly InstructionFacts[];
}
const noCopies: Copies = { all: [] };
const longer = pairMemo<Copies, InstructionFacts, Copies>();

interface Answer {
  readonly context: Snapshot['context'];
  readonly copies: Copies;
  readonly install: PythonInstall | null;
}
const answers = new WeakMap<CommandFacts, Answer>();

/** `readPythonInstall`, asked again only where the context or the copies before it are others. */
function installOf(
  { context }: Snapshot,
  command: CommandFacts,
  facts: InstructionFacts,
  copies: Copies,
): PythonInstall | null {
  const known = answers.get(command);
  if (known?.context === context && known.copies === copies) return known.install;
  const install = readPythonInstall(context, command, { copies: copies.all, mounts: facts.mounts });
  answers.set(command, { context, copies, install });
  return install;
}

/** Sites of a run of instructions; `sources` are the paths that are taken of it, null for everything. */
function sitesOf(
  snapshot: Snapshot,
  chain: readonly InstructionFacts[],
  sources: readonly string[] | null,
  visited: ReadonlySet<StageFacts>,
): InstallSite[] {
  const sites: InstallSite[] = [];
  let copies = noCopies;
  for (const facts of chain) {
    const { copy } = facts;
    if (copy?.kind === 'context' && copies.all.length < copyBound) {
      const before = copies;
      copies = longer.get(before, facts, () => ({ all: [...before.all, facts] }));
    }
    if (copy?.kind === 'stage' && copy.fromStage !== null) {
      const stage = snapshot.stages[copy.fromStage];
      const wanted = copy.sources.flatMap(({ expanded }) => expanded ?? []);
      const passesOn = sources === null || copy.target === null || takes(sources, copy.target);
      if (stage === undefined || visited.has(stage) || visited.size >= stageBound || !passesOn) continue;
      const inner = stageChain(snapshot, stage).flatMap(({ instructions }) => instructions.map(actingFacts));
      sites.push(...sitesOf(snapshot, inner, wanted, new Set([...visited, stage])));
    }
    if (!installsPython(facts)) continue;
    for (const command of facts.commands) {
      if (pythonInstallsOf(command).length === 0) continue;
      if (sources !== null && !prefixesOf(command).some((prefix) => takes(sources, prefix))) continue;
      const install = installOf(snapshot, command, facts, copies);
      if (install !== null) sites.push({ facts, command, install });
    }
  }
  return sites;
}

const nothing: ReadonlySet<string> = new Set();

/** Names that a later command of the same RUN takes off again. */
function removedIn({ facts, command }: InstallSite): ReadonlySet<string> {
  if (!facts.commands.some(({ effect }) => effect.removes.length > 0)) return nothing;
  const names = new Set<string>();
  for (const later of facts.commands.slice(facts.commands.indexOf(command) + 1))
    for (const { packages } of later.effect.removes) for (const { name } of packages) names.add(name);
  return names;
}

/** Worked out once for each snapshot. Linear in its instructions. */
export const shippedPython: (snapshot: Snapshot) => PythonEnvironment = remembered((snapshot) => {
  const sites = sitesOf(snapshot, shippingChain(snapshot), null, new Set());
  const packages = new Map<string, ShippedPackage>();
  const gone = new Set<string>();
  for (const site of sites) {
    const removed = removedIn(site);
    for (const name of removed) gone.add(name);
    for (const [name, asked] of site.install.packages)
      if (!packages.has(name) && !removed.has(name)) packages.set(name, { ...asked, site });
  }
  return { packages, sites, open: sites.some(({ install }) => install.open), removed: gone };
});

/** The first package of the environment that is, or draws in, the named one; undefined where none is known to. */
export function bringerOf({ packages, removed }: PythonEnvironment, name: string): ShippedPackage | undefined {
  const asked = packages.get(name);
  if (asked !== undefined || removed.has(name)) return asked;
  for (const each of packages.values()) if (brings(each, name)) return each;
  return undefined;
}

function brings({ name, site }: ShippedPackage, wanted: string): boolean {
  const { locked } = site.install;
  if (!locked.has(name)) return drawsIn(name, wanted);
  const seen = new Set<string>();
  const open = [name];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === wanted) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(locked.get(at)?.requires ?? []));
  }
  return false;
}

/** Where a finding about a package stands: its word on the command line, else the command. */
export function placeOf({ word, site }: ShippedPackage): Span {
  return word !== null && site.command.command.exact ? word.span : headSpan(site.command);
}
