// The split of system packages: what the builder alone needs, and what the shipped stage installs, each with a reason.
// Names come from the -dev to run-time table; where a release's name is not surely known the -dev package itself stays.
import type { PackageWord } from '../effects/effect.ts';
import {
  closureBytes,
  compilerRuntimes,
  goneFrom,
  runtimeHalf,
  runtimeHalfBytes,
  toolClass,
} from '../knowledge/debian-packages.ts';
import type { BaseView } from './base-view.ts';
import { isForeignBuildTool, packageOfProgram } from './programs.ts';
import type { RecipeAdvice } from './recipes/recipe.ts';

export interface PackageDecision {
  readonly package: PackageWord;
  /** Names that the shipped stage installs for it; the package's own name where it ships itself, empty where nothing does. */
  readonly ships: readonly string[];
  /** The word stays as the author wrote it, pins included. */
  readonly kept: boolean;
  readonly reason: string;
  /** Bytes that leave the shipped image by it; null where unknown. */
  readonly bytes: number | null;
}

export interface PackageQuestion {
  readonly base: BaseView | null;
  /** Programs that run in the shipped stage, each with why. */
  readonly programs: ReadonlyMap<string, string>;
  readonly advice: RecipeAdvice;
  /** A script that runs at start could not be read: it may call any tool that the image has. */
  readonly unreadScript: string | null;
  /** Run-time halves by the database of a built image; null where there is none, or it has not the package. */
  readonly observedHalf: (devPackage: string) => readonly string[] | null;
}

/** It ships as the author wrote it. */
export const keep = (one: PackageWord, reason: string): PackageDecision => ({
  package: one,
  ships: [one.name],
  kept: true,
  reason,
  bytes: 0,
});
/** It stays in the builder; `ships` comes in its place. */
export const leave = (one: PackageWord, reason: string, ships: readonly string[] = []): PackageDecision => ({
  package: one,
  ships,
  kept: false,
  reason,
  bytes: closureBytes(one.name),
});

/**
 * The decision with what apt brings along by recommendation: Debian's and Ubuntu's pip recommends a compiler and the headers of
 * Python. `named`: packages that the file names itself, which count for themselves.
 */
export function withRecommended(
  decision: PackageDecision,
  named: ReadonlySet<string>,
  { advice }: PackageQuestion,
): PackageDecision {
  const { bytes, kept, ships, package: one } = decision;
  const python = /^(python3?)-pip$/.exec(one.name)?.[1];
  if (kept || bytes === null || python === undefined) return decision;
  const more = ['build-essential', `${python}-dev`].filter((name) => !named.has(name));
  if (advice.keepsCompiler !== null) return { ...decision, ships: [...ships, ...more] };
  return {
    ...decision,
    ships: more.includes('build-essential') ? [...ships, 'libgomp1'] : ships,
    bytes: more.reduce((sum, name) => sum + (closureBytes(name) ?? 0), bytes),
  };
}

/** Decides one package of an `apt-get install`, `apk add` or `dnf install`. */
export function decidePackage(one: PackageWord, question: PackageQuestion): PackageDecision {
  const { base, programs, advice } = question;
  const promoted = programOf(one, programs);
  if (promoted !== undefined) return keep(one, `it brings ${promoted[0]}: ${promoted[1]}`);
  if (advice.keepsCompiler !== null && isCompiler(one.name)) return keep(one, advice.keepsCompiler);
  return base?.manager === 'apt' ? decideDebian(one, question) : decideForeign(one, question);
}

/** The program that runs in the shipped stage and comes with the package, and why it runs. */
export function programOf(
  { name }: PackageWord,
  programs: ReadonlyMap<string, string>,
): readonly [program: string, why: string] | undefined {
  return [...programs].find(([program]) => program === name || packageOfProgram(program) === name);
}

const compilers = new Set([
  'build-essential',
  'gcc',
  'g++',
  'clang',
  'libc6-dev',
  'python3-dev',
  'build-base',
  'musl-dev',
  'gcc-c++',
  'glibc-devel',
]);

function isCompiler(name: string): boolean {
  return compilers.has(name) || /^(?:gcc|g\+\+|clang)-\d+$|^python3\.\d+-dev$/.test(name);
}

function decideDebian(
  one: PackageWord,
  { base, advice, unreadScript, observedHalf }: PackageQuestion,
): PackageDecision {
  const distribution = base?.distribution ?? null;
  const without = advice.withoutHalf.get(one.name);
  if (without !== undefined) return leave(one, without);
  const python = (isPython2(distribution) ? anyPython : python3).exec(one.name)?.[1];
  if (python !== undefined && base?.python != null)
    return leave(one, 'the image has an interpreter of its own; only building needs it');
  if (python !== undefined)
    return leave(one, `only installing needs it; ${python} itself runs`, pythonHalf(python, one.name));
  if (/^python3?-setuptools$|^python3-distutils$/.test(one.name))
    return keep(one, 'packages may import pkg_resources or distutils');
  if (one.name === 'python-is-python3') return keep(one, 'it makes `python` the interpreter');
  const jdk = /^(openjdk-\d+|default)-jdk(-headless)?$/.exec(one.name);
  if (jdk !== null)
    return leave(one, 'the compiler and its tools; what it made runs on the JRE', [
      `${jdk[1] ?? ''}-jre${jdk[2] ?? ''}`,
    ]);
  if (/^(?:musl-(?:dev|tools)|python-dev|python2-dev)$/.test(one.name)) return leave(one, 'only building needs it');
  if (one.name.endsWith('-dev') && toolClass(one.name) === null)
    return decideHeaders(one, distribution, observedHalf(one.name));
  const tool = /^(?:gcc|g\+\+|clang|llvm|gfortran|cpp|lld)-\d+$/.test(one.name) ? 'build' : toolClass(one.name);
  if (tool === 'build') {
    const runs = /^(?:gfortran|libomp)/.test(one.name) ? compilerRuntimes(one.name.replace(/-\d+$/, '')) : [];
    return leave(
      one,
      'only building needs it',
      runs.filter((name) => name !== 'libgcc-s1'),
    );
  }
  if (/^(?:cuda-nvcc|cuda-toolkit|cuda-compiler|cuda-minimal-build|cuda-command-line-tools)/.test(one.name))
    return leave(one, 'only compiling CUDA code needs it');
  if ((tool === 'fetch' || tool === 'pkgmgr') && unreadScript !== null)
    return keep(one, `${unreadScript} could not be read and may call it`);
  if (tool === 'fetch') return leave(one, 'only fetching sources needs it; nothing at run time calls it');
  if (tool === 'pkgmgr') return leave(one, 'only installing packages needs it; nothing at run time calls it');
  if (tool === 'debug' && (one.name === 'sudo' || one.name === 'procps')) return keep(one, 'scripts may call it');
  if (/^(?:gdb|gdbserver|valgrind|ltrace)$/.test(one.name) && unreadScript === null)
    return leave(one, 'it looks into programs while they are developed; nothing at run time calls it');
  if (tool === 'debug') return keep(one, 'a tool for people in the running container; it may be wanted');
  return keep(one, tool === null ? 'nothing says that only building needs it' : 'it is of use at run time');
}

const python3 = /^(python3(?:\.\d+)?)-(?:dev|venv|pip|full|wheel|virtualenv)$/;
const anyPython = /^(python(?:3(?:\.\d+)?|2\.7)?)-(?:dev|venv|pip|full|wheel|virtualenv)$/;

/** Releases in which `python` is Python 2. */
function isPython2(distribution: string | null): boolean {
  return distribution !== null && /^(?:ubuntu-1[0-8]\.|debian-(?:[6-9]|10)$)/.test(distribution);
}

/** What runs without pip: the interpreter, and what pip brought along that packages may rely on. */
function pythonHalf(interpreter: string, name: string): readonly string[] {
  return name === `${interpreter}-pip` && !interpreter.includes('.')
    ? [interpreter, `${interpreter}-setuptools`, 'ca-certificates']
    : [interpreter];
}

/** `-dev` packages: the run-time half by the table where the release's own name is known. */
function decideHeaders(
  one: PackageWord,
  distribution: string | null,
  observed: readonly string[] | null,
): PackageDecision {
  if (observed !== null)
    return isUnneeded(observed)
      ? leave(one, 'headers only: nothing of it runs, as the built image shows')
      : leave(one, `headers; in the built image its libraries are of ${observed.join(', ')}`, observed);
  const half = distribution === null ? null : runtimeHalf(one.name, distribution);
  const gone = distribution === null ? null : goneFrom(one.name, distribution);
  if (gone !== null) return keep(one, gone);
  if (half !== null && (half.packages.length === 0 || isUnneeded(half.packages)))
    return leave(one, 'headers only: nothing of it runs');
  if (half !== null && half.certainty !== 'derived') {
    const bytes = closureBytes(one.name);
    const runs = runtimeHalfBytes(one.name);
    const decision = leave(one, `headers; what was built with it loads ${half.packages.join(', ')}`, half.packages);
    return { ...decision, bytes: bytes === null || runs === null ? bytes : Math.max(0, bytes - runs) };
  }
  const cuda = /^(lib(?:cublas|cufft|curand|cusolver|cusparse|npp|nvjpeg|cudnn\d?|nccl|nvinfer))-dev(-.*)?$/.exec(
    one.name,
  );
  if (cuda !== null) return keep(one, 'the library itself comes with it');
  return keep(
    one,
    `the name of its run-time half on ${distribution ?? 'this base'} is not surely known, so it stays whole`,
  );
}

/** Halves that every Debian-like base has of itself. */
const always = new Set(['libc6', 'zlib1g', 'libgcc-s1', 'libstdc++6', 'libc-bin', 'libcrypt1']);

function isUnneeded(packages: readonly string[]): boolean {
  return packages.every((name) => always.has(name));
}

/** Run-time halves of Alpine's -dev packages beyond the curated table. */
const alpineHalves: Readonly<Record<string, readonly string[]>> = {
  'postgresql-dev': ['libpq'],
  'libpq-dev': ['libpq'],
  'mariadb-dev': ['mariadb-connector-c'],
  'mariadb-connector-c-dev': ['mariadb-connector-c'],
  'mysql-dev': ['mariadb-connector-c'],
  'libffi-dev': ['libffi'],
  'openssl-dev': [],
  'zlib-dev': [],
  'jpeg-dev': ['libjpeg-turbo'],
  'libjpeg-turbo-dev': ['libjpeg-turbo'],
  'libpng-dev': ['libpng'],
  'libwebp-dev': ['libwebp'],
  'tiff-dev': ['tiff'],
  'freetype-dev': ['freetype'],
  'lcms2-dev': ['lcms2'],
  'openjpeg-dev': ['openjpeg'],
  'libxml2-dev': ['libxml2'],
  'libxslt-dev': ['libxslt'],
  'curl-dev': ['libcurl'],
  'yaml-dev': ['yaml'],
  'bzip2-dev': ['libbz2'],
  'xz-dev': ['xz-libs'],
  'sqlite-dev': ['sqlite-libs'],
  'readline-dev': ['readline'],
  'ncurses-dev': ['ncurses-libs'],
  'gmp-dev': ['gmp'],
  'cairo-dev': ['cairo'],
  'pango-dev': ['pango'],
  'icu-dev': ['icu-libs'],
  'libzmq-dev': ['libzmq'],
  'zeromq-dev': ['libzmq'],
  'hdf5-dev': ['hdf5'],
  'openblas-dev': ['openblas'],
  'lapack-dev': ['lapack'],
  'libsodium-dev': ['libsodium'],
  'musl-dev': [],
  'linux-headers': [],
  'expat-dev': ['libexpat'],
  'libuv-dev': ['libuv'],
  'pcre2-dev': ['pcre2'],
  'pcre-dev': ['pcre'],
  'geos-dev': ['geos'],
  'gdal-dev': ['gdal'],
  'proj-dev': ['proj'],
  'unixodbc-dev': ['unixodbc'],
  'libevent-dev': ['libevent'],
  'krb5-dev': ['krb5-libs'],
  'openldap-dev': ['libldap'],
  'cyrus-sasl-dev': ['libsasl'],
  'libzip-dev': ['libzip'],
  'oniguruma-dev': ['oniguruma'],
  'imap-dev': ['c-client'],
  'imagemagick-dev': ['imagemagick', 'imagemagick-libs'],
  'libmemcached-dev': ['libmemcached-libs'],
  'rabbitmq-c-dev': ['rabbitmq-c'],
  'gettext-dev': ['gettext-libs', 'libintl'],
  'tidyhtml-dev': ['tidyhtml-libs'],
  'libavif-dev': ['libavif'],
  'libssh2-dev': ['libssh2'],
  'libmcrypt-dev': ['libmcrypt'],
  'freetds-dev': ['freetds'],
  'vips-dev': ['vips'],
  'ruby-dev': [],
};

function decideForeign(one: PackageWord, { base, advice, unreadScript }: PackageQuestion): PackageDecision {
  const without = advice.withoutHalf.get(one.name);
  if (without !== undefined) return leave(one, without);
  if (isForeignBuildTool(one.name)) return leave(one, 'only building needs it', foreignRuntimes(one.name, base));
  const alpine = base?.manager === 'apk';
  if (alpine && Object.hasOwn(alpineHalves, one.name)) {
    const half = alpineHalves[one.name] ?? [];
    return leave(
      one,
      half.length === 0
        ? 'headers only: the base has the library'
        : `headers; what was built with it loads ${half.join(', ')}`,
      half,
    );
  }
  if (/-dev(?:el)?$/.test(one.name))
    return keep(one, 'the name of its run-time half is not surely known, so it stays whole');
  const fetches = new Set(['git', 'curl', 'wget', 'unzip', 'subversion', 'mercurial', 'gnupg', 'tar', 'xz']);
  if (fetches.has(one.name) && unreadScript !== null)
    return keep(one, `${unreadScript} could not be read and may call it`);
  if (fetches.has(one.name)) return leave(one, 'only fetching sources needs it; nothing at run time calls it');
  return keep(one, 'nothing says that only building needs it');
}

/** What the compilers' output loads: Alpine's base has neither the C++ library nor libgcc. */
function foreignRuntimes(name: string, base: BaseView | null): readonly string[] {
  if (base?.manager !== 'apk') return [];
  if (['build-base', 'g++', 'alpine-sdk'].includes(name)) return ['libstdc++', 'libgcc'];
  if (name === 'gcc') return ['libgcc'];
  return name === 'gfortran' ? ['libgfortran'] : [];
}
