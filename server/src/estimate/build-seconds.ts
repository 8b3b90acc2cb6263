// Predicted seconds of an instruction where no build has told: by what its commands do, from a table of common cases on a
// machine with a fast network. The order of magnitude is what counts; a recorded time always wins.
import type { CommandFacts, InstructionFacts } from '../facts/snapshot.ts';

/** Seconds of an installation that names its packages in files, by tool: a service of middling size. */
const byManifest: Readonly<Record<string, number>> = {
  pip: 45,
  uv: 8,
  poetry: 45,
  pdm: 45,
  pipenv: 45,
  conda: 120,
  mamba: 60,
  npm: 40,
  yarn: 40,
  pnpm: 25,
  bun: 10,
  go: 20,
  cargo: 120,
  mvn: 60,
  mvnw: 60,
  gradle: 90,
  gradlew: 90,
  dotnet: 30,
  bundle: 60,
  composer: 20,
  mix: 20,
};

/** Packages that take minutes, by name. */
const heavy = /^(?:torch|tensorflow|jax|vllm|paddlepaddle|mxnet|cuda-toolkit|cuda|texlive-full|libreoffice)/;

/** Seconds of one command's work, whatever it works on. */
const byRole = { compile: 60, fetch: 10, unpack: 2, test: 15, files: 0.3, clean: 0.3, install: 10 } as const;

/** What a cache mount that is warm leaves of an installation. */
const warmPart = 0.35;

function secondsOf({ effect }: CommandFacts): number {
  const [install] = effect.installs;
  if (install === undefined) {
    if (!effect.known) return 10;
    if (effect.tool === 'go' && effect.role === 'install') return byManifest['go'] ?? 0;
    return effect.role in byRole ? byRole[effect.role as keyof typeof byRole] : 0.2;
  }
  const packages = effect.installs.flatMap((each) => each.packages);
  const weight = packages.some(({ name }) => heavy.test(name)) ? 120 : 0;
  if (effect.installs.some(({ manifests }) => manifests.length > 0)) return (byManifest[effect.tool] ?? 30) + weight;
  return 10 + Math.min(30, packages.length * 2) + weight;
}

/** Seconds that the instruction takes where nothing of it comes from the cache. Never negative. */
export function estimateSeconds({ syntax, commands, copy, mounts }: InstructionFacts): number {
  if (copy !== null) return copy.kind === 'url' || copy.kind === 'git' ? 5 : 0.3;
  if (syntax.keyword === 'WORKDIR') return 0.1;
  if (syntax.keyword !== 'RUN') return 0;
  const whole = commands.reduce((sum, command) => sum + secondsOf(command), 0.3);
  return mounts.some(({ type }) => type === 'cache') ? whole * warmPart : whole;
}
