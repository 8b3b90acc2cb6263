// ONNX Runtime servers with custom operators: the operator's library is built against ONNX Runtime's headers and loaded by
// the run time that the Python wheel or the program brings, so the headers' own library is not needed unless it is linked.
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

/** The build files were read and none of them links ONNX Runtime itself. */
function onlyIncludes(view: StageView): boolean {
  const builds = contextTexts(view.snapshot, ['CMakeLists.txt', 'akefile', '.cmake', 'meson.build', 'setup.py']);
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
    if (!installsHeaders(view) || !wheel || !onlyIncludes(view)) return noAdvice;
    const why = 'the operator uses its headers only; the Python wheel brings the library that loads it';
    return { ...noAdvice, withoutHalf: new Map([[headers, why]]) };
  },
};
