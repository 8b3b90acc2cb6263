// TorchScript in C++ on the archive of libtorch that PyTorch publishes: what runs is its `lib` folder, whose libraries find each
// other by themselves; headers and CMake files serve the build alone. It knows nothing of libtorch from a distribution.
import { joinPath } from '../../effects/path-set.ts';
import { contextTexts } from '../context-view.ts';
import { wordsOf, type StageView, type Step } from '../stage-view.ts';
import { noAdvice, type Output, type Recipe } from './recipe.ts';

function names(step: Step): boolean {
  return wordsOf(step).some((word) => /libtorch/.test(word));
}

/** Folder in which the step unpacks the archive; null where it does not. */
function unpackedIn(step: Step): string | null {
  const [tool = '', ...rest] = wordsOf(step);
  const { guard } = step.facts.command;
  if (!/(?:^|\/)(?:unzip|bsdtar)$/.test(tool) || guard.conditional || guard.loop || guard.mayFail) return null;
  if (!rest.some((word) => /libtorch[^/]*\.zip$/.test(word))) return null;
  const target = rest[rest.findIndex((word) => /^-[dC]$/.test(word)) + 1];
  const given = rest.some((word) => /^-[dC]$/.test(word)) ? target : '.';
  return given === undefined || given.includes('$') ? null : joinPath(step.facts.context.workingFolder, given);
}

/** A later command moves it, or copies parts of it: then the general answer stands. */
function isMoved(view: StageView): boolean {
  return view.units.some(({ steps }) =>
    steps.some((step) => /(?:^|\/)(?:mv|cp|ln|rsync|install)$/.test(wordsOf(step)[0] ?? '') && names(step)),
  );
}

export const torchscript: Recipe = {
  id: 'torchscript',
  recognises: (view) =>
    view.units.some(({ steps }) => steps.some(names)) ||
    contextTexts(view.snapshot, ['CMakeLists.txt']).some(({ text }) => /find_package\(\s*Torch\b/.test(text)),
  outputs(view, _, step): readonly Output[] | null {
    const folder = unpackedIn(step);
    if (folder === null || isMoved(view)) return null;
    const reason = 'the libraries of libtorch; its headers and CMake files serve the build alone';
    return [{ path: joinPath(folder, 'libtorch/lib'), kind: 'tree', certain: true, reason }];
  },
  advise: () => noAdvice,
};
