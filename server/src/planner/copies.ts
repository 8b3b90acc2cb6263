// What becomes of each COPY and ADD in the shipped stage: it stays, unless what it brings arrives with a carried folder,
// is brought again below, or is read by the builder alone.
import type { PathPattern } from '../effects/effect.ts';
import { contains, intersects, isWithin, joinPath } from '../effects/path-set.ts';
import { wishReasons } from './chosen-places.ts';
import { contextPath } from './context-view.ts';
import { type Decisions, runsInBuilder, runsShipped } from './decisions.ts';
import { installerOf, isNamed } from './slice.ts';
import { firstWords, languageInstalls, type Unit } from './stage-view.ts';

/** What is asked of a stage once, however many copies it has. */
interface CopyQuestions {
  /** Paths that commands of the shipped stage read or change, with the place of their instruction. */
  readonly shippedReads: readonly { readonly place: number; readonly path: PathPattern }[];
  /** Lists of requirements that installs name. */
  readonly listed: ReadonlySet<string>;
  readonly answers: Map<Unit, string | null>;
}

const questions = new WeakMap<Decisions, CopyQuestions>();

function questionsOf(decisions: Decisions): CopyQuestions {
  let known = questions.get(decisions);
  if (known === undefined) {
    known = { shippedReads: shippedReads(decisions), listed: listedRequirements(decisions), answers: new Map() };
    questions.set(decisions, known);
  }
  return known;
}

/** Why a COPY or ADD has no place in the shipped stage; null where it stays. */
export function whyNotCopied(decisions: Decisions, unit: Unit): string | null {
  const { answers } = questionsOf(decisions);
  let why = answers.get(unit);
  if (why === undefined) {
    why = findWhyNotCopied(decisions, unit);
    answers.set(unit, why);
  }
  return why;
}

function findWhyNotCopied(decisions: Decisions, unit: Unit): string | null {
  const wish = decisions.chosen.get(unit.instruction.index);
  if (wish !== undefined) return wish === 'builder' ? wishReasons.builder : null;
  const copy = unit.facts.copy;
  if (copy === null || copy.target === null) return null;
  const holder = arrivesWith(decisions, unit);
  if (holder !== null) return `it arrives with ${holder} from the builder`;
  if (copy.kind === 'stage' || copy.kind === 'image') return null;
  const again = repeatedBelow(decisions, unit);
  if (again !== null) return again;
  const gone = takenAwayBelow(decisions, unit);
  if (gone !== null) return gone;
  if (unit.place > decisions.lastBuilder) return null;
  const { writes } = copy;
  if (writes.length === 0 || writes.some((path) => neededShipped(decisions, unit, path))) return null;
  const reader = readerOf(decisions, unit, writes);
  if (reader === null) return null;
  if (isManifestOnly(decisions, unit)) return `only \`${reader}\` reads it, in the builder`;
  const temporary = writes.every((path) => isWithin('/tmp', path.path) || isWithin('/var/tmp', path.path));
  if (temporary) return `it lies in /tmp and only \`${reader}\` reads it, in the builder`;
  if (writes.some((path) => isNamed(decisions.roots, path.path)))
    return isSource(decisions, unit) ? `source text that only \`${reader}\` reads, in the builder` : null;
  if (copy.kind === 'url' || copy.kind === 'git') return `only \`${reader}\` reads it, in the builder`;
  if (isSource(decisions, unit)) return `source text that only \`${reader}\` reads, in the builder`;
  const installer = installerOf(decisions.view, unit, null, copy.target);
  return installer === null ? null : `${installer} puts what runs elsewhere, and nothing names ${copy.target}`;
}

function shippedReads(decisions: Decisions): CopyQuestions['shippedReads'] {
  return decisions.view.units.flatMap((unit) =>
    unit.steps.flatMap((step) => {
      if (!runsShipped(decisions, unit, step)) return [];
      const { reads, touches } = step.facts.effect;
      return [...reads, ...touches.map(({ path }) => path)]
        .filter(({ path }) => path !== '/')
        .map((path) => ({ place: unit.place, path }));
    }),
  );
}

/** The carried folder that holds all that a COPY or ADD brings; null where there is none. */
export function arrivesWith({ carried }: Decisions, unit: Unit): string | null {
  const writes = unit.facts.copy?.writes ?? [];
  const holder = carried.find(
    ({ kind, path, place }) =>
      kind === 'tree' &&
      place > unit.place &&
      writes.length > 0 &&
      writes.every((each) => contains({ kind, path }, each)),
  );
  return holder?.path ?? null;
}

/** A command of the shipped stage reads or changes it. */
export function neededShipped(decisions: Decisions, unit: Unit, path: PathPattern): boolean {
  return questionsOf(decisions).shippedReads.some((read) => read.place > unit.place && intersects(read.path, path));
}

/** The builder command that reads it. */
function readerOf(decisions: Decisions, unit: Unit, writes: readonly PathPattern[]): string | null {
  for (const other of decisions.view.units) {
    if (other.place <= unit.place) continue;
    for (const step of other.steps) {
      if (!runsInBuilder(decisions, other, step)) continue;
      if (step.facts.effect.reads.some((read) => writes.some((path) => intersects(read, path))))
        return step.facts.command.words
          .slice(0, 2)
          .map(({ raw }) => raw)
          .join(' ');
    }
  }
  return null;
}

function listedRequirements({ view }: Decisions): ReadonlySet<string> {
  const manifests = view.units.flatMap(({ steps }) =>
    steps.flatMap((step) => languageInstalls(step).flatMap((install) => install.manifests)),
  );
  return new Set(
    manifests.flatMap(({ path, role }) => (role === 'requirements' || role === 'constraints' ? [path] : [])),
  );
}

/** The files are lists of requirements that an install names, and nothing at run time names them. */
function isManifestOnly(decisions: Decisions, unit: Unit): boolean {
  const { writes, sources } = unit.facts.copy ?? { writes: [], sources: [] };
  const { listed } = questionsOf(decisions);
  if (
    !writes.every(
      (path) => path.kind === 'file' && (listed.has(path.path) || /requirements[\w.-]*\.(?:txt|in)$/.test(path.path)),
    )
  )
    return false;
  return !decisions.roots.texts.some(({ text }) =>
    sources.some(({ expanded }) => expanded !== null && text.includes(baseName(expanded))),
  );
}

const sourceFile =
  /\.(?:[chsSfo]|cc|cpp|cxx|hh|hpp|hxx|inl|ipp|tpp|asm|cu|cuh|f90|f95|for|cmake|am|ac|m4|mk|a|la|lo|pc\.in|cmake\.in|h\.in)$|(?:^|\/)(?:CMakeLists\.txt|CMakePresets\.json|[Mm]akefile(?:\.\w+)?|GNUmakefile|configure|meson\.build|meson_options\.txt|config\.(?:guess|sub)|install-sh|conanfile\.(?:txt|py)|vcpkg\.json|\.clang-(?:format|tidy))$/;

/** Only program text of compiled languages and build files, by name or by the listing of the folder. */
function isSource(decisions: Decisions, unit: Unit): boolean {
  const listing = decisions.view.snapshot.context?.listing ?? null;
  const sources = unit.facts.copy?.sources ?? [];
  return (
    sources.length > 0 &&
    sources.every(({ expanded }) => {
      if (expanded === null) return false;
      const isSourceFile = (file: string): boolean =>
        sourceFile.test(file) || decisions.advice.isSource?.(file) === true;
      if (isSourceFile(expanded)) return true;
      if (listing === null || listing.truncated) return false;
      const path = contextPath(expanded);
      const inside = listing.entries.filter(
        (entry) => path === '' || entry.path === path || entry.path.startsWith(`${path}/`),
      );
      // Why: a folder without any source is not the project's own: what the copy brings was not seen.
      return (
        inside.some((entry) => isSourceFile(entry.path)) &&
        inside.every(
          (entry) =>
            isSourceFile(entry.path) ||
            /(?:^|\/)(?:README[\w.]*|LICENSE[\w.]*|\.\w+ignore|Dockerfile[\w.]*)$/.test(entry.path),
        )
      );
    })
  );
}

/** A later copy brings the same files to the same place, and nothing shipped looks at them between. */
function repeatedBelow(decisions: Decisions, unit: Unit): string | null {
  const copy = unit.facts.copy;
  if (copy?.kind !== 'context' || copy.target === null) return null;
  const { target } = copy;
  for (const later of decisions.view.units) {
    const next = later.facts.copy;
    if (later.place <= unit.place || next?.kind !== 'context' || next.target === null || next.sources.length !== 1)
      continue;
    const from = next.sources[0]?.expanded;
    if (from === null || from === undefined || /[*?[]/.test(from)) continue;
    if (later.instruction.syntax.flags.some(({ name }) => name === 'exclude' || name === 'parents')) continue;
    const folder = contextPath(from);
    const into = next.target;
    const same = copy.sources.every(({ expanded }) => {
      if (expanded === null || /[*?[]/.test(expanded)) return false;
      const path = contextPath(expanded);
      if (folder !== '' && !path.startsWith(`${folder}/`)) return false;
      const rest = folder === '' ? path : path.slice(folder.length + 1);
      const expected = joinPath(into, rest);
      const asFile = copy.intoFolder || copy.sources.length > 1 ? joinPath(target, baseName(path)) : target;
      return rest !== '' && (expected === asFile || expected === target);
    });
    if (!same) continue;
    const between = decisions.view.units.filter(({ place }) => place > unit.place && place < later.place);
    const looked = between.some((other) =>
      other.steps.some(
        (step) =>
          runsShipped(decisions, other, step) || (step.kind === 'language' && !runsInBuilder(decisions, other, step)),
      ),
    );
    if (!looked) return `\`${firstLine(later)}\` below brings it again`;
  }
  return null;
}

/** A command that runs in the builder alone takes away all that the copy brings, so that the original ships nothing of it. */
function takenAwayBelow(decisions: Decisions, unit: Unit): string | null {
  const writes = unit.facts.copy?.writes ?? [];
  if (writes.length === 0 || writes.some((path) => neededShipped(decisions, unit, path))) return null;
  for (const other of decisions.view.units) {
    if (other.place <= unit.place) continue;
    for (const step of other.steps) {
      const { deletes } = step.facts.effect;
      if (step.facts.command.guard.conditional || !runsInBuilder(decisions, other, step)) continue;
      if (writes.every((path) => deletes.some((deleted) => contains(deleted.path, path))))
        return `\`${firstWords(step)}\` takes it away again, in the builder`;
    }
  }
  return null;
}

function baseName(path: string): string {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function firstLine(unit: Unit): string {
  const line = unit.instruction.syntax.text.split('\n')[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
