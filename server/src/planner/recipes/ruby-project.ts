// A Ruby project as the build sees it: gems by its lock file or Gemfile, Rails' tasks, and whether JavaScript is of use once
// the assets are built. It knows no base image.
import { contextTexts, textInImage } from '../context-view.ts';
import type { Roots } from '../roots.ts';
import { baseName, languageInstalls, wordsOf, type StageView, type Step } from '../stage-view.ts';
import { scriptedGem } from './ruby-needs.ts';

/** The step installs gems. */
export function installsGems(step: Step): boolean {
  return languageInstalls(step).some(({ manager }) => manager === 'bundler' || manager === 'gem');
}

export interface Gems {
  /** Every gem of the lock file, dependencies of dependencies included; of the Gemfile where there is no lock file. */
  readonly names: ReadonlySet<string>;
  /** Those that the project itself asks for. */
  readonly asked: ReadonlySet<string>;
  /** No list was read for an install of Bundler's. */
  readonly unread: boolean;
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Everything that the stage installs of gems, as far as its lists were read. */
export function gemsOf(view: StageView): Gems {
  const names = new Set<string>();
  const asked = new Set<string>();
  let unread = false;
  for (const unit of view.units)
    for (const step of unit.steps)
      for (const { manager, packages, manifests } of languageInstalls(step)) {
        if (manager === 'gem') for (const { name } of packages) names.add(name);
        if (manager !== 'bundler') continue;
        const before = view.units.filter(({ place }) => place <= unit.place);
        const texts = manifests.flatMap(({ path, role }) => {
          const text = textInImage(view.snapshot, before, path)?.text;
          return text === undefined ? [] : [{ role, text }];
        });
        for (const { role, text } of texts) {
          const own = namesIn(
            text,
            role === 'lock' ? /^ {2}([\w.-]+)!?(?: \(|$)/gm : /^[ \t]*gem[ \t(]+["']([\w.-]+)["']/gm,
          );
          for (const name of own) asked.add(name);
          for (const name of role === 'lock' ? namesIn(text, /^ {4}([\w.-]+) \(/gm) : own) names.add(name);
        }
        if (texts.length === 0) unread = true;
      }
  return { names, asked, unread };
}

/** Tasks that `rails`, `rake` or a binstub of them runs: `assets:precompile`; empty for any other command. */
export function tasksOf(step: Step): readonly string[] {
  const words = wordsOf(step);
  const at = words.findIndex((word) => /^(?:rails|rake)$/.test(baseName(word)));
  if (at < 0 || at > 3) return [];
  return words.slice(at + 1).filter((word) => /^[a-z_]+(?::[a-z_]+)*$/.test(word));
}

/** The step builds what browsers are given. */
export function buildsAssets(step: Step): boolean {
  return tasksOf(step).some((task) =>
    /^(?:assets:precompile|webpacker:compile|shakapacker:compile|vite:build)$/.test(task),
  );
}

/** JavaScript is of no use once the assets are built: nothing at run time starts it, and no gem asks for a runtime of it. */
export function scriptsStayBehind(view: StageView, roots: Roots): boolean {
  const { environment } = view.snapshot.config;
  const production = ['RAILS_ENV', 'RACK_ENV'].some((name) => environment.get(name) === 'production');
  const builds = view.units.some(({ steps }) => steps.some(buildsAssets));
  if (!production || !builds || roots.unread.length > 0) return false;
  const { names, unread } = gemsOf(view);
  const runs = [...roots.commands.keys()].some((name) =>
    /^(?:node(?:js)?|npm|npx|yarn(?:pkg)?|pnpm|bun|foreman|overmind|hivemind|honcho)$/.test(name),
  );
  if (runs || unread || names.size === 0 || scriptedGem(names) !== null) return false;
  return !contextTexts(view.snapshot, ['.rb', '.rake', 'Procfile']).some(
    ({ path, text }) =>
      !/(?:^|\/)(?:spec|test|node_modules)\//.test(path) && /["'`](?:node|npx|yarn|npm|bun) /.test(text),
  );
}
