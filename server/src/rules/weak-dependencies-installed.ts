// What apt calls recommends, RPM calls weak dependencies: dnf, microdnf and zypper install them too unless told otherwise. On
// Fedora they bring anything from a few megabytes to a second toolchain. A switch, or one line of configuration, leaves them
// out; no clean-up does.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { runCommands } from './parts/called.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const managers: ReadonlySet<string> = new Set(['dnf', 'microdnf', 'zypper']);

/** Asked for by name it is a choice. */
const asked = /^--recommends$|install_weak_deps=(?:1|yes|true|on)$/i;

function installsWeak({ command, effect, context }: CommandFacts): boolean {
  if (!/^(?:install|in|reinstall|groupinstall|localinstall|group)$/.test(effect.verb ?? '')) return false;
  if (command.words.some(({ value }) => asked.test(value ?? ''))) return false;
  if (/^(?:0|no|false|off)$/i.test(context.setting('dnf install_weak_deps') ?? '')) return false;
  return effect.installs.some(
    ({ manager, packages, open, recommends }) =>
      managers.has(manager) && recommends === true && (packages.length > 0 || open),
  );
}

interface Asked {
  /** A configuration that the file brings itself, by a copy or a command: it may say so, or does. */
  readonly configures: boolean;
  readonly installs: readonly CommandFacts[];
}

const ask: (facts: InstructionFacts) => Asked = remembered((facts) => ({
  configures:
    /^\/etc\/(?:dnf|yum|zypp)(?:[./]|$)/.test(facts.copy?.target ?? '') ||
    /install_weak_deps["']?\s*[=,]\s*["']?(?:0|no|false|off)\b|solver\.onlyRequires\s*=\s*true/i.test(
      facts.syntax.text,
    ),
  installs: runCommands(facts).filter(installsWeak),
}));

/** Minimal images bring a configuration of their own that may leave weak dependencies out already. */
function mayBeConfigured({ target }: Snapshot): boolean {
  return /minimal|micro/.test(target.baseReference?.repository ?? '');
}

function* checkWeak(snapshot: Snapshot): Generator<FileFinding> {
  if (mayBeConfigured(snapshot)) return;
  for (const facts of shippingChain(snapshot)) {
    const { configures, installs } = ask(facts);
    for (const command of installs)
      yield {
        facts,
        span: headSpan(command),
        message: 'weak dependencies are installed too: packages that none of these needs',
      };
    // Why after: what the switch in a RUN's own words does for that RUN, its effect knows.
    if (configures) return;
  }
}

function fixWeak(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || command === undefined || verb === undefined || !command.command.exact) return [];
  const flag = command.effect.tool === 'zypper' ? '--no-recommends' : '--setopt=install_weak_deps=False';
  return [
    {
      id: 'no-weak-dependencies',
      title: `Leave weak dependencies out (${flag})`,
      // Why: some programs do less without them.
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [insertWord(verb.span, flag)]),
      preferred: true,
    },
  ];
}

export const weakDependenciesInstalled: Rule = {
  meta: {
    id: 'weak-dependencies-installed',
    summary: 'dnf, microdnf or zypper installs weak dependencies that nobody asked for',
    group: 'layer-size',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.fedoraproject.org/en-US/packaging-guidelines/WeakDependencies/',
      'https://dnf.readthedocs.io/en/latest/conf_ref.html',
    ],
  },
  checkFile: checkWeak,
  fix: fixWeak,
};
