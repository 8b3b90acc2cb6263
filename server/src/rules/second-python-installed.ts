// A python image has its interpreter in /usr/local; python3 and its packages from the distribution bring a second one into
// /usr, which does not see what pip installs, nor the first what apt does. The same on Ubuntu, where python3-pip brings the
// release's own Python beside python3.12. Reported in layers that ship; full python images hold both already.
import type { PackageWord } from '../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { closureBytes } from '../knowledge/debian-packages.ts';
import { defaultRelease, distributionOf, parseTag } from '../knowledge/image-tags.ts';
import { removeWord } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippedBase, type ShippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Packages that are, or need, the distribution's interpreter. */
const distributions: Readonly<Record<string, RegExp>> = {
  apt: /^(?:python3|python3-(?:pip|dev|venv|distutils|setuptools|wheel|virtualenv|minimal|full|all|all-dev|numpy|opencv|yaml|requests)|python-is-python3|libpython3-dev)$/,
  apk: /^(?:python3|python3-dev|py3-(?:pip|setuptools|wheel|virtualenv|numpy|requests|yaml))$/,
};

/** Python of a release, as `python3` installs it. */
const versions: Readonly<Record<string, string>> = {
  'debian-11': '3.9',
  'debian-12': '3.11',
  'debian-13': '3.13',
  'ubuntu-20.04': '3.8',
  'ubuntu-22.04': '3.10',
  'ubuntu-24.04': '3.12',
};

interface Brought {
  readonly facts: InstructionFacts;
  readonly command: CommandFacts;
  readonly packages: readonly PackageWord[];
  /** Interpreters of a version of their own: `python3.12`. */
  readonly named: readonly PackageWord[];
}

/** The packages are taken off again in the same RUN. */
function isRemoved(facts: InstructionFacts, command: CommandFacts, { name }: PackageWord): boolean {
  return facts.commands
    .slice(facts.commands.indexOf(command) + 1)
    .some(({ effect }) =>
      effect.removes.some(
        ({ packages }) =>
          packages.length === 0 || packages.some((each) => each.name === name || each.name.startsWith('.')),
      ),
    );
}

const broughtBy: (facts: InstructionFacts) => readonly Brought[] = remembered((facts) =>
  facts.syntax.keyword !== 'RUN'
    ? []
    : facts.commands.flatMap((command): Brought[] => {
        const all = command.effect.installs.flatMap(({ manager, packages, group }) =>
          group === undefined && (manager === 'apt' || manager === 'apk')
            ? packages.filter((each) => !isRemoved(facts, command, each)).map((each) => ({ manager, each }))
            : [],
        );
        const packages = all
          .filter(({ manager, each }) => distributions[manager]?.test(each.name))
          .map(({ each }) => each);
        const named = all.filter(({ each }) => /^python3\.\d+$/.test(each.name)).map(({ each }) => each);
        return packages.length + named.length > 0 ? [{ facts, command, packages, named }] : [];
      }),
);

/** Python's own image, without the full variant's tools: then what the distribution brings is a second interpreter. */
function hasOwnPython({ reference }: ShippedBase): boolean {
  const { words, release } = parseTag(reference.tag ?? 'latest');
  const isLean =
    words.some((word) => word === 'slim' || word.startsWith('alpine')) || release?.startsWith('alpine') === true;
  return (reference.repository === 'library/python' && isLean) || /(?:^|\/)uv$/.test(reference.repository);
}

function messageOf(names: readonly string[], base: string, bytes: number | null): string {
  const weight = bytes === null ? '' : ` (about ${formatBytes(bytes)})`;
  return `${names.join(', ')} ${names.length === 1 ? 'brings' : 'bring'} a second Python${weight} beside ${base}`;
}

function* checkPythons(snapshot: Snapshot): Generator<FileFinding> {
  const brought = shippingChain(snapshot).flatMap(broughtBy);
  const base = brought.length === 0 ? null : shippedBase(snapshot);
  if (base === null) return;
  if (hasOwnPython(base)) {
    for (const { facts, command, packages } of brought) {
      const [first] = packages;
      if (first === undefined) continue;
      const isDebian = command.effect.installs.some(({ manager }) => manager === 'apt');
      const bytes = isDebian ? closureBytes('python3') : null;
      const names = packages.map(({ name }) => name);
      yield {
        facts,
        span: first.word.span,
        message: messageOf(names, 'that of the base', bytes),
        ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
        proof: { names },
      };
    }
    return;
  }
  const own = versions[distributionOf(defaultRelease(base.reference) ?? '') ?? ''];
  const other = brought.flatMap(({ named }) => named).find(({ name }) => own !== undefined && name !== `python${own}`);
  if (own === undefined || other === undefined) return;
  for (const { facts, packages } of brought) {
    const [first] = packages;
    if (first === undefined) continue;
    const names = packages.map(({ name }) => name);
    yield {
      facts,
      span: first.word.span,
      message: `${names.join(', ')} ${names.length === 1 ? 'brings' : 'bring'} Python ${own} of the release beside ${other.name}`,
      proof: { names: [] },
    };
  }
}

/** Leaves the words out, where something else is left to install. */
function fixPythons(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const { names } = finding.proof;
  if (facts === undefined || command?.command.exact !== true || !Array.isArray(names) || names.length === 0) return [];
  const [install] = command.effect.installs;
  const going = install?.packages.filter(({ name }) => names.includes(name)) ?? [];
  if (install === undefined || going.length === install.packages.length) return [];
  return [
    {
      id: 'drop-packages',
      title: `Use the Python of the base (leave ${names.join(', ')} out)`,
      applicability: 'unsafe',
      edits: editsAt(
        snapshot,
        facts,
        going.flatMap(({ word }) => removeWord(facts.syntax, word.span)),
      ),
      preferred: true,
    },
  ];
}

export const secondPythonInstalled: Rule = {
  meta: {
    id: 'second-python-installed',
    summary: 'A second Python interpreter is installed beside the one that is used',
    group: 'dependencies',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://hub.docker.com/_/python'],
  },
  checkFile: checkPythons,
  fix: fixPythons,
};
