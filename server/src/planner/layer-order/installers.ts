// Which commands install what manifests of the project name, by their effects alone.
import type { CommandFacts } from '../../facts/snapshot.ts';

/** Managers of the distribution's own packages, as tools. */
export const systemManagers: RegExp = /^(?:apt|apt-get|aptitude|apk|dnf|yum|microdnf|tdnf|zypper|pacman)$/;

const bySource = /^(?:go|mvn|mvnw|gradle|gradlew|dotnet|cargo|mix|sbt)$/;

/** The command reads a manifest or a lock file of the project to know what to install. */
export function isManifestInstall({ effect }: CommandFacts): boolean {
  if (systemManagers.test(effect.tool)) return false;
  if (bySource.test(effect.tool)) return true;
  return effect.installs.some(({ manifests }) => manifests.length > 0);
}
