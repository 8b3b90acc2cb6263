// The distribution's own Python where only the build runs it: a script that exports a model or writes code, beside a
// program that is compiled and runs without it. It does not look at images that bring an interpreter of their own.
import { isWithin, joinPath } from '../../effects/path-set.ts';
import { uncopyable } from '../carry.ts';
import { contextTexts, textInImage } from '../context-view.ts';
import type { Roots } from '../roots.ts';
import { baseName, systemInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { noAdvice, type Output, type Recipe } from './recipe.ts';

const interpreter = /^(?:python|pip)[\d.]*$/;
const pythonPackage =
  /^(?:lib)?python3?(?:\.\d+)?(?:-[a-z\d.+-]+)?$|^python-is-python3$|^cython3$|^ipython3$|^pybind11-dev$/;
/** Program text that starts or holds an interpreter: then nothing proves that Python is of no use at run time. */
const embeds = /\bPython\.h\b|pybind11\/embed|boost\/python|["'\s/]python(?:3(?:\.\d+)?)?["'\s]/;
/** A build that links the interpreter's library; one that only runs it to make sources does not. */
const links = /pybind11::embed|\bPython3?(?:::Python\b|_LIBRARIES)|python3-embed|python3-config/;

/** Programs without any Python in them that start commands and health checks call. */
const plain = new Set(
  [
    'sh bash dash exec env cd echo printf test [ exit true set export sleep kill wait trap tini dumb-init gosu su-exec',
    'setpriv nice timeout mkdir chmod chown ln cp mv rm cat ls grep sed curl wget nc id date',
  ].flatMap((line) => line.split(' ')),
);

function program(step: Step): string {
  return baseName(step.facts.effect.tool);
}

/** A folder that a compiler's command works in holds the path, and no copy brings a script to it. */
function isCompiled(view: StageView, path: string): boolean {
  if (/\.(?:sh|py|rb|js|pl)$/.test(path) || textInImage(view.snapshot, view.units, path) !== null) return false;
  return view.units.some(({ steps }) =>
    steps.some(
      (step) =>
        step.kind === 'compile' &&
        !interpreter.test(program(step)) &&
        (isWithin(step.facts.context.workingFolder, path) ||
          isWithin('/usr/local', path) ||
          step.facts.effect.writes.some((write) => isWithin(write.path.path, path))),
    ),
  );
}

/** The compiled program that runs while no root, script or source names Python; null where that is not proven. */
function runsWithout(view: StageView, roots: Roots): string | null {
  if (view.base?.manager !== 'apt' || view.base.python !== null || roots.unread.length > 0) return null;
  const sources = contextTexts(view.snapshot, ['.c', '.cc', '.cpp', '.cxx', '.h', '.hpp', '.rs', '.go']);
  if (sources.length === 0) return null;
  const builds = contextTexts(view.snapshot, ['CMakeLists.txt', '.cmake', 'akefile', 'meson.build']);
  if (sources.some(({ text }) => embeds.test(text)) || builds.some(({ text }) => links.test(text))) return null;
  if (roots.texts.some(({ text }) => /\bpython/.test(text))) return null;
  const built = [...roots.paths.keys()].filter((path) => isCompiled(view, path)).map(baseName);
  if (installsHere(view))
    built.push(...[...roots.commands.keys()].filter((name) => builds.some(({ text }) => makesProgram(text, name))));
  const [first] = [...roots.commands.keys()].filter((name) => built.includes(name));
  return [...roots.commands.keys()].every((name) => plain.has(name) || built.includes(name)) ? (first ?? null) : null;
}

/** The stage puts what it built where programs are found by their name. */
function installsHere(view: StageView): boolean {
  return view.units.some(({ steps }) =>
    steps.some(({ kind, facts }) => {
      const words = facts.command.words.map((word) => word.value ?? word.raw);
      return kind === 'compile' && words.some((word) => /^(?:--)?install$/.test(word));
    }),
  );
}

/** The build file names the program as a word of its own. */
function makesProgram(text: string, name: string): boolean {
  return new Set(text.match(/[\w.+-]+/g)).has(name);
}

function runsPython({ steps }: Unit): boolean {
  return steps.some((step) => interpreter.test(program(step)));
}

/** The code that the step runs: of `-c`, or of the script that it names; null where it was not read. */
function codeOf(view: StageView, step: Step, words: readonly string[]): string | null {
  const inline = words.indexOf('-c');
  if (inline > 0) return words[inline + 1] ?? null;
  const script = words.slice(1).find((word) => !word.startsWith('-'));
  if (script?.endsWith('.py') !== true) return null;
  return textInImage(view.snapshot, view.units, joinPath(step.facts.context.workingFolder, script))?.text ?? null;
}

/** Quoted relative paths of the code, or none of its words: it may write below the folder it runs in. */
function mayWriteHere(code: string | null, words: readonly string[]): boolean {
  if (code === null || words.slice(2).some((word) => /^[\w.][\w./-]*$/.test(word) && word !== code)) return true;
  return /["'][\w.][\w. -]*(?:\/[\w./-]*|\.[a-z]\w{0,8})["']/.test(code);
}

function outputsOf(view: StageView, step: Step, roots: Roots): readonly Output[] | null {
  if (!interpreter.test(program(step)) || step.kind === 'check' || runsWithout(view, roots) === null) return null;
  if (step.facts.effect.installs.length > 0) return [];
  if (step.facts.effect.known && step.facts.effect.writes.length > 0) return null;
  const { workingFolder } = step.facts.context;
  const words = wordsOf(step);
  const code = codeOf(view, step, words);
  const quoted = words.slice(0, 2).join(' ');
  const outputs = [...roots.paths.keys()].flatMap((path): readonly Output[] => {
    const says = words.some((word) => word.startsWith('/') && joinPath('/', word) === path) || code?.includes(path);
    const brought = path === workingFolder || textInImage(view.snapshot, view.units, path) !== null;
    return says !== true || brought ? [] : [{ path, kind: 'file', certain: true, reason: `\`${quoted}\` writes it` }];
  });
  if (outputs.length > 0 && !mayWriteHere(code, words)) return outputs;
  if (uncopyable(workingFolder, 'tree') !== null) return null;
  const reason = `\`${quoted}\` writes there what no line names file by file`;
  return [{ path: workingFolder, kind: 'tree', certain: true, reason }, ...outputs];
}

export const buildPython: Recipe = {
  id: 'build-python',
  adds: true,
  recognises: (view) => view.base?.python === null && view.units.some(runsPython),
  outputs: (view, _, step, roots) => outputsOf(view, step, roots),
  staysBehind: (view, _, step, roots) =>
    interpreter.test(program(step)) && runsWithout(view, roots) !== null ? 'only building runs Python' : null,
  advise(view, roots) {
    const runs = runsWithout(view, roots);
    if (runs === null) return noAdvice;
    const names = view.units.flatMap(({ steps }) =>
      steps.flatMap((step) => systemInstalls(step).flatMap(({ packages }) => packages.map(({ name }) => name))),
    );
    const why = `only building runs Python; ${runs} runs without it`;
    return {
      ...noAdvice,
      withoutHalf: new Map(names.filter((name) => pythonPackage.test(name)).map((name) => [name, why])),
      assumptions: [`${runs} starts no Python: nothing that was read names it`],
    };
  },
};
