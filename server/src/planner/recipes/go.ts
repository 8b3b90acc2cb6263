// Go: one program comes out of a build, named by -o, by the module or by the package's folder. It runs on the plain
// distribution, with the certificate authorities and time zones that the toolchain image had. Data files stay copied.
import { joinPath } from '../../effects/path-set.ts';
import { contextTexts } from '../context-view.ts';
import {
  alwaysRuns,
  archivedFiles,
  calledPrograms,
  isArchived,
  namedBelow,
  projectText,
  unpacksArchive,
} from '../project-files.ts';
import { instructionRange, refuse } from '../refusals.ts';
import type { Roots } from '../roots.ts';
import { wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { noAdvice, type Output, type PackageNeed, type Recipe } from './recipe.ts';

const image = 'docker.io/library/golang';

function isGo(step: Step): boolean {
  return step.facts.effect.tool === 'go' || step.facts.effect.tool.endsWith('/go');
}

/** Options of `go build` and `go install` whose value is the next word. */
const valued = new Set(
  [
    '-C',
    '-o',
    '-p',
    '-ldflags',
    '-gcflags',
    '-asmflags',
    '-tags',
    '-mod',
    '-modfile',
    '-buildmode',
    '-pkgdir',
    '-toolexec',
  ].concat(['-installsuffix', '-overlay', '-compiler', '-covermode', '-coverpkg', '-pgo']),
);

/** The packages that the command names, options left out. */
function packagesOf(step: Step): readonly string[] {
  const words = wordsOf(step);
  const from = words.findIndex((word) => word === 'build' || word === 'install') + 1;
  const named: string[] = [];
  for (let at = from; at < words.length; at++) {
    const word = words[at] ?? '';
    if (valued.has(word)) at++;
    else if (!word.startsWith('-')) named.push(word);
  }
  return named;
}

function folderOf(step: Step): string {
  const words = wordsOf(step);
  const at = words.indexOf('-C');
  return joinPath(step.facts.context.workingFolder, at < 0 ? '.' : (words[at + 1] ?? '.'));
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The name of the program that an import path makes: its last part, a major version left out. */
function programOf(importPath: string): string {
  const [path = ''] = importPath.split('@');
  return lastName(path.replace(/\/v\d+$/, ''));
}

/** Names of the programs that a build makes; null where that is not known. */
function programsOf(view: StageView, unit: Unit, step: Step): readonly string[] | null {
  const folder = folderOf(step);
  const packages = packagesOf(step);
  const own = (): string | null => {
    const named = /^module\s+"?([^\s"]+)/m.exec(projectText(view, unit, `${folder}/go.mod`) ?? '')?.[1];
    return named === undefined ? null : programOf(named);
  };
  const names = (packages.length === 0 ? ['.'] : packages).map((each) => {
    if (each === '.' || each === './') return own();
    if (each.includes('...')) return null;
    return each.endsWith('.go')
      ? lastName(packages[0] ?? each).replace(/\.go$/, '')
      : programOf(each.replace(/\/$/, ''));
  });
  const known = names.flatMap((name) => name ?? []);
  return known.length === names.length ? [...new Set(known)] : null;
}

function buildOutputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  const words = wordsOf(step);
  const folder = folderOf(step);
  const to = words[words.indexOf('-o') + 1];
  if (words.includes('-o') && to !== undefined) {
    const path = joinPath(folder, to);
    if (path === '/dev/null') return [];
    const kind = to.endsWith('/') ? 'tree' : 'file';
    return [{ path, kind, certain: alwaysRuns(step), reason: 'the program', ...byName(roots, path) }];
  }
  const named = [...namedBelow(view, roots, folder).keys()];
  const programs = programsOf(view, unit, step);
  const found =
    programs === null
      ? named.filter((path) => !/\.\w+$/.test(lastName(path)))
      : programs.map((name) => joinPath(folder, name));
  if (found.length === 0) return null;
  return found.map((path) => ({ path, kind: 'file', certain: alwaysRuns(step), reason: 'the program' }));
}

/** `go install`: of the programs that it puts among Go's, those that something at run time calls. */
function installOutputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] {
  const into = step.facts.effect.writes[0]?.path.path ?? '/go/bin';
  const local = packagesOf(step).every((each) => !each.includes('@'));
  const programs = programsOf(view, unit, step) ?? (local ? [...roots.commands.keys()] : []);
  const [argv0 = ''] = roots.argv;
  const wanted = programs.filter((name) => roots.commands.has(name));
  const known = programsOf(view, unit, step) === null ? wanted.filter((name) => name === lastName(argv0)) : wanted;
  return known.map((name) => {
    const path = `${into}/${name}`;
    const why = roots.commands.get(name) ?? 'the program';
    return { path, kind: 'file', certain: true, reason: why, ...byName(roots, path) };
  });
}

/** Where a program of Go's own folder goes: that folder is on the toolchain image's search path, and on no other's. */
function byName(roots: Roots, path: string): Pick<Output, 'to'> {
  const [, name] = /^\/go\/bin\/([^/]+)$/.exec(path) ?? [];
  const called = name !== undefined && roots.commands.has(name) && !roots.paths.has(path);
  return called ? { to: `/usr/local/bin/${name}` } : {};
}

/** A program that `go install` brought before: it makes sources for the build that follows. */
function isInstalledGenerator(view: StageView, unit: Unit, step: Step): boolean {
  const [program = ''] = wordsOf(step);
  return view.units.some(
    ({ place, steps }) =>
      place <= unit.place &&
      steps.some(
        (other) =>
          isGo(other) &&
          other.facts.effect.verb === 'install' &&
          packagesOf(other).some((each) => each.includes('@') && programOf(each) === program),
      ),
  );
}

// Why os/exec: what a program calls may talk to others.
const network = /"os\/exec|"net\/http|"crypto\/(?:tls|x509)|https:\/\/|grpc|"net\/smtp/;
const zones = /time\.LoadLocation|"time\/tzdata"/;

/** What Go's own image has for programs that talk to others or tell the time elsewhere. */
function lackingPackages(view: StageView): readonly PackageNeed[] {
  // Why: the context is the project's only where a copy brings it.
  const copied = view.units.some(({ facts }) => facts.copy?.kind === 'context');
  const texts = copied ? contextTexts(view.snapshot, ['.go']) : [];
  const modules = contextTexts(view.snapshot, ['go.mod']);
  const depends = texts.length === 0 || modules.some(({ text }) => /^require\b/m.test(text));
  const zone = view.snapshot.config.environment.has('TZ');
  return [
    ...(depends || texts.some(({ text }) => network.test(text))
      ? [{ name: 'ca-certificates', reason: 'the Go image has certificate authorities' }]
      : []),
    ...(depends || zone || texts.some(({ text }) => zones.test(text))
      ? [{ name: 'tzdata', reason: 'the Go image knows time zones' }]
      : []),
  ];
}

/** The toolchain as go.dev gives it away. */
const archive = /\bgo[\w.${}]*\.linux-/;

export const go: Recipe = {
  id: 'go',
  recognises: (view) =>
    view.base?.image === image ||
    view.units.some((unit) => unit.steps.some((step) => isGo(step) || unpacksArchive(view, unit, step, archive))),
  outputs(view, unit, step, roots) {
    if (unpacksArchive(view, unit, step, archive)) return [];
    if (!isGo(step)) return isInstalledGenerator(view, unit, step) ? [] : null;
    const { verb } = step.facts.effect;
    if (verb === 'build') return buildOutputs(view, unit, step, roots);
    if (verb === 'install') return installOutputs(view, unit, step, roots);
    return verb === null || verb === 'vendor' ? null : [];
  },
  toolchain: (base) => (base.image !== image ? null : isArchived(base) ? archivedFiles : []),
  advise(view, roots) {
    const called = calledPrograms(view, ['.go'], /\bexec\.(?:Command|LookPath)\(\s*"([\w./+-]+)"/g);
    const why = called.get('go');
    const entry = view.units.find(({ facts }) => facts === roots.entry) ?? view.units[0];
    return {
      ...noAdvice,
      commands: called,
      refusals:
        why === undefined || entry === undefined
          ? []
          : [
              refuse(
                'compiles-at-run-time',
                instructionRange(entry),
                `the Go toolchain is used when the container runs (${why}); keep one stage, or build ahead of time`,
              ),
            ],
      lacking: view.base?.image === image && !isArchived(view.base) ? lackingPackages(view) : [],
      isSource: (path) => /\.go$|(?:^|\/)(?:go\.(?:mod|sum|work|work\.sum)|\.golangci\.ya?ml|\.air\.toml)$/.test(path),
    };
  },
};
