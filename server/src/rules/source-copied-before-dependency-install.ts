// A layer is taken from the cache while nothing above it changed. `COPY . .` changes with every edit of any file, so a
// dependency install below it runs again each time: minutes instead of nothing. The manifests alone, copied first, change
// seldom. Reported in every stage that the image is made from; it is about time, not bytes.
import type { CommandFacts, InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { cleanPath } from '../build-context/ignore-file.ts';
import { isWithin, matchesSegment } from '../effects/path-set.ts';
import { installFrom, type ManifestInstall } from './parts/manifest-installs.ts';
import { bindMounts, isWorkspace, manifestsFirst, type InstallOrder } from './parts/install-order.ts';
import { isMetadata } from './parts/instructions.ts';
import { movesAlong } from './parts/moves-along.ts';
import { isMounted } from './parts/left-caches.ts';
import { factsOf, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** The folder of the project that a copy takes, `` for all of it; null where it takes named files, or several things. */
const folderCopied: (facts: InstructionFacts) => string | null = remembered(({ copy, syntax }) => {
  const [only, ...more] = copy?.sources ?? [];
  if (copy?.kind !== 'context' || copy.target === null || more.length > 0 || syntax.heredocs.length > 0) return null;
  const source = only?.expanded ?? null;
  if (source === null || /^(?:https?|git):/.test(source)) return null;
  const path = cleanPath(`/${source}`).slice(1);
  if (path === '' || path === '*') return '';
  // Why: a name with an ending is a file's, and a pattern chooses files.
  return /[*?[]|\.\w+$/.test(path) || /^[A-Z][a-z]*file$/.test(path) ? null : path;
});

interface Found {
  readonly copy: InstructionFacts;
  readonly install: InstructionFacts;
  readonly command: CommandFacts;
  readonly manifests: ManifestInstall;
}

/** The manifests lie there already, or were installed from: a copy or a mount above brought them by name. */
function isThereBefore(
  earlier: readonly InstructionFacts[],
  { folder, names, builds }: ManifestInstall,
  { effect }: CommandFacts,
): boolean {
  return earlier.some(({ copy, commands }) => {
    if (commands.some((each) => each.effect.tool === effect.tool && bringsThem(each, { folder, builds }))) return true;
    if (copy?.kind !== 'context' || copy.target === null || !isWithin(copy.target, folder)) return false;
    return copy.sources.some(({ text }) => names.some((name) => matchesName(text, name)));
  });
}

/** For a build anything counts that its tool downloads (`cargo chef cook`). */
function bringsThem(command: CommandFacts, { folder, builds }: Pick<ManifestInstall, 'folder' | 'builds'>): boolean {
  return builds ? command.effect.network : installFrom(command)?.folder === folder;
}

/** Either may be a pattern: `package*.json`, `*.csproj`. */
function matchesName(source: string, name: string): boolean {
  const last = source.replace(/^.*\//, '');
  return matchesSegment(last, name) || matchesSegment(name, last);
}

/** Folders copied so far, by where they went: the first of each place. */
type Copies = ReadonlyMap<string, InstructionFacts>;

/** The copy that brought a folder: of it, or of one above. */
function copyOf(copies: Copies, folder: string): InstructionFacts | undefined {
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const copy = copies.get(at);
    if (copy !== undefined || at === '/') return copy;
  }
}

/** Most installs looked into in one stage; beyond it, it is no file that people keep. */
const bound = 100;

function findIn({ instructions }: StageFacts): Found | null {
  const copies = new Map<string, InstructionFacts>();
  let looked = 0;
  for (const facts of instructions) {
    const target = facts.copy?.target ?? null;
    if (target !== null && folderCopied(facts) !== null && !copies.has(target)) copies.set(target, facts);
    if (facts.syntax.keyword !== 'RUN' || copies.size === 0) continue;
    for (const command of facts.commands) {
      const manifests = installFrom(command);
      const copy = manifests === null ? undefined : copyOf(copies, manifests.folder);
      if (manifests === null || copy === undefined || ++looked > bound) continue;
      if (isMountedHere(facts, manifests) || (manifests.builds && isCacheMounted(facts, command))) continue;
      if (isThereBefore(instructions.slice(0, instructions.indexOf(copy)), manifests, command)) continue;
      return { copy, install: facts, command, manifests };
    }
  }
  return null;
}

/** What a build downloads outlives it in a mount. */
function isCacheMounted(facts: InstructionFacts, { effect }: CommandFacts): boolean {
  return effect.caches.some(({ paths }) => paths.some(({ path }) => isMounted(facts, path)));
}

function isMountedHere({ mounts }: InstructionFacts, { folder, names }: ManifestInstall): boolean {
  return mounts.some(({ type, target }) => type === 'bind' && names.some((name) => target === `${folder}/${name}`));
}

function repeated({ effect }: CommandFacts, { builds }: ManifestInstall, line: number): string {
  return builds
    ? `downloads again what ${effect.tool} builds from in line ${String(line)}`
    : `re-runs the ${effect.tool} install of line ${String(line)}`;
}

/** Modules that lie in the context are not downloaded. */
function isVendored({ context }: Snapshot, { effect }: CommandFacts): boolean {
  return (
    effect.tool === 'go' &&
    context?.listing?.entries.some(({ path }) => /(?:^|\/)vendor\/modules\.txt$/.test(path)) === true
  );
}

function* checkOrder(snapshot: Snapshot): Generator<FileFinding> {
  for (const stage of snapshot.stages) {
    const found = stage.reachesFinalStage ? findIn(stage) : null;
    if (found === null || isVendored(snapshot, found.command)) continue;
    const { copy, install, command, manifests } = found;
    const { keywordSpan, argumentSpan } = copy.syntax;
    const line = lineOf(snapshot, install);
    yield {
      facts: copy,
      span: { from: keywordSpan.from, to: argumentSpan.to },
      message: `every change of a file ${repeated(command, manifests, line ?? 0)}: copy ${manifests.names.join(' and ')} first`,
      proof: { install: instructionOf(snapshot, install)?.index ?? -1 },
    };
  }
}

/** As far as the context is known, each source is in it. */
function areThere({ context }: Snapshot, sources: readonly string[]): boolean {
  const listing = context?.listing ?? null;
  if (listing === null || listing.truncated || listing.entries.length < listing.fileCount) return true;
  return sources.every((source) => source.includes('*') || listing.entries.some(({ path }) => path === source));
}

/** What the fixes need; null where the install cannot be put before the copy. */
function orderOf(snapshot: Snapshot, finding: Finding): InstallOrder | null {
  const copy = factsOf(snapshot, finding);
  const index = finding.proof['install'];
  const install = typeof index === 'number' ? snapshot.facts[index] : undefined;
  if (copy?.copy == null || install === undefined) return null;
  const command = install.commands.find((each) => installFrom(each) !== null);
  const manifests = command === undefined ? null : installFrom(command);
  if (manifests === null || manifests.needsSource) return null;
  // Why ships: what a step of its own downloads stays in its layer, where the build itself may clean up behind itself.
  if (manifests.builds ? manifests.step === null || copy.ships : install.commands.length !== 1) return null;
  const between = snapshot.facts.slice((finding.instruction ?? -1) + 1, Number(index));
  const whole = copy.copy.target ?? '/';
  const along = manifests.builds ? [] : between.filter(({ syntax }) => !isMetadata(syntax));
  if (!along.every((facts) => movesAlong(facts, whole))) return null;
  // Why: only a name with an ending is surely a file; a folder copied first would be found again.
  if (manifests.names.some((name) => !/[^/]\.\w+$|file$/i.test(name) || /[?[]/.test(name))) return null;
  if (copy.copy.sources.length > 1 || copy.syntax.heredocs.length > 0 || install.syntax.heredocs.length > 0)
    return null;
  const prefix = folderCopied(copy);
  if (prefix === null) return null;
  const below = manifests.folder === whole ? '' : `${manifests.folder.slice(whole === '/' ? 1 : whole.length + 1)}/`;
  const from = `${prefix === '' ? '' : `${prefix}/`}${below}`;
  if (isWorkspace(snapshot, from)) return null;
  // Why: what is run before the copy runs where the copy stands.
  if (manifests.step !== null && manifests.folder !== copy.before.workingFolder) return null;
  const target = whole === copy.before.workingFolder ? './' : `${whole}/`;
  const sources = manifests.sources(snapshot.context, from);
  if (!areThere(snapshot, sources)) return null;
  return {
    copy,
    along,
    install,
    manifests,
    sources,
    target: `${below === '' || target !== './' ? target : ''}${below}`,
  };
}

function fixOrder(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const order = orderOf(snapshot, finding);
  if (order === null) return [];
  return [manifestsFirst(snapshot, order), bindMounts(snapshot, order)].filter((fix) => fix !== null);
}

export const sourceCopiedBeforeDependencyInstall: Rule = {
  meta: {
    id: 'source-copied-before-dependency-install',
    summary: 'The whole source is copied before the dependencies are installed',
    group: 'cache',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  },
  checkFile: checkOrder,
  fix: fixOrder,
};
