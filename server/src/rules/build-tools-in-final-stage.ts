// Compilers, build systems and -dev packages serve to make something; what runs needs none of them. Installed in a stage
// that ships they weigh hundreds of megabytes, and a later purge frees nothing. Reported where this very file uses them to
// build, or to install dependencies, and says what to run. Silent where the same RUN takes them out again, where an ENV
// hands the list on to images built on this one, and where the program compiles while it runs.
import { estimateInstruction } from '../estimate/estimate-instruction.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { PackageWord } from '../effects/effect.ts';
import { runtimeHalfBytes } from '../knowledge/debian-packages.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { isBuildPackage } from './parts/build-packages.ts';
import { compiles, compilesAtRunTime } from './parts/compiling.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

/** The package was named in the text of the command, not by a variable that hands it on. */
function isWritten({ word }: PackageWord): boolean {
  return word.value !== null && word.parts.every(({ kind }) => kind === 'literal');
}

/** A later command of the RUN takes packages out: by name, by a variable, by a virtual package, or all that nothing needs. */
function isRemovedAgain(facts: InstructionFacts, from: number, name: string): boolean {
  return facts.commands
    .slice(from + 1)
    .some(({ effect, command }) =>
      effect.removes.some(
        ({ packages }) =>
          packages.length === 0 ||
          packages.some((each) => each.name === name || each.name.startsWith('.')) ||
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

/** What starts is a shell or an interpreter's prompt: an image to build in, or to look around in. */
function isInteractive({ config }: Snapshot): boolean {
  const started = config.cmd ?? config.entrypoint;
  if (started === null) return true;
  const [program, ...rest] = started.commands[0]?.command.words.map(({ value }) => value ?? '') ?? [];
  const name = (program ?? '').replace(/^.*\//, '');
  const isPrompt =
    /^(?:ba|da|[azk]|fi)?sh$|^(?:python|python3|node|irb|php|ghci|iex|julia|R|perl|lua|jshell|racket|sbcl)$/.test(name);
  return isPrompt && rest.every((word) => word.startsWith('-') && word !== '-c' && word !== '-m');
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
        isWritten(each) && isBuildPackage(install.manager, each.name) && !isRemovedAgain(facts, index, each.name),
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

function* checkTools(snapshot: Snapshot): Generator<FileFinding> {
  const chain = shippingChain(snapshot);
  if (isInteractive(snapshot) || compilesAtRunTime(snapshot, chain)) return;
  if (!chain.some(isBuilding)) return;
  for (const facts of chain) {
    for (const { packages, bytes } of toolsIn(facts)) {
      const [first] = packages;
      if (first === undefined) continue;
      const names = packages.map(({ name }) => name);
      const shown =
        names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${String(names.length - 3)} more` : names.join(', ');
      yield {
        facts,
        span: first.word.span,
        message: `${shown} ${names.length === 1 ? 'ships' : 'ship'}${bytes === null ? '' : `, about ${formatBytes(bytes)}`}: only building needs ${names.length === 1 ? 'it' : 'them'}`,
        ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
        proof: { packages: names },
      };
    }
  }
}

export const buildToolsInFinalStage: Rule = {
  meta: {
    id: 'build-tools-in-final-stage',
    summary: 'Compilers and development packages are installed in a stage that ships',
    group: 'stages',
    severity: 'warning',
    needs: 'source',
    fix: 'never',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
    curedBySplit: true,
  },
  checkFile: checkTools,
};
