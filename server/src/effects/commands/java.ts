// Maven, Gradle and sbt with their wrappers, Leiningen, and the JDK's compilers: downloads go to the user's folders, results
// stay in the project.
import { type Call, defineTool, list } from '../define-tool.ts';
import type { CacheWrite, CommandContext, Tool } from '../effect.ts';
import { argumentOf, argumentsFor } from '../options.ts';
import { below, isWithin, joinPath, treeAt, unknownBelow } from '../path-set.ts';
import { writeTo } from '../persistence.ts';

function cacheOf(id: string, folder: string): CacheWrite {
  return {
    id,
    paths: [treeAt(folder)],
    cleanup: `rm -rf ${folder}`,
    preventedBy: null,
    mounts: [{ target: folder, locked: false }],
  };
}

function localRepository(texts: readonly string[], context: CommandContext): string {
  const given = texts.map((text) => /^-Dmaven\.repo\.local=(.+)$/.exec(text)?.[1]).find((path) => path !== undefined);
  const options = /(?:^|\s)-Dmaven\.repo\.local=(\S+)/.exec(context.variable('MAVEN_OPTS') ?? '')?.[1];
  return joinPath(context.workingFolder, given ?? options ?? `${below(context.home)}/.m2/repository`);
}

function roleOf(goals: readonly string[]): 'install' | 'test' | 'clean' | 'compile' {
  if (
    goals.length > 0 &&
    goals.every((goal) => /^(?:dependency:|de\.qaware|dependencies$|resolve|wrapper$)/.test(goal))
  )
    return 'install';
  if (goals.length > 0 && goals.every((goal) => goal === 'clean')) return 'clean';
  return goals.length > 0 && goals.every((goal) => /^(?:clean|test|check)$/.test(goal)) ? 'test' : 'compile';
}

const maven = defineTool(
  'mvn mvnw mvnd',
  {
    values: list('-f --file -s --settings -gs -P -pl --projects -T --threads -l -t --toolchains -rf -b'),
    singleDash: true,
  },
  ({ parsed, context, file }) => {
    const texts = parsed.options.map(({ argument }) => argument.text ?? '');
    const pom = argumentOf(parsed, '-f', '--file');
    const folder =
      pom === undefined
        ? context.workingFolder
        : /\.xml$/.test(pom.text ?? '')
          ? joinPath(file(pom).path, '..')
          : file(pom).path;
    const goals = parsed.operands.map((each) => each.text ?? '');
    const role = roleOf(goals);
    return {
      verb: goals[0] ?? null,
      reads: [treeAt(folder)],
      writes: role === 'install' ? [] : [writeTo(unknownBelow(folder))],
      caches: role === 'clean' ? [] : [cacheOf('maven', localRepository(texts, context))],
      network: true,
      role,
      environment: list('MAVEN_OPTS MAVEN_CONFIG JAVA_HOME'),
    };
  },
);

const gradle = defineTool(
  'gradle gradlew',
  {
    values: list(
      '-p --project-dir -b --build-file -c -g --gradle-user-home -x --exclude-task -I --init-script --console --max-workers',
    ),
  },
  ({ parsed, context, tree }) => {
    const at = argumentOf(parsed, '-p', '--project-dir');
    const folder = at === undefined ? context.workingFolder : tree(at).path;
    const named = argumentOf(parsed, '-g', '--gradle-user-home');
    const home =
      named === undefined
        ? (context.variable('GRADLE_USER_HOME') ?? `${below(context.home)}/.gradle`)
        : tree(named).path;
    const tasks = parsed.operands.map((each) => each.text ?? '');
    const role = roleOf(tasks);
    return {
      verb: tasks[0] ?? null,
      reads: [treeAt(folder)],
      writes: [writeTo(unknownBelow(folder))],
      caches: [cacheOf('gradle', home)],
      network: true,
      role,
      environment: list('GRADLE_OPTS GRADLE_USER_HOME JAVA_HOME'),
    };
  },
);

/** sbt downloads itself, its plugins and the dependencies: boot folder, Ivy and Coursier. */
function sbtCache(context: CommandContext, texts: readonly string[]): CacheWrite {
  const named = (option: string): string | undefined =>
    texts
      .map((text) => (text.startsWith(`-D${option}=`) ? text.slice(option.length + 3) : ''))
      .find((text) => text !== '');
  const home = below(context.home);
  const coursier =
    context.variable('COURSIER_CACHE') ?? `${context.variable('XDG_CACHE_HOME') ?? `${home}/.cache`}/coursier`;
  const folders = [coursier, named('sbt.ivy.home') ?? `${home}/.ivy2`, named('sbt.global.base') ?? `${home}/.sbt`];
  return {
    id: 'sbt',
    paths: folders.map(treeAt),
    cleanup: `rm -rf ${folders.join(' ')}`,
    preventedBy: null,
    mounts: folders.map((target) => ({ target, locked: false })),
  };
}

const sbt = defineTool(
  'sbt sbtx sbtn activator',
  { values: list('--java-home -ivy -sbt-dir'), singleDash: true },
  (call) => {
    const { parsed, context } = call;
    const texts = parsed.options.map(({ argument }) => argument.text ?? '');
    const tasks = parsed.operands.map((each) => each.text ?? '');
    const [first = null] = tasks;
    const isRun = tasks.some((task) => /^(?:~ ?)?(?:\w+\/)?run(?:Main)?\b/.test(task));
    if (isRun || tasks.length === 0) return null;
    const role = tasks.every((task) => /^(?:update|reload|exit|sbtVersion|about)$/.test(task))
      ? 'install'
      : tasks.every((task) => /(?:^|[/:])(?:clean|test\w*)$/.test(task))
        ? 'test'
        : 'compile';
    return {
      verb: first,
      reads: [treeAt(context.workingFolder)],
      writes: [writeTo(unknownBelow(context.workingFolder))],
      caches: [sbtCache(context, texts)],
      network: true,
      role,
      environment: list('SBT_OPTS COURSIER_CACHE JAVA_HOME'),
    };
  },
);

const leiningen = defineTool('lein', { values: [] }, ({ verb: verbArgument, context, rest }) => {
  const verb = verbArgument?.text ?? null;
  if (verb === null || verb === 'run' || verb === 'trampoline' || verb === 'repl') return null;
  const goal = verb === 'do' ? (rest.at(-1)?.text ?? '') : verb;
  return {
    verb,
    reads: [treeAt(context.workingFolder)],
    writes: [writeTo(unknownBelow(context.workingFolder))],
    caches: verb === 'clean' || verb === 'version' ? [] : [cacheOf('maven', localRepository([], context))],
    network: true,
    role: goal === 'deps' ? 'install' : goal === 'test' ? 'test' : goal === 'clean' ? 'clean' : 'compile',
    environment: list('LEIN_HOME JAVA_HOME'),
  };
});

/**
 * Folders in the working folder that hold the sources which javac is given: classes are written beside them. Null where a
 * source, or one that it names in turn, may lie elsewhere.
 */
function sourceFolders({ parsed, context, file, path }: Call): readonly string[] | null {
  const { workingFolder } = context;
  const found = new Set<string>();
  for (const operand of parsed.operands) {
    const source = file(operand).path;
    const [first = '', ...rest] = source.slice(below(workingFolder).length + 1).split('/');
    if (!isWithin(workingFolder, source) || first === '' || (rest.length === 0 && first.includes('.'))) return null;
    found.add(joinPath(workingFolder, first));
  }
  const places = argumentsFor(parsed, '-cp', '-classpath', '--class-path', '-sourcepath', '--source-path');
  const searched = places.flatMap(({ text }) => (text ?? '.').split(':')).filter((each) => !each.endsWith('.jar'));
  const inside = searched.every((each) => [...found].some((folder) => isWithin(folder, path(each))));
  return inside && found.size > 0 ? [...found] : null;
}

const jdk = defineTool(
  'javac jar jlink jdeps kotlinc',
  {
    values: list(
      '-d -cp -classpath --class-path -sourcepath --source-path -source -target --release --add-modules --output --module-path -C',
    ),
    singleDash: true,
  },
  (call) => {
    const { tool, parsed, context, file, tree } = call;
    const output = argumentOf(parsed, '-d', '--output');
    const beside = tool === 'javac' ? sourceFolders(call)?.map((each) => writeTo(treeAt(each))) : undefined;
    return {
      reads: parsed.operands.map(file),
      writes:
        tool === 'jdeps'
          ? []
          : output === undefined
            ? (beside ?? [writeTo(unknownBelow(context.workingFolder))])
            : [writeTo(tree(output), output.word)],
      role: tool === 'jdeps' ? 'inspect' : 'compile',
    };
  },
);

export const javaTools: readonly Tool[] = [maven, gradle, sbt, leiningen, jdk];
