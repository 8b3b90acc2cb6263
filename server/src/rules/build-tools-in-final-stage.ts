// Compilers, build systems and -dev packages serve to make something; what runs needs none of them. Installed in a stage
// that ships they weigh hundreds of megabytes, and a later purge frees nothing. Reported where this very file uses them to
// build, or to install dependencies, and says what to run; where another stage builds what this one copies, with the
// run-time halves to install instead. Silent where the same RUN takes them out again, where an ENV hands the list on to
// images built on this one, and where the program compiles while it runs.
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { PackageWord } from '../effects/effect.ts';
import { runtimeHalf, runtimeHalfBytes, toolClass } from '../knowledge/debian-packages.ts';
import { defaultRelease, distributionOf } from '../knowledge/image-tags.ts';
import type { SpanEdit } from '../rewrite/gaps.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { isBuildPackage } from './parts/build-packages.ts';
import { compiles, compilesAtRunTime } from './parts/compiling.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { isInteractive } from './parts/starting.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** The package was named in the text of the command, not by a variable that hands it on. */
function isWritten({ word }: PackageWord): boolean {
  return word.value !== null && word.parts.every(({ kind }) => kind === 'literal');
}

/** A later command of the RUN takes packages out: by name, by a variable, by a virtual package, or all that nothing needs. */
function isRemovedAgain(facts: InstructionFacts, from: number, name: string, group: string | undefined): boolean {
  return facts.commands
    .slice(from + 1)
    .some(({ effect, command }) =>
      effect.removes.some(
        ({ packages }) =>
          packages.length === 0 ||
          packages.some((each) => each.name === name || each.name === group || each.name.startsWith('.')) ||
          command.words.some(({ parts }) => parts.some(({ kind }) => kind === 'variable' || kind === 'substitution')),
      ),
    );
}

/** Something is built or installed that such tools serve for. */
function usesTools({ effect }: CommandFacts): boolean {
  return effect.installs.some(
    ({ manager }) => !['apt', 'apk', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper'].includes(manager),
  );
}

interface Tools {
  readonly packages: readonly PackageWord[];
  readonly bytes: number | null;
}

function toolsOf(facts: InstructionFacts, command: CommandFacts): Tools {
  const index = facts.commands.indexOf(command);
  const packages = command.effect.installs.flatMap((install) =>
    install.packages.filter(
      (each) =>
        isWritten(each) &&
        isBuildPackage(install.manager, each.name) &&
        !isRemovedAgain(facts, index, each.name, install.group),
    ),
  );
  const names = new Set(packages.map(({ name }) => name));
  const { parts } = estimateInstruction(
    { ...facts, commands: [command] },
    { manifestText: () => null, copyBytes: () => null },
    () => false,
  );
  const bytes = parts
    .filter(({ what }) => names.has(what))
    .reduce((sum, part) => sum + part.bytes - (runtimeHalfBytes(part.what) ?? 0), 0);
  return { packages, bytes: bytes > 0 ? bytes : null };
}

const isBuilding: (facts: InstructionFacts) => boolean = remembered(
  ({ commands, syntax }) =>
    syntax.keyword === 'RUN' && commands.some((command) => compiles(command) || usesTools(command)),
);

const toolsIn: (facts: InstructionFacts) => readonly Tools[] = remembered((facts) =>
  facts.syntax.keyword === 'RUN'
    ? facts.commands.map((command) => toolsOf(facts, command)).filter(({ packages }) => packages.length > 0)
    : [],
);

/** What the stage that ships copies was built in another: then its own compilers have nothing left to do. */
function isBuiltElsewhere(snapshot: Snapshot, chain: readonly InstructionFacts[]): boolean {
  return chain.some(({ copy }) => {
    const stage = copy?.fromStage == null ? undefined : snapshot.stages[copy.fromStage];
    return stage !== undefined && !stage.ships && stage.instructions.some(isBuilding);
  });
}

/** The distribution whose package names the base has, as the catalogue calls it; null where that is not known. */
function distributionAt(snapshot: Snapshot): string | null {
  const base = shippedBase(snapshot);
  const release = base === null ? null : defaultRelease(base.reference);
  return release === null ? null : distributionOf(release);
}

/** The run-time half of a package, names separated by blanks; '' for what only building needs; null where not known. */
function halfOf(name: string, distribution: string | null): string | null {
  if (toolClass(name) === 'build') return '';
  const half = distribution === null ? null : runtimeHalf(name, distribution);
  return half === null || half.certainty === 'derived' ? null : half.packages.join(' ');
}

function* checkTools(snapshot: Snapshot): Generator<FileFinding> {
  const chain = shippingChain(snapshot);
  if (
    !chain.some((facts) => toolsIn(facts).length > 0) ||
    isInteractive(snapshot) ||
    compilesAtRunTime(snapshot, chain)
  )
    return;
  const builds = chain.some(isBuilding);
  if (!builds && !isBuiltElsewhere(snapshot, chain)) return;
  const found = chain.flatMap((facts) => toolsIn(facts).map((tools) => ({ facts, ...tools })));
  for (const { facts, packages, bytes } of found) {
    const [first] = packages;
    if (first === undefined) continue;
    const names = packages.map(({ name }) => name);
    const shown =
      names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${String(names.length - 3)} more` : names.join(', ');
    const one = names.length === 1;
    const why = builds ? `only building needs ${one ? 'it' : 'them'}` : 'another stage builds';
    yield {
      facts,
      span: first.word.span,
      message: `${shown} ${one ? 'ships' : 'ship'}${bytes === null ? '' : `, about ${formatBytes(bytes)}`}: ${why}`,
      ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
      proof: { packages: names, builds },
    };
  }
}

/** Where another stage builds: the run-time halves in the place of the -dev packages, and no compilers. */
function fixTools(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined || finding.proof['builds'] === true) return [];
  const distribution = distributionAt(snapshot);
  const tools = toolsIn(facts).find(({ packages }) =>
    packages.some(({ word }) => command.command.words.includes(word)),
  );
  const install = command.effect.installs[0];
  if (tools === undefined || install?.manager !== 'apt' || !command.command.exact) return [];
  const present = new Set(install.packages.map(({ name }) => name));
  const edits: SpanEdit[] = [];
  let kept = install.packages.length - tools.packages.length + install.manifests.length;
  for (const { name, word } of tools.packages) {
    const half = halfOf(name, distribution);
    if (half === null) return [];
    const wanted = half.split(' ').filter((each) => each !== '' && !present.has(each));
    for (const each of wanted) present.add(each);
    kept += wanted.length;
    if (wanted.length === 0) edits.push(...removeWord(facts.syntax, word.span));
    else edits.push({ span: word.span, newText: wanted.join(' ') });
  }
  if (kept === 0) return [];
  return [
    {
      id: 'run-time-packages',
      title: 'Install the run-time halves alone',
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, edits),
      preferred: true,
    },
  ];
}

export const buildToolsInFinalStage: Rule = {
  meta: {
    id: 'build-tools-in-final-stage',
    summary: 'Compilers and development packages are installed in a stage that ships',
    group: 'stages',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
    curedBySplit: true,
  },
  checkFile: checkTools,
  fix: fixTools,
};
