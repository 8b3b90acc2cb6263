// A RUN that updates a package index and installs nothing is cached like any other: the RUNs below it go on with that index
// for weeks, install old versions, and fail once the archive no longer has them. Update and installation belong in one RUN.
import type { CommandFacts, InstructionFacts } from '../facts/snapshot.ts';
import { runCommands } from './parts/called.ts';
import { moveUpdateFix } from './parts/move-update.ts';
import { factsOf, headSpan } from './parts/places.ts';
import type { LocalFinding, Rule } from './rule.ts';

const updating: Readonly<Record<string, RegExp>> = {
  'apt-get': /^update$/,
  apt: /^update$/,
  aptitude: /^update$/,
  apk: /^update$/,
  yum: /^(?:makecache|check-update)$/,
  dnf: /^(?:makecache|check-update|check-upgrade)$/,
  dnf5: /^(?:makecache|check-update|check-upgrade)$/,
  tdnf: /^(?:makecache|check-update)$/,
  zypper: /^ref(?:resh)?$/,
  pacman: /^-Syy?$/,
};

function updates({ effect }: CommandFacts): boolean {
  if (effect.installs.length > 0 || !Object.hasOwn(updating, effect.tool)) return false;
  return updating[effect.tool]?.test(effect.verb ?? '') === true;
}

/** Reads the index, or may: an installation, a question to it, a program that nobody here knows. */
function uses({ command, effect }: CommandFacts): boolean {
  if (!effect.known || effect.installs.length > 0 || command.name === null) return true;
  if (command.words.some(({ value }) => /install|with-deps/.test(value ?? ''))) return true;
  return (
    /^(?:apt-cache|apt-file|gdebi|dpkg-buildpackage)$/.test(effect.tool) ||
    (Object.hasOwn(updating, effect.tool) &&
      /^(?:source|download|search|show|policy|list|info|madison)$/.test(effect.verb ?? ''))
  );
}

function* checkUpdates(facts: InstructionFacts): Generator<LocalFinding> {
  const commands = runCommands(facts);
  const at = commands.findIndex(updates);
  const update = commands[at];
  // Why not the last: an update again behind the installation is seldom, and costs little.
  if (update === undefined || commands.some((command, index) => index > at && uses(command))) return;
  if (commands.slice(0, at).some(({ effect }) => effect.installs.length > 0)) return;
  yield {
    span: headSpan(update),
    message: 'the index is updated in a layer of its own: once cached, later installations go on with an old one',
  };
}

export const indexUpdatedAlone: Rule = {
  meta: {
    id: 'index-updated-alone',
    summary: 'A package index is updated in a RUN that installs nothing',
    group: 'cache',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['trivy:DS-0017', 'checkov:CKV_DOCKER_5', 'dockle:CIS-DI-0007'],
    references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  },
  checkInstruction: checkUpdates,
  fix: (snapshot, finding) => {
    const facts = factsOf(snapshot, finding);
    const fix = facts === undefined ? null : moveUpdateFix(snapshot, facts);
    return fix === null ? [] : [fix];
  },
};
