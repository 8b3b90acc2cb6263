// Packages bring manuals, examples and the same text in every language: on Debian's full images a tenth of what is installed.
// Nobody reads them in a container. A switch of the manager, or of dpkg, leaves them out; slim images and Ubuntu's have it set.
// Licences lie there too, so it is for people to decide: off unless asked for.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { runCommands } from './parts/called.ts';
import { insertAbove } from './parts/instructions.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const withSwitch: ReadonlySet<string> = new Set(['dnf', 'dnf5', 'yum', 'microdnf']);

/** Full images of Debian, and those that stand on them; slim ones and Ubuntu's leave documentation out by themselves. */
function isFullDebian({ target }: Snapshot): boolean {
  const { repository, tag } = target.baseReference ?? { repository: '', tag: null };
  if (/slim|alpine|ubuntu|noble|jammy|focal/.test(tag ?? '')) return false;
  return /^library\/(?:debian|buildpack-deps|python|node|ruby|golang|perl|rust|gcc)$/.test(repository);
}

function installs(command: CommandFacts, manager: (tool: string) => boolean): boolean {
  const { effect, context } = command;
  if (!manager(effect.tool) || !/^(?:install|in|reinstall|groupinstall)$/.test(effect.verb ?? '')) return false;
  if (command.command.words.some(({ value }) => /^--nodocs$|tsflags=\w*nodocs/.test(value ?? ''))) return false;
  return context.setting('dnf tsflags') !== 'nodocs';
}

interface Asked {
  readonly configures: boolean;
  readonly rpm: readonly CommandFacts[];
  readonly apt: CommandFacts | undefined;
}

const ask: (facts: InstructionFacts) => Asked = remembered((facts) => ({
  configures:
    /path-exclude|nodocs/i.test(facts.syntax.text) ||
    /^\/etc\/(?:dpkg|dnf|yum)/.test(facts.copy?.target ?? '') ||
    facts.commands.some(({ effect }) =>
      effect.deletes.some(({ path }) => /^\/usr\/share\/(?:doc|man)\b/.test(path.path)),
    ),
  rpm: runCommands(facts).filter((command) => installs(command, (tool) => withSwitch.has(tool))),
  apt: runCommands(facts).find((command) => installs(command, (tool) => tool === 'apt-get' || tool === 'apt')),
}));

function* checkDocs(snapshot: Snapshot): Generator<FileFinding> {
  if (/minimal|micro/.test(snapshot.target.baseReference?.repository ?? '')) return;
  let first = isFullDebian(snapshot);
  for (const facts of shippingChain(snapshot)) {
    const { configures, rpm, apt } = ask(facts);
    if (configures) return;
    for (const command of rpm) yield { facts, span: headSpan(command), message: 'documentation is installed too' };
    if (first && apt !== undefined) {
      first = false;
      yield { facts, span: headSpan(apt), message: 'documentation, manuals and translations are installed too' };
    }
  }
}

/** dpkg.cfg(5), as slim images have it: licences stay. */
const exclusion = [
  `RUN printf 'path-exclude /usr/share/doc/*\\npath-include /usr/share/doc/*/copyright\\npath-exclude /usr/share/man/*\\npath-exclude /usr/share/info/*\\n' > /etc/dpkg/dpkg.cfg.d/lean`,
];

function fixDocs(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined) return [];
  if (withSwitch.has(command.effect.tool)) {
    const verb = verbWord(command);
    if (verb === undefined || !command.command.exact) return [];
    const flag = command.effect.tool === 'yum' ? '--setopt=tsflags=nodocs' : '--nodocs';
    const edits = editsAt(snapshot, facts, [insertWord(verb.span, flag)]);
    return [
      { id: 'no-docs', title: `Leave documentation out (${flag})`, applicability: 'unsafe', edits, preferred: true },
    ];
  }
  const edit = insertAbove(snapshot, facts, exclusion);
  return edit === null || !/^(?:root|0)(?::|$)/.test(facts.before.user)
    ? []
    : [
        {
          id: 'no-docs',
          title: 'Leave documentation out from here on',
          applicability: 'unsafe',
          edits: [edit],
          preferred: true,
        },
      ];
}

export const packageDocsInstalled: Rule = {
  meta: {
    id: 'package-docs-installed',
    summary: 'Packages are installed with their documentation',
    group: 'layer-size',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://manpages.debian.org/dpkg.cfg.5', 'https://dnf.readthedocs.io/en/latest/conf_ref.html'],
  },
  checkFile: checkDocs,
  fix: fixDocs,
};
