// System packages that the shipped stage needs and no line of the file names: what the leaner base lacks, what compilers
// brought along, certificate authorities that came with a tool.
import { runtimeHalf } from '../knowledge/debian-packages.ts';
import type { BaseView } from './base-view.ts';
import { contextTexts } from './context-view.ts';
import type { Decisions } from './decisions.ts';
import { isFullOnly, isInFullImage, packageOfProgram } from './programs.ts';
import type { PackageNeed, RecipeAdvice } from './recipes/recipe.ts';
import { systemInstalls } from './stage-view.ts';

/** Every package beyond the named ones, each once, with why. `seen`: what a built image shows to be loaded; null without one. */
export function packagesBeyondNamed(
  decisions: Decisions,
  programs: ReadonlyMap<string, string>,
  seen: readonly PackageNeed[] | null,
): readonly PackageNeed[] {
  const lacking = decisions.base.tier === 'same' ? [] : extraPackages(decisions, programs);
  // Why: what a compiler's output loads is a guess only as long as nobody has seen it.
  const needs = [
    ...(seen ?? []),
    ...lacking,
    ...(seen === null ? compilerRuntimes(decisions) : []),
    ...certificates(decisions),
  ];
  return withoutNamed(needs, decisions.packages);
}

/** What the leaner base lacks: programs that run, libraries that packages load. */
function extraPackages({ view, advice }: Decisions, programs: ReadonlyMap<string, string>): readonly PackageNeed[] {
  const { base } = view;
  const needs: PackageNeed[] = base?.role === 'toolchain' || base?.role === 'full' ? [...advice.lacking] : [];
  const rich = base?.role === 'full' || (base?.role === 'toolchain' && !withOwnTools.has(base.image));
  if (base == null || !rich || base.manager !== 'apt') return [...needs, ...compilerNeeds(advice, base)];
  for (const [program, reason] of programs) {
    if (base.role === 'toolchain' && twinHas(base, program)) continue;
    const lacked = isFullOnly(program) || (lacksAdduser.test(base.distribution ?? '') && addsUsers.test(program));
    if (lacked && !/^(?:python3?|gcc|g\+\+|make)$/.test(program))
      needs.push({ name: packageOfProgram(program), reason });
  }
  for (const { name, reason } of advice.packages) {
    if (!isInFullImage(name)) continue;
    if (name === 'libgomp-dev') needs.push({ name: 'libgomp1', reason });
    const half = base.distribution === null ? null : runtimeHalf(name, base.distribution);
    if (half === null || half.certainty === 'derived') continue;
    for (const each of half.packages) needs.push({ name: each, reason });
  }
  return [...needs, ...compilerNeeds(advice, base)];
}

/** Releases whose apt does without `adduser`, so that slim images have it no more. */
const lacksAdduser = /^debian-(?:1[3-9]|sid)$/;
const addsUsers = /^(?:add|del)(?:user|group)$/;

/** Toolchain images whose run-time twins have the same tools beside the toolchain, or whose tools no app calls. */
const withOwnTools = new Set(['docker.io/library/gcc', 'docker.io/library/eclipse-temurin']);

/** Programs that every twin of a toolchain image has: Temurin's and .NET's images stand for Java's and the SDK's. */
function twinHas({ image }: BaseView, program: string): boolean {
  return !/\/(?:golang|rust)$/.test(image) && /^(?:curl|wget|gpg)$/.test(program) && !image.endsWith('/sdk');
}

function compilerNeeds({ keepsCompiler }: RecipeAdvice, base: BaseView | null | undefined): readonly PackageNeed[] {
  if (keepsCompiler === null) return [];
  const names = base?.manager === 'apk' ? ['gcc', 'musl-dev'] : ['gcc', 'libc6-dev'];
  return names.map((name) => ({ name, reason: keepsCompiler }));
}

/** Build tools whose output brings its libraries along or names them: nothing of a C compiler's is loaded unsaid. */
const ownRuntimes = /(?:^|\/)(?:npm|yarn|pnpm|bun|tsc|go|cargo|mvnw?|gradlew?|dotnet|javac|sbt)$/;

/** Libraries that compilers bring and their output may load. */
function compilerRuntimes({ view, packages, base, carried }: Decisions): readonly PackageNeed[] {
  if (view.base?.manager !== 'apt' || carried.length === 0) return [];
  const all = [...packages.values()].flat();
  const leaves = all.some(
    ({ package: one, kept }) => !kept && /^(?:gcc|g\+\+|build-essential|gfortran)(?:-\d+)?$/.test(one.name),
  );
  if (!leaves && base.tier === 'same') return [];
  if (base.tier === 'runtime' && view.base.role === 'toolchain') return [];
  const installsAnyway = all.some(({ ships }) => ships.length > 0);
  const compiles = view.units.some(({ steps }) =>
    steps.some(({ kind, facts }) => kind === 'compile' && !ownRuntimes.test(facts.effect.tool)),
  );
  const unread =
    contextTexts(view.snapshot, [
      'CMakeLists.txt',
      'akefile',
      'configure',
      'meson.build',
      '.cmake',
      '.c',
      '.cpp',
      '.cc',
    ]).length === 0;
  return (leaves && installsAnyway) || (compiles && unread)
    ? [{ name: 'libgomp1', reason: 'it came with the compiler, and what was compiled may run in parallel with it' }]
    : [];
}

/** Programs whose packages bring the certificate authorities along as a recommendation. */
const bringsCertificates = new Set([
  'curl',
  'wget',
  'git',
  'subversion',
  'mercurial',
  'software-properties-common',
  'python3-pip',
  'python-pip',
  'gnupg',
  'aria2',
]);

/** Certificate authorities that came with a tool which stays in the builder. */
function certificates({ view, packages }: Decisions): readonly PackageNeed[] {
  if (view.base?.manager !== 'apt' || view.base.python?.prefix === '/usr/local') return [];
  const came = [...packages].some(
    ([step, all]) =>
      systemInstalls(step).some(({ recommends }) => recommends !== false) &&
      all.some(({ package: one, kept }) => !kept && bringsCertificates.has(one.name)),
  );
  return came ? [{ name: 'ca-certificates', reason: 'they came with a tool that stays in the builder' }] : [];
}

function withoutNamed(needs: readonly PackageNeed[], packages: Decisions['packages']): readonly PackageNeed[] {
  const named = new Set([...packages.values()].flat().flatMap(({ ships }) => ships));
  const seen = new Set<string>();
  return needs.filter(({ name }) => !named.has(name) && !seen.has(name) && seen.add(name).size > 0);
}
