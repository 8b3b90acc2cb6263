// What builds of Node projects keep for the next build beside their result: Next.js keeps hundreds of megabytes of webpack's
// in `.next/cache`, where what the server itself keeps lies too. It names folders that only builds read.
import { joinPath } from '../../effects/path-set.ts';
import { wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { projectIn } from './node-project.ts';

/** Folders below a project that only the next build reads. */
const nextCaches = ['.next/cache/webpack', '.next/cache/swc', '.next/cache/eslint'];

/** The command builds with Next.js, by itself or by a script of package.json. */
function buildsNext(view: StageView, unit: Unit, step: Step, folder: string): boolean {
  const words = wordsOf(step);
  if (words.includes('next') && words.includes('build')) return true;
  const scripts = projectIn(view, unit, folder)?.scripts;
  return words.slice(1).some((word) => /\bnext build\b/.test(scripts?.get(word) ?? ''));
}

/** The command that takes such folders out of what is carried, where the builder ends after `last`; null where there are none. */
export function clearCachesCommand(
  view: StageView,
  last: Unit,
  carries: (path: string) => boolean,
): { readonly command: string; readonly reason: string } | null {
  const folders = view.units.flatMap((unit) =>
    unit.steps.flatMap((step) => {
      const folder = step.facts.context.workingFolder;
      const clears = unit.facts.before.user === last.facts.after.user && carries(joinPath(folder, '.next'));
      return clears && buildsNext(view, unit, step, folder) ? [folder] : [];
    }),
  );
  if (folders.length === 0) return null;
  const paths = [...new Set(folders)].flatMap((folder) => nextCaches.map((below) => joinPath(folder, below)));
  return { command: `rm -rf ${paths.join(' ')}`, reason: 'only the next build reads what Next.js keeps there' };
}
