// Spring Boot packs the program with all its libraries into one jar: tens of megabytes of which a release changes some
// kilobytes. As one file it is one layer, so each release is pushed and pulled whole. Taken apart, libraries first, only the
// layer with the program's own classes changes. Told where the context or the build says that it is Spring Boot.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { nameOfProgram, startedCommands } from './parts/started-program.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

const manifests = ['pom.xml', 'build.gradle', 'build.gradle.kts'] as const;

/** A step speaks of Spring Boot: its task, its launcher, its tools. */
const namesBoot: (facts: InstructionFacts) => boolean = remembered(
  ({ syntax }) => syntax.keyword === 'RUN' && /\bbootJar\b|\bspring-boot:|\bbootBuildImage\b/.test(syntax.text),
);
/** The jar is taken apart already. */
const takesApart: (facts: InstructionFacts) => boolean = remembered(({ syntax }) =>
  /\bjarmode=|\bjar -?x|unzip [^\n]*\.jar|spring-boot-loader|BOOT-INF|dependencies\//.test(syntax.text),
);

function isBoot(snapshot: Snapshot): boolean {
  const inContext = manifests.some((name) => {
    const file = snapshot.context?.files.get(name);
    return (
      file !== undefined &&
      'text' in file &&
      /spring-boot-(?:maven|gradle)-plugin|org\.springframework\.boot/.test(file.text)
    );
  });
  return inContext || snapshot.facts.some(namesBoot);
}

function* checkJar(snapshot: Snapshot): Generator<FileFinding> {
  const started = startedCommands(snapshot).at(-1)?.argv ?? [];
  if (nameOfProgram(started[0] ?? '') !== 'java' || !started.includes('-jar')) return;
  if (!isBoot(snapshot) || snapshot.facts.some(takesApart)) return;
  for (const facts of shippingChain(snapshot)) {
    const { copy } = facts;
    if (copy === null || copy.kind === 'url' || !copy.sources.some(({ text }) => /\.jar$|\$\{?JAR_FILE\b/.test(text)))
      continue;
    yield {
      facts,
      span: facts.syntax.argumentSpan,
      message:
        'program and libraries are one layer: each release is pulled whole; taken apart by jarmode, only its own classes are',
    };
  }
}

export const fatJarInOneLayer: Rule = {
  meta: {
    id: 'fat-jar-in-one-layer',
    summary: 'A Spring Boot program ships with all its libraries as one file',
    group: 'layer-size',
    severity: 'hint',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.spring.io/spring-boot/reference/packaging/container-images/dockerfiles.html'],
    wants: manifests,
  },
  checkFile: checkJar,
};
