// Which files of the build context a plan rests on: entry scripts, requirements, build files, program text that may
// compile at run time. It names paths; reading them is the host's business.
import type { Snapshot } from '../facts/snapshot.ts';
import { joinPath } from '../effects/path-set.ts';
import { contextCandidates } from './context-view.ts';
import { gatherRoots } from './roots.ts';
import { languageInstalls, viewStage } from './stage-view.ts';

const always = [
  '*.txt',
  '*.py',
  '*.sh',
  '*.toml',
  '*.cfg',
  '*.conf',
  'Makefile',
  'makefile',
  'CMakeLists.txt',
  'meson.build',
  'Procfile',
  'package.json',
  'package-lock.json',
  'go.mod',
  '*.go',
  'Cargo.lock',
  'pom.xml',
  '*.csproj',
];
const byListing =
  /\.(?:py|rb|php|gemspec|exs|[cm]?[jt]s|sh|c|cc|cpp|cxx|toml|cfg|conf|ini|cmake|go|rs|java|kt|csproj|fsproj|vbproj|prisma)$|(?:^|\/)(?:package(?:-lock)?\.json|composer\.json|Pipfile|yarn\.lock|Gemfile(?:\.lock)?|Rakefile|pnpm-workspace\.yaml|\.yarnrc\.yml|go\.mod|Cargo\.lock|pom\.xml|CMakeLists\.txt|[Mm]akefile|meson\.build|[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt)$/;
const most = 200;
const biggest = 500_000;

/** Context-relative paths, the ones that decide first. */
export function wantedFiles(snapshot: Snapshot): readonly string[] {
  const view = viewStage(snapshot);
  const wanted: string[] = [];
  const roots = gatherRoots(view);
  for (const path of [...roots.unread, ...roots.paths.keys()]) wanted.push(...contextCandidates(view.units, path));
  for (const unit of view.units) {
    const before = view.units.filter(({ place }) => place <= unit.place);
    for (const mount of unit.facts.mounts)
      if (mount.type === 'bind' && mount.from === null && mount.source !== '')
        wanted.push(joinPath('/', mount.source).slice(1));
    for (const step of unit.steps)
      for (const { manifests } of languageInstalls(step))
        for (const { path, role } of manifests) {
          const names =
            role === 'project'
              ? ['pyproject.toml', 'setup.py', 'setup.cfg'].map((name) => joinPath(path, name))
              : [path];
          for (const name of names) wanted.push(...contextCandidates(before, name));
        }
  }
  const named = wanted.filter((path) => path !== '' && !/[*?[]/.test(path));
  const listed = (snapshot.context?.listing?.entries ?? []).filter(
    ({ path, fileBytes }) => fileBytes <= biggest && byListing.test(path),
  );
  return [...new Set([...named, ...always, ...listed.map(({ path }) => path)])].slice(0, most);
}
