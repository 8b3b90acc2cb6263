// ONNX Runtime servers: operators and programs are built against the distribution's headers and loaded by, or linked to, the
// run time that a Python wheel or a fetched archive brings, so the headers' own library is not needed unless it is linked.
import { contextTexts } from '../context-view.ts';
import { systemInstalls, type StageView } from '../stage-view.ts';
import { pythonPackages } from './python-requirements.ts';
import { noAdvice, type Recipe } from './recipe.ts';

const headers = 'libonnxruntime-dev';

function installsHeaders(view: StageView): boolean {
  return view.units.some(({ steps }) =>
    steps.some((step) => systemInstalls(step).some(({ packages }) => packages.some(({ name }) => name === headers))),
  );
}

function buildTexts(view: StageView): ReturnType<typeof contextTexts> {
  return contextTexts(view.snapshot, ['CMakeLists.txt', 'akefile', '.cmake', 'meson.build', 'setup.py']);
}

/** The folder of a run time that a RUN fetches and unpacks and that the build files name; null where there is none. */
function ownRuntime(view: StageView): string | null {
  const folders = view.units.flatMap(({ steps }) =>
    steps.flatMap(({ kind, facts }) =>
      kind === 'fetch' && facts.command.words.some(({ raw }) => raw.includes('onnxruntime'))
        ? facts.effect.writes.flatMap(({ path }) => (/^\/(?:opt|srv|usr\/local)\/./.test(path.path) ? [path.path] : []))
        : [],
    ),
  );
  return folders.find((folder) => buildTexts(view).some(({ text }) => text.includes(folder))) ?? null;
}

/** The build files were read and none of them links ONNX Runtime itself. */
function onlyIncludes(view: StageView): boolean {
  const builds = buildTexts(view);
  if (builds.length === 0) return false;
  return !builds.some(({ text }) =>
    /target_link_libraries\([^)]*onnxruntime|-lonnxruntime|find_package\(\s*onnxruntime|dependency\('[\w-]*onnxruntime|libraries=\[[^\]]*onnxruntime|link_libraries\([^)]*onnxruntime/i.test(
      text,
    ),
  );
}

export const onnxServing: Recipe = {
  id: 'onnx-serving',
  recognises: (view) =>
    installsHeaders(view) ||
    pythonPackages(view).names.has('onnxruntime') ||
    pythonPackages(view).names.has('onnxruntime-gpu'),
  outputs: () => null,
  advise(view) {
    const wheel = [...pythonPackages(view).names].some((name) => name.startsWith('onnxruntime'));
    if (!installsHeaders(view) || !onlyIncludes(view)) return noAdvice;
    const own = ownRuntime(view);
    if (!wheel && own === null) return noAdvice;
    const why =
      own === null
        ? 'the operator uses its headers only; the Python wheel brings the library that loads it'
        : `the build uses its headers only; it links the library in ${own}`;
    return { ...noAdvice, withoutHalf: new Map([[headers, why]]) };
  },
};
