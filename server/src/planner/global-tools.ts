// Build tools among what one `npm install -g` brings: where other packages of the command run and these do not, they are not
// installed where the image ships. It knows tools by name, and leaves every other package where it is.
import type { ShellWord } from '../shell/shell.ts';
import { contextTexts } from './context-view.ts';
import { type Decisions, runsShipped } from './decisions.ts';
import { binariesOf } from './recipes/node-needs.ts';
import { baseName, languageInstalls, type Step } from './stage-view.ts';

const buildTools = new Set(
  ['typescript', 'ts-node', 'ts-node-dev', 'nodemon', 'yarn', 'pnpm', '@nestjs/cli', '@angular/cli', '@vue/cli'].concat(
    ['gulp', 'gulp-cli', 'grunt-cli', 'webpack', 'webpack-cli', 'expo-cli', 'turbo', 'rimraf', 'node-gyp', 'eslint'],
    ['prettier', 'jest', 'mocha', 'vite', 'parcel', 'esbuild', 'bower', 'lerna', 'nx', 'node-pre-gyp', 'tsup'],
  ),
);

/** Global packages that load TypeScript's compiler when they run. */
const compilesTypes = /^(?:ts-node(?:-dev)?|tsx|@nestjs\/cli|@angular\/cli)$/;

/** Words of the command that name tools which nothing at run time calls; empty where all of them do, or none does. */
export function needlessGlobals(decisions: Decisions, step: Step): readonly ShellWord[] {
  const [install, ...more] = languageInstalls(step);
  if (install?.manager !== 'npm' || install.into.kind !== 'system' || install.open || more.length > 0) return [];
  if (decisions.roots.unread.length > 0) return [];
  const isNeedless = (name: string): boolean =>
    buildTools.has(name) && !binariesOf(name).some((program) => isCalled(decisions, program));
  const kept = install.packages.filter(({ name }) => !isNeedless(name));
  if (kept.length === 0) return [];
  const typed = kept.some(({ name }) => compilesTypes.test(name));
  return install.packages.flatMap(({ name, word }) =>
    isNeedless(name) && !(typed && name === 'typescript') ? [word] : [],
  );
}

/** What starts, code, or a command of the shipped stage names the program. */
function isCalled(decisions: Decisions, program: string): boolean {
  const { roots, view } = decisions;
  const starts = [...roots.argv, ...roots.texts.map(({ text }) => text)];
  if (roots.commands.has(program) || starts.some((text) => text.split(/[^\w.@/-]+/).includes(program))) return true;
  const texts = contextTexts(view.snapshot, ['.js', '.cjs', '.mjs', '.ts', '.json']).filter(
    ({ path }) => !/(?:^|\/)(?:package(?:-lock)?|tsconfig[\w.]*)\.json$/.test(path),
  );
  if (texts.some(({ text }) => ["'", '"', '`'].some((mark) => text.includes(`${mark}${program}${mark}`)))) return true;
  return view.units.some((unit) =>
    unit.steps.some((other) => baseName(other.facts.effect.tool) === program && runsShipped(decisions, unit, other)),
  );
}
