// Java and its kin on Maven, Gradle or the JDK's own compiler: the archives that are named, on a JRE. Where a program of the
// JDK runs beside the app, or the app compiles or attaches itself, the JDK stays.
import type { Install } from '../../effects/effect.ts';
import { isWithin, joinPath } from '../../effects/path-set.ts';
import { toolClass } from '../../knowledge/debian-packages.ts';
import type { BaseView } from '../base-view.ts';
import { contextTexts } from '../context-view.ts';
import { alwaysRuns, isReadLater, namedBelow, projectText, unpacksArchive } from '../project-files.ts';
import type { Refusal } from '../plan.ts';
import { instructionRange, refuse } from '../refusals.ts';
import type { Roots } from '../roots.ts';
import { systemInstalls, wordsOf, type StageView, type Step, type Unit } from '../stage-view.ts';
import { noAdvice, type Output, type Recipe } from './recipe.ts';

const images = new Set(
  ['eclipse-temurin', 'maven', 'gradle', 'openjdk', 'amazoncorretto', 'sapmachine', 'ibm-semeru-runtimes'].map(
    (name) => `docker.io/library/${name}`,
  ),
);
const isJavaBase = (base: BaseView | null): boolean => base !== null && images.has(base.image);

/** Build tools by the folder that they fill inside a project. */
const resultFolders: Readonly<Record<string, string>> = {
  mvn: 'target',
  mvnw: 'target',
  mvnd: 'target',
  gradle: 'build',
  gradlew: 'build',
};

const toolOf = (step: Step): string => step.facts.effect.tool.slice(step.facts.effect.tool.lastIndexOf('/') + 1);

/** A folder that is of use only as a whole: what a launcher beside it or an archive's manifest names. */
function wholeFolder(path: string, pom: string): string | null {
  const quarkus = /^(.*\/quarkus-app)\/quarkus-run\.jar$/.exec(path)?.[1];
  if (quarkus !== undefined) return quarkus;
  const installed = /^(.*\/build\/install\/[^/]+)\/bin\/[^/]+$/.exec(path)?.[1];
  if (installed !== undefined) return installed;
  const assembled = /^(.*\/target\/appassembler)\/bin\/[^/]+$/.exec(path)?.[1];
  if (assembled !== undefined) return assembled;
  return /<addClasspath>\s*true/.test(pom) && path.endsWith('.jar') ? path.slice(0, path.lastIndexOf('/')) : null;
}

/** Paths that a class path at run time names, patterns brought to their folder. */
function classPaths(view: StageView, roots: Roots): readonly string[] {
  const folder = view.snapshot.config.workingFolder;
  const { argv } = roots;
  const found: string[] = [];
  for (const [index, word] of argv.entries()) {
    if (!/^(?:-cp|-classpath|--class-path|-p|--module-path)$/.test(argv[index - 1] ?? '')) continue;
    for (const part of word.split(':')) if (part !== '') found.push(joinPath(folder, part.replace(/\/\*$/, '')));
  }
  return found;
}

function buildOutputs(view: StageView, unit: Unit, step: Step, roots: Roots): readonly Output[] | null {
  const project = step.facts.effect.writes[0]?.path.path;
  const name = resultFolders[toolOf(step)];
  if (step.facts.effect.role !== 'compile') return [];
  if (project === undefined || name === undefined) return null;
  const certain = alwaysRuns(step);
  const pom = projectText(view, unit, joinPath(project, 'pom.xml')) ?? '';
  const isResult = (path: string): boolean => path.split('/').includes(name) && isWithin(project, path);
  const named = [...namedBelow(view, roots, project)].filter(([path]) => isResult(path) && !path.includes(':'));
  const paths = [
    ...named.map(([path, why]) => ({ path, why })),
    ...classPaths(view, roots).flatMap((path) => (isResult(path) ? [{ path, why: 'the class path names it' }] : [])),
  ];
  if (paths.length > 0)
    return paths.map(({ path, why }): Output => {
      // Why: a pattern names whatever the build made there, so the folder comes as it is.
      const folder = /[*?[]/.test(path) ? path.slice(0, path.lastIndexOf('/')) : wholeFolder(path, pom);
      const isFile = folder === null && /\.\w+$/.test(path);
      return { path: folder ?? path, kind: isFile ? 'file' : 'tree', certain, reason: why };
    });
  if (isReadLater(view, unit, step, project)) return [];
  return [{ path: joinPath(project, name), kind: 'tree', certain, reason: 'what the build made' }];
}

/** Spring Boot's jars take themselves apart into layers: `java -Djarmode=tools -jar app.jar extract`. */
function extractOutputs(step: Step): readonly Output[] | null {
  const words = wordsOf(step);
  const mode = words.map((word) => /^-Djarmode=(\w+)$/.exec(word)?.[1]).find((each) => each !== undefined);
  if (mode === undefined || !words.includes('extract')) return null;
  const folder = step.facts.context.workingFolder;
  const at = words.indexOf('--destination');
  const given = at < 0 ? words.map((word) => /^--destination=(.+)$/.exec(word)?.[1]).find(Boolean) : words[at + 1];
  const jar = words[words.indexOf('-jar') + 1] ?? '';
  const own = jar.slice(jar.lastIndexOf('/') + 1).replace(/\.jar$/, '');
  const layers = ['dependencies', 'spring-boot-loader', 'snapshot-dependencies', 'application'];
  const folders = given !== undefined ? [given] : mode === 'layertools' ? layers : [own];
  return folders.map((name) => ({
    path: joinPath(folder, name),
    kind: 'tree',
    certain: alwaysRuns(step),
    reason: 'the layers of the jar',
  }));
}

const jdkPrograms = [
  'javac',
  'jshell',
  'jcmd',
  'jmap',
  'jstack',
  'jdb',
  'jps',
  'jstat',
  'jinfo',
  'jar',
  'jdeps',
  'jlink',
];
const needsJdk = /ToolProvider\s*\.\s*getSystemJavaCompiler|com\.sun\.tools\.attach|jdk\.jshell/;

/** What of the JDK runs or is called; null where nothing is. */
function jdkUse(view: StageView, roots: Roots): string | null {
  const program = jdkPrograms.find((name) => roots.commands.has(name));
  if (program !== undefined) return `${program} runs`;
  const text = contextTexts(view.snapshot, ['.java', '.kt']).find((file) => needsJdk.test(file.text));
  return text === undefined ? null : `${text.path} compiles or attaches with the JDK`;
}

/** Something runs that only a JDK has: where the base is one, nothing leaner will do. */
function refuseJdkUse(view: StageView, use: string | null): readonly Refusal[] {
  const [program = ''] = use?.split(' ') ?? [];
  const unit = view.units.findLast(({ instruction }) => instruction.syntax.text.includes(program)) ?? view.units[0];
  return use === null || unit === undefined || !isJavaBase(view.base)
    ? []
    : [
        refuse(
          'no-runtime-twin',
          instructionRange(unit),
          `${use} in the container, and no JRE image has it; run it from a second container, or keep one stage`,
        ),
      ];
}

/** Names of JDK packages that the file installs. */
function installedJdks(view: StageView): readonly string[] {
  return view.units.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      systemInstalls(step).flatMap(({ packages }) =>
        packages.flatMap(({ name }) => (/^(?:openjdk-\d+|default)-jdk/.test(name) ? [name] : [])),
      ),
    ),
  );
}

/** Gradle's image has a user of its own, whom no JRE image knows. */
function refuseForeignUser(view: StageView): readonly Refusal[] {
  if (view.base?.image !== 'docker.io/library/gradle') return [];
  const unit = view.units.find(
    ({ instruction: { keyword, syntax }, steps }) =>
      (keyword === 'USER' && /^gradle\b/.test(syntax.argumentText.trim())) ||
      steps.some((step) => toolOf(step) === 'chown' && wordsOf(step).some((word) => /^gradle\b/.test(word))),
  );
  return unit === undefined
    ? []
    : [
        refuse(
          'no-runtime-twin',
          instructionRange(unit),
          'the user gradle belongs to the Gradle image and a JRE image has none; add a user with useradd, or leave it out, to have it split',
        ),
      ];
}

const sources =
  /(?:^|\/)(?:pom\.xml|mvnw(?:\.cmd)?|\.mvn\/.*|gradlew(?:\.bat)?|gradle\/.*|[\w-]+\.gradle(?:\.kts)?|gradle\.properties|lombok\.config)$|(?:^|\/)src\/(?:main|test|it)\/|\.(?:java|kt|scala|groovy)$/;

/** Program text opens files of the source tree by its own paths, so the sources are data too. */
function readsSources(view: StageView): boolean {
  return contextTexts(view.snapshot, ['.java', '.kt', '.sh']).some(({ text }) =>
    /["']\.?\/?src\/(?:main|test)\//.test(text),
  );
}

/** Packages by names that every Debian and Ubuntu release of the last years has. */
const everywhere =
  /^(?:curl|wget|git|unzip|zip|bash|tzdata|ca-certificates|fontconfig|libfreetype6|netcat-openbsd|procps|vim|nano|less|jq|tini|dumb-init|gnupg2?|maven|gradle|make|locales|ttf-dejavu|fonts-dejavu|software-properties-common|apt-transport-https|postgresql-client|default-mysql-client|iputils-ping|dos2unix)$/;

/** The packages may be unknown to Temurin's image, which stands on another distribution than openjdk's or Maven's older ones. */
function isReleaseBound({ manager, packages }: Install): boolean {
  return (
    (manager !== 'apt' && manager !== 'apk') ||
    // Why: what only building needs does not ship, so it binds nothing.
    packages.some(({ name }) => manager === 'apt' && !everywhere.test(name) && toolClass(name) !== 'build')
  );
}

export const java: Recipe = {
  id: 'java',
  recognises: (view) =>
    isJavaBase(view.base) ||
    view.units.some(({ steps }) => steps.some((step) => resultFolders[toolOf(step)] !== undefined)),
  outputs(view, unit, step, roots) {
    if (unpacksArchive(view, unit, step, /\b(?:apache-maven|gradle)-[\w.${}]*-(?:bin|all)\b/)) return [];
    if (toolOf(step) === 'java') return extractOutputs(step);
    return resultFolders[toolOf(step)] === undefined ? null : buildOutputs(view, unit, step, roots);
  },
  keepsBase(view, roots) {
    const foreign =
      view.base?.image !== 'docker.io/library/eclipse-temurin' &&
      view.units.some(({ steps }) => steps.some((step) => systemInstalls(step).some(isReleaseBound)));
    return isJavaBase(view.base) && (foreign || jdkUse(view, roots) !== null);
  },
  toolchain: (base) => (isJavaBase(base) ? [] : null),
  advise(view, roots) {
    const use = jdkUse(view, roots);
    const isOwn = isJavaBase(view.base) && roots.commands.has('java');
    return {
      ...noAdvice,
      commands: new Map(use === null ? [] : installedJdks(view).map((name) => [name, use])),
      refusals: [...refuseForeignUser(view), ...refuseJdkUse(view, use)],
      assumptions: isOwn
        ? [
            'the app runs on the JRE of the same major version: nothing in it asks for the compiler or the tools of the JDK',
          ]
        : [],
      isSource: readsSources(view) ? null : (path) => sources.test(path),
    };
  },
};
