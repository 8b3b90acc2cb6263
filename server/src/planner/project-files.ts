// What recipes of compiled languages ask of a project: which files something at run time names below a folder that a build
// fills, and what a manifest of the context says. It knows no language.
import { argumentsOfWord } from '../effects/arguments.ts';
import type { PathPattern } from '../effects/effect.ts';
import { isWithin } from '../effects/path-set.ts';
import type { BaseView } from './base-view.ts';
import { contextTexts, textInImage } from './context-view.ts';
import type { Output } from './recipes/recipe.ts';
import { type Roots, workingFolderReason } from './roots.ts';
import type { StageView, Step, Unit } from './stage-view.ts';

/** Paths below the folder that something at run time names and that no COPY brings under its own name, each with why. */
export function namedBelow(view: StageView, roots: Roots, folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [path, why] of roots.paths) {
    if (why === workingFolderReason || why.startsWith('ENV ') || path === folder || !isWithin(folder, path)) continue;
    const copied = view.units.some(
      ({ facts }) => facts.copy?.writes.some((write) => write.kind === 'file' && write.path === path) === true,
    );
    if (!copied) found.set(path, why);
  }
  return found;
}

/** Text of the file that stands in the image at the path when the unit runs; null where it was not read. */
export function projectText(view: StageView, unit: Unit, path: string): string | null {
  return (
    textInImage(
      view.snapshot,
      view.units.filter(({ place }) => place < unit.place),
      path,
    )?.text ?? null
  );
}

/** Programs that sources call by a name in quotes, each with the file that does; test files left out. */
export function calledPrograms(
  view: StageView,
  endings: readonly string[],
  pattern: RegExp,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, text } of contextTexts(view.snapshot, endings)) {
    if (/_test\.go$|(?:^|\/)tests?\//.test(path)) continue;
    for (const [, program = ''] of text.matchAll(pattern))
      found.set(program.slice(program.lastIndexOf('/') + 1), `${path} calls it`);
  }
  return found;
}

/** Debian releases whose package lists are gone from the mirrors: nothing can be installed on them any more. */
const archived = new Set(['debian-8', 'debian-9', 'debian-10']);

/** True where the shipped stage cannot install what the toolchain image has. */
export function isArchived(base: BaseView | null): boolean {
  return base?.distribution != null && archived.has(base.distribution);
}

/** Certificate authorities and time zones as files of the toolchain image, for releases that install nothing any more. */
export const archivedFiles: readonly Output[] = [
  {
    path: '/etc/ssl/certs/ca-certificates.crt',
    kind: 'file',
    certain: true,
    reason: 'the toolchain image has certificate authorities, and the release’s package lists are gone',
  },
  {
    path: '/usr/share/zoneinfo',
    kind: 'tree',
    certain: true,
    reason: 'the toolchain image knows time zones, and the release’s package lists are gone',
  },
];

/**
 * The step unpacks the named archive, or takes it from a program before it in the same pipeline. `name` is looked for in
 * the words as written, and in what the archive was fetched from, variables filled in.
 */
export function unpacksArchive(view: StageView, unit: Unit, step: Step, name: RegExp): boolean {
  if (step.facts.effect.role !== 'unpack') return false;
  const own = unit.steps.filter(({ block }) => block === step.block);
  if (own.some(({ facts }) => facts.command.words.some(({ raw }) => name.test(raw)))) return true;
  const before = view.units.filter(({ place }) => place <= unit.place).flatMap(({ steps }) => steps);
  return before.some(({ facts }) => {
    const { effect, command, context } = facts;
    const brings =
      effect.role === 'fetch' && effect.writes.some(({ path }) => path.kind === 'file' && reads(step, path));
    return (
      brings && command.words.some((word) => argumentsOfWord(word, context).some(({ text }) => name.test(text ?? '')))
    );
  });
}

function reads({ facts }: Step, path: PathPattern): boolean {
  return facts.effect.reads.some((read) => read.path === path.path);
}

/** The step always runs and always ends well, so that what it makes is surely there. */
export function alwaysRuns(step: Step): boolean {
  const { guard } = step.facts.command;
  return !guard.conditional && !guard.loop && !guard.mayFail;
}

/** A later command of the stage reads something below the folder: what it makes of it is that command's own result. */
export function isReadLater(view: StageView, unit: Unit, step: Step, folder: string): boolean {
  return view.units.some(
    (other) =>
      other.place >= unit.place &&
      other.steps.some(
        (next) =>
          (other !== unit || next.index > step.index) &&
          next.kind === 'files' &&
          next.facts.effect.reads.some((read) => read.path !== folder && isWithin(folder, read.path)),
      ),
  );
}
