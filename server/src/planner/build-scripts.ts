// Scripts of the build context that a RUN starts: read where the snapshot holds them, so that what they do is known as if
// it stood in the RUN. One that was not read stops a rewrite; nothing is guessed of it.
import { joinPath } from '../effects/path-set.ts';
import { parseShell } from '../shell/parse-shell.ts';
import { contextCandidates, textInImage } from './context-view.ts';
import { isBuildProgram } from './programs.ts';
import { baseName, wordsOf, type StageView, type Step, type Unit } from './stage-view.ts';

export interface BuildScript {
  /** As the RUN names it. */
  readonly name: string;
  /** Null where it was not read. */
  readonly text: string | null;
  /** It compiles. */
  readonly builds: boolean;
  /** It installs what it built under a prefix. */
  readonly installs: boolean;
  /** It installs packages of the distribution, which cannot be split inside a script. */
  readonly packages: boolean;
}

const shells = /^(?:ba|da|[zka])?sh$/;

/** Program text that calls a compiler: extension modules made ahead of time, or a compiler by its name. */
const compilingPython = [
  /\bFFI\([\s\S]*\.compile\(/,
  /\bcythonize\(|\bfrom (?:setuptools|distutils|numba\.pycc)\b|\bcpp_extension\b/,
  /["'](?:gcc|g\+\+|cc|c\+\+|clang|make|cmake)["' ]/,
];

/** A Python program of the context that compiles; null for any other, and for one that was not read. */
function compilingProgram(view: StageView, unit: Unit, step: Step): BuildScript | null {
  const name = step.facts.command.words.slice(1).find(({ raw }) => !raw.startsWith('-'))?.value ?? '';
  if (!/^python[\d.]*$/.test(baseName(step.facts.effect.tool)) || !name.endsWith('.py') || step.kind === 'compile')
    return null;
  const before = view.units.filter(({ place }) => place <= unit.place);
  const text = textInImage(view.snapshot, before, joinPath(step.facts.context.workingFolder, name))?.text ?? null;
  if (text === null || !compilingPython.some((pattern) => pattern.test(text))) return null;
  return { name, text, builds: true, installs: false, packages: false };
}

/** The script that the step runs; null where it runs none of the context's. */
export function buildScript(view: StageView, unit: Unit, step: Step): BuildScript | null {
  const compiling = compilingProgram(view, unit, step);
  if (compiling !== null || (step.facts.effect.known && !shells.test(step.facts.effect.tool))) return compiling;
  const [program = '', ...rest] = wordsOf(step);
  const base = program.slice(program.lastIndexOf('/') + 1);
  const name =
    shells.test(base) || base === 'source' || base === '.' ? rest.find((word) => !word.startsWith('-')) : program;
  if (name === undefined || !(name.includes('/') || name.endsWith('.sh'))) return null;
  const path = joinPath(step.facts.context.workingFolder, name);
  const before = view.units.filter(({ place }) => place <= unit.place);
  if (contextCandidates(before, path).length === 0) return null;
  const text = textInImage(view.snapshot, before, path)?.text ?? null;
  const commands = text === null ? [] : parseShell({ text, span: { from: 0, to: text.length } }).commands;
  const words = commands.map((command) => command.words.map((word) => word.value ?? word.raw));
  const programs = words.map(([first = '']) => first.slice(first.lastIndexOf('/') + 1));
  return {
    name,
    text,
    builds: programs.some(isBuildProgram),
    installs: words.some(
      (each, at) => isBuildProgram(programs[at] ?? '') && each.some((word) => /^(?:--)?install$/.test(word)),
    ),
    packages: words.some(
      ([first = '', second = '']) => /^(?:apt|apt-get|apk|dnf|yum)$/.test(first) && /^(?:install|add)$/.test(second),
    ),
  };
}
