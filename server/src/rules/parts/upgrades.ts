// Commands that upgrade packages of the base, or the whole distribution, rather than install something by name. Which of them
// is worth a word is for the rules to say.
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { runCommands } from './called.ts';
import { remembered } from './remembered.ts';

export type UpgradeKind = 'packages' | 'distribution' | 'zypper distribution';

export interface Upgrade {
  readonly command: CommandFacts;
  readonly kind: UpgradeKind;
}

const aptTools: ReadonlySet<string> = new Set(['apt-get', 'apt', 'aptitude']);
const dnfTools: ReadonlySet<string> = new Set(['dnf', 'dnf5', 'yum', 'microdnf', 'tdnf']);

/** Packages are named: then these alone are upgraded. */
function namesPackages({ effect }: CommandFacts): boolean {
  return effect.installs.some(({ packages, manifests }) => packages.length > 0 || manifests.length > 0);
}

/** Only fixes of security are taken. */
function isLimited({ command }: CommandFacts): boolean {
  return command.words.some(({ value }) =>
    /^--(?:security|advisor(?:y|ies)|cves?|sec-severity|bugfix)(?:=|$)/.test(value ?? ''),
  );
}

function kindOf(command: CommandFacts): UpgradeKind | null {
  const { tool, verb } = command.effect;
  if (verb === null) return null;
  if (aptTools.has(tool)) {
    if (/^(?:dist|full)-upgrade$/.test(verb)) return 'distribution';
    return /^(?:upgrade|safe-upgrade)$/.test(verb) && !namesPackages(command) ? 'packages' : null;
  }
  if (tool === 'zypper') {
    if (verb === 'dup' || verb === 'dist-upgrade') return 'zypper distribution';
    return /^(?:update|up|patch)$/.test(verb) && !namesPackages(command) ? 'packages' : null;
  }
  if (namesPackages(command) || isLimited(command)) return null;
  if (tool === 'apk') return verb === 'upgrade' ? 'packages' : null;
  return dnfTools.has(tool) && /^(?:update|upgrade|distro-sync|dsync)$/.test(verb) ? 'packages' : null;
}

/** What a RUN upgrades, in order. */
export const upgradesOf: (facts: InstructionFacts) => readonly Upgrade[] = remembered((facts) =>
  runCommands(facts).flatMap((command) => {
    const kind = kindOf(command);
    return kind === null ? [] : [{ command, kind }];
  }),
);
