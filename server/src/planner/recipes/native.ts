// C, C++, Fortran and CUDA built with compilers, make, cmake, autotools, meson or ninja: what an install step puts under a
// prefix, and the build folder where a program runs from there. Nothing moves: run paths stay true.
import { wordsOf, type Step, type StageView, type Unit } from '../stage-view.ts';
import { contextTexts } from '../context-view.ts';
import { isWithin, joinPath } from '../../effects/path-set.ts';
import { isBuildProgram } from '../programs.ts';
import { noAdvice, type Output, type Recipe, stagingFolder } from './recipe.ts';

function program(step: Step): string {
  const { tool } = step.facts.effect;
  return tool.slice(tool.lastIndexOf('/') + 1);
}

const builders = /^(?:make|gmake|ninja|cmake|meson|scons|b2|bjam|waf)$/;

/** `make install`, `cmake --install`, `cmake --build … --target install`, `ninja install`, `meson install`, `b2 install`. */
export function isInstallStep(step: Step): boolean {
  if (!builders.test(program(step))) return false;
  return wordsOf(step).some((word) => /^(?:--)?install(?:-\w+)?(?:\/(?:strip|local))?$/.test(word));
}

/** The prefix that a configuring command before it in the same source gives; `/usr/local` where none does. */
function installPrefix(view: StageView, unit: Unit, step: Step): string {
  const own = prefixIn(step);
  if (own !== null) return own;
  let found: string | null = null;
  const here = step.facts.context.workingFolder;
  for (const other of view.units) {
    if (other.place > unit.place) break;
    for (const each of other.steps) {
      if (other === unit && each.index >= step.index) break;
      const there = each.facts.context.workingFolder;
      if (isWithin(there, here) || isWithin(here, there)) found = prefixIn(each) ?? found;
    }
  }
  return found ?? '/usr/local';
}

function prefixIn(step: Step): string | null {
  for (const [index, word] of wordsOf(step).entries()) {
    const given = /^(?:--prefix=|-DCMAKE_INSTALL_PREFIX(?::\w+)?=|PREFIX=|prefix=|--install-prefix=)(\S+)$/.exec(
      word,
    )?.[1];
    if (given !== undefined) return joinPath(step.facts.context.workingFolder, given);
    if (word === '--prefix')
      return joinPath(step.facts.context.workingFolder, wordsOf(step)[index + 1] ?? '/usr/local');
  }
  return null;
}

function outputsOf(view: StageView, unit: Unit, step: Step): readonly Output[] | null {
  if (!isInstallStep(step)) return null;
  const prefix = installPrefix(view, unit, step);
  if (wordsOf(step).some((word) => /^DESTDIR=/.test(word)) || !belongsToBase.has(prefix)) return null;
  // Why: below /usr the installed files lie among the distribution's own; a second, staged installation gathers them.
  return [
    {
      path: stagingFolder,
      kind: 'tree',
      certain: true,
      staged: true,
      reason: `what \`${wordsOf(step).slice(0, 3).join(' ')}\` installs below ${prefix}`,
    },
  ];
}

const belongsToBase = new Set(['/usr', '/']);

/** The gcc image keeps its own run-time libraries below /usr/local, newer than the distribution's. */
const gccLibraries: readonly Output[] = ['libstdc++.so.6', 'libgcc_s.so.1'].map((name) => ({
  path: `/usr/local/lib64/${name}`,
  kind: 'file',
  certain: true,
  reason: 'the compiler’s own run-time library, which may be newer than the distribution’s',
}));

export const native: Recipe = {
  id: 'native',
  recognises: (view) =>
    view.units.some(({ steps }) => steps.some((step) => step.kind === 'compile' || isBuildProgram(program(step)))),
  outputs: outputsOf,
  toolchain: (base) => (base.image === 'docker.io/library/gcc' ? gccLibraries : null),
  advise(view) {
    const texts = contextTexts(view.snapshot, [
      'CMakeLists.txt',
      'Makefile',
      'makefile',
      '.cmake',
      'setup.py',
      'meson.build',
    ]);
    const parallel = texts.some(({ text }) => /openmp/i.test(text));
    return { ...noAdvice, packages: parallel ? [{ name: 'libgomp-dev', reason: 'the build uses OpenMP' }] : [] };
  },
};
