// Where a measured build answers what a rule asked of the text: observed beats predicted, so the rule on the text is silent
// on that line. A finding that was measured stands for it, with its fixes and its allowances, and where the layer turned
// out to hold nothing of the kind nobody speaks. It knows which rules ask the same, and nothing of how they ask.
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { kindOfFolder } from '../../file-tree/leftover-places.ts';
import type { LeftoverKind } from '../../image/leftovers.ts';
import { remembered } from './remembered.ts';

/** Caches below this are left unsaid (bytes), whoever asks. */
export const leastCache = 100_000;

export interface CacheKind {
  readonly kind: LeftoverKind;
  /** What it is: `pip's downloads`. */
  readonly what: string;
  /** Ids of `CacheWrite`. */
  readonly caches: readonly string[];
  /** Rules that ask the same of the text. */
  readonly rules: readonly string[];
  /** The folder itself has to stay: the tool counts on it. */
  readonly keepsFolder?: true;
}

export const cacheKinds: readonly CacheKind[] = [
  {
    kind: 'apt-lists',
    what: "apt's package lists",
    caches: ['apt-lists'],
    rules: ['apt-lists-left-in-layer'],
    keepsFolder: true,
  },
  {
    kind: 'apt-archives',
    what: "apt's caches",
    caches: ['apt-archives'],
    rules: ['apt-archives-left-in-layer'],
    keepsFolder: true,
  },
  {
    kind: 'apk',
    what: "apk's index and packages",
    caches: ['apk'],
    rules: ['apk-index-left-in-layer', 'apk-cache-left-in-layer'],
    keepsFolder: true,
  },
  {
    kind: 'dnf',
    what: "dnf's metadata and packages",
    caches: ['dnf', 'microdnf'],
    rules: ['dnf-cache-left-in-layer', 'yum-cache-left-in-layer'],
  },
  {
    kind: 'yum',
    what: "yum's metadata and packages",
    caches: ['yum', 'microdnf'],
    rules: ['yum-cache-left-in-layer', 'dnf-cache-left-in-layer'],
  },
  { kind: 'tdnf', what: "tdnf's metadata and packages", caches: ['tdnf'], rules: ['dnf-cache-left-in-layer'] },
  { kind: 'zypper', what: "zypper's metadata and packages", caches: ['zypper'], rules: ['zypper-cache-left-in-layer'] },
  { kind: 'pacman', what: "pacman's packages", caches: ['pacman'], rules: ['pacman-cache-left-in-layer'] },
  {
    kind: 'pip',
    what: "pip's downloads",
    caches: ['pip'],
    rules: ['pip-cache-left-in-layer', 'pipx-cache-left-in-layer', 'pipenv-cache-left-in-layer'],
  },
  { kind: 'uv', what: "uv's cache", caches: ['uv'], rules: ['uv-cache-left-in-layer'] },
  { kind: 'poetry', what: "Poetry's downloads", caches: ['poetry'], rules: ['poetry-cache-left-in-layer'] },
  { kind: 'pipenv', what: "Pipenv's downloads", caches: ['pipenv'], rules: ['pipenv-cache-left-in-layer'] },
  { kind: 'pdm', what: "PDM's downloads", caches: ['pdm'], rules: ['pdm-cache-left-in-layer'] },
  { kind: 'conda', what: "conda's package store", caches: ['conda'], rules: ['conda-cache-left-in-layer'] },
  { kind: 'npm', what: "npm's cache", caches: ['npm'], rules: ['npm-cache-left-in-layer'] },
  { kind: 'yarn', what: "Yarn's cache", caches: ['yarn'], rules: ['yarn-cache-left-in-layer'] },
  { kind: 'pnpm', what: "pnpm's store", caches: ['pnpm'], rules: ['pnpm-store-left-in-layer'] },
  { kind: 'bun', what: "Bun's cache", caches: ['bun'], rules: ['bun-cache-left-in-layer'] },
  { kind: 'node-gyp', what: "node-gyp's headers", caches: ['node-gyp'], rules: [] },
  { kind: 'node-tools', what: 'caches of Node tools', caches: [], rules: [] },
  { kind: 'go-mod', what: "Go's module cache", caches: ['go-mod'], rules: ['go-cache-left-in-layer'] },
  { kind: 'go-build', what: "Go's build cache", caches: ['go-build'], rules: ['go-cache-left-in-layer'] },
  { kind: 'cargo', what: "Cargo's registry", caches: ['cargo'], rules: ['cargo-cache-left-in-layer'] },
  { kind: 'ccache', what: 'a compiler cache', caches: [], rules: [] },
  { kind: 'maven', what: "Maven's repository", caches: ['maven'], rules: ['maven-repository-left-in-layer'] },
  { kind: 'gradle', what: "Gradle's caches", caches: ['gradle'], rules: ['gradle-cache-left-in-layer'] },
  { kind: 'sbt', what: "sbt's caches", caches: ['sbt'], rules: ['sbt-cache-left-in-layer'] },
  { kind: 'gem', what: 'gems as they were downloaded', caches: ['gem', 'bundler'], rules: ['gem-cache-left-in-layer'] },
  { kind: 'composer', what: "Composer's cache", caches: ['composer'], rules: ['composer-cache-left-in-layer'] },
  { kind: 'hex', what: 'packages of Hex', caches: ['hex'], rules: ['hex-cache-left-in-layer'] },
  { kind: 'rvm', what: "rvm's sources and archives", caches: ['rvm'], rules: ['rvm-sources-left-in-layer'] },
  { kind: 'nuget', what: "NuGet's packages", caches: ['nuget', 'nuget-http'], rules: ['nuget-packages-left-in-layer'] },
];

/** Rules on the text whose findings on the killing line a measured one stands for. */
export const deadTwins: readonly string[] = [
  'removal-in-later-layer',
  'owner-or-mode-changed-in-new-layer',
  'file-rewritten-in-new-layer',
];

/** True where the folder is one that a measurement looks into. */
function isLookedAt(path: string): boolean {
  const names = path.split('/').slice(1);
  return names.some((_, at) => kindOfFolder(names.slice(0, at + 1)) !== null);
}

/** All places that the instruction's commands fill are looked at; none where it fills no such cache. */
function isSeen({ commands }: InstructionFacts, kinds: readonly CacheKind[]): boolean {
  const paths = commands
    .flatMap(({ effect }) => effect.caches)
    .filter(({ id }) => kinds.some(({ caches }) => caches.includes(id)))
    .flatMap((cache) => cache.paths);
  return paths.length > 0 && paths.every(({ path }) => isLookedAt(path));
}

const kindsByRule: ReadonlyMap<string, readonly CacheKind[]> = gatherKinds();

function gatherKinds(): Map<string, CacheKind[]> {
  const byRule = new Map<string, CacheKind[]>();
  for (const each of cacheKinds) for (const rule of each.rules) byRule.set(rule, [...(byRule.get(rule) ?? []), each]);
  return byRule;
}

/** Bytes by instruction and kind, of those that are measured and current. */
type Answers = ReadonlyMap<number, ReadonlyMap<LeftoverKind, number>>;

const answersOf: (snapshot: Snapshot) => Answers | null = remembered(({ measured }) => {
  if (measured?.found == null) return null;
  const answers = new Map<number, ReadonlyMap<LeftoverKind, number>>();
  for (const [index, { current }] of measured.instructions) {
    if (!current) continue;
    const found = measured.found.leftovers.get(index) ?? [];
    answers.set(index, new Map(found.map(({ kind, fileBytes }) => [kind, fileBytes])));
  }
  return answers;
});

/**
 * True where the layer of the instruction was read and holds nothing of weight of what the rule asks about. What was found
 * there is for the measured finding to say, which takes the rule's place (`insteadOf`).
 */
export function isRefuted(snapshot: Snapshot, rule: string, instruction: number | null): boolean {
  const kinds = kindsByRule.get(rule);
  if (kinds === undefined || instruction === null || snapshot.measured === null) return false;
  const facts = snapshot.facts[instruction];
  const found = answersOf(snapshot)?.get(instruction);
  if (facts === undefined || found === undefined) return false;
  return kinds.every(({ kind }) => (found.get(kind) ?? 0) < leastCache) && isSeen(facts, kinds);
}
