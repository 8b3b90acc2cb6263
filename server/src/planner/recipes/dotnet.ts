// .NET: what `dotnet publish` or `build` puts into its folder, on the run-time image of the same version: ASP.NET's where a
// project is a web one or where that is not known, the plain one for console programs.
import { joinPath } from '../../effects/path-set.ts';
import { contextTexts } from '../context-view.ts';
import { alwaysRuns, isReadLater, namedBelow } from '../project-files.ts';
import type { Roots } from '../roots.ts';
import { wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { noAdvice, type Output, type Recipe } from './recipe.ts';

const images = new Set(['mcr.microsoft.com/dotnet/sdk', 'mcr.microsoft.com/dotnet/core/sdk']);

const isDotnet = (step: Step): boolean => step.facts.effect.tool === 'dotnet';

function outputFolder(step: Step): string | null {
  const words = wordsOf(step);
  for (const [index, word] of words.entries()) {
    const given =
      /^(?:-o|--output)[=:](.+)$/.exec(word)?.[1] ?? (/^(?:-o|--output)$/.test(word) ? words[index + 1] : undefined);
    if (given !== undefined) return joinPath(step.facts.context.workingFolder, given);
  }
  return null;
}

function buildOutputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  const certain = alwaysRuns(step);
  const folder = outputFolder(step);
  if (folder !== null) return [{ path: folder, kind: 'tree', certain, reason: 'what `dotnet` puts there' }];
  const project = step.facts.effect.writes[0]?.path.path ?? step.facts.context.workingFolder;
  const named = [...namedBelow(view, roots, project)].filter(([path]) => /\/bin\/(?:Debug|Release)\//i.test(path));
  if (named.length > 0)
    return named.map(([path, why]) => ({
      path: path.slice(0, path.lastIndexOf('/')),
      kind: 'tree',
      certain,
      reason: why,
    }));
  if (isReadLater(view, unit, step, project)) return [];
  // Why: a build before a publish leaves nothing that the publish does not leave again.
  const publishes = view.units.some(({ steps }) =>
    steps.some((other) => other !== step && isDotnet(other) && other.facts.effect.verb === 'publish'),
  );
  return publishes ? [] : null;
}

/** The projects are console programs; null where no project file was read. */
function isConsole(view: StageView): boolean | null {
  const projects = contextTexts(view.snapshot, ['.csproj', '.fsproj', '.vbproj']);
  if (projects.length === 0) return null;
  return !projects.some(({ text }) =>
    /Microsoft\.NET\.Sdk\.(?:Web|Razor|BlazorWebAssembly)|Microsoft\.AspNetCore/.test(text),
  );
}

export const dotnet: Recipe = {
  id: 'dotnet',
  recognises: (view) => images.has(view.base?.image ?? '') || view.units.some(({ steps }) => steps.some(isDotnet)),
  outputs(view, unit, step, roots) {
    if (!isDotnet(step)) return null;
    const { verb } = step.facts.effect;
    if (verb === 'publish' || verb === 'build' || verb === 'msbuild') return buildOutputs(view, unit, step, roots);
    return verb === 'tool' || verb === null ? null : [];
  },
  accepts: (view, shipped) =>
    !/^mcr\.microsoft\.com\/dotnet\/(?:core\/)?aspnet$/.test(shipped) || isConsole(view) !== true,
  toolchain: (base) => (images.has(base.image) ? [] : null),
  advise: () => ({
    ...noAdvice,
    isSource: (path) =>
      /\.(?:cs|fs|vb|csproj|fsproj|vbproj|slnx?|props|targets|razor|cshtml|resx)$|(?:^|\/)(?:nuget\.config|global\.json|packages\.lock\.json)$/i.test(
        path,
      ),
  }),
};
