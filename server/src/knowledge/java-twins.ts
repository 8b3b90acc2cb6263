// Run-time twins of Java's images: the JRE for the JDK by each publisher's naming, and a JRE for the images of build tools.
// Sources: docker-library/official-images and the publishers' own pages, August 2026.
import { parseTag, type ImageName } from './image-tags.ts';
import { replaceWord, type Family, type Twin } from './twin.ts';

const noTools = 'no javac, jlink, jshell or jcmd';

function temurin(version: string, rest: readonly string[], caveats: readonly string[]): Twin {
  return {
    registry: 'docker.io',
    repository: 'library/eclipse-temurin',
    tag: [version, 'jre', ...rest].join('-'),
    kind: 'runtime',
    caveats,
    pinnedBase: null,
  };
}

/** Major versions that Temurin was published for; what came between was AdoptOpenJDK's. */
function isTemurin(major: string): boolean {
  return major === '8' || major === '11' || Number(major) >= 16;
}

/** Releases that Temurin publishes for: those of other images' tags are left out. */
function temurinRelease(words: readonly string[]): readonly string[] {
  const release = words.find((word) => /^(?:alpine|noble|jammy|focal|resolute)$/.test(word));
  return release === undefined ? [] : [release];
}

/** Major version of Java in a tag: `17-jdk-slim`, `8u342`, `21.0.2`; null where none is named. */
function majorOf(version: string): string | null {
  return /^\d+/.exec(version)?.[0] ?? null;
}

/** `<version>-jdk…` → `<version>-jre…`; an unsuffixed tag is the JDK. */
function jreOfSame(name: ImageName): readonly Twin[] {
  const { version, words } = parseTag(name.tag ?? '');
  if (words.includes('jre') || words.some((word) => word.startsWith('jre')) || version === '') return [];
  if (words.includes('jdk')) return replaceWord(name, 'jdk', 'jre', 'runtime', [noTools]);
  const rest = (name.tag ?? '').split('-').slice(1);
  return [
    {
      registry: name.registry,
      repository: name.repository,
      tag: [(name.tag ?? '').split('-')[0] ?? version, 'jre', ...rest].join('-'),
      kind: 'runtime',
      caveats: [noTools],
      pinnedBase: null,
    },
  ];
}

/** openjdk has no release any more: Temurin's JRE of the same major version. */
function jreOfOpenjdk(name: ImageName): readonly Twin[] {
  const { version, words } = parseTag(name.tag ?? '');
  const major = majorOf(version);
  if (major === null || !isTemurin(major) || words.includes('jre') || words.includes('ea') || words.includes('rc'))
    return [];
  return [temurin(major, temurinRelease(words), [noTools, 'openjdk itself gets no more releases'])];
}

/** Amazon has headless packages instead of a JRE from 11 on, and none on Alpine. */
function headlessCorretto(name: ImageName): readonly Twin[] {
  const { version, words, release } = parseTag(name.tag ?? '');
  const major = majorOf(version);
  if (major === null || words.some((word) => /^(?:alpine|headless|headful|jre|native)/.test(word))) return [];
  if (release?.startsWith('alpine') === true) return [];
  const tag = major === '8' ? `${version}-al2023-jre` : `${version}-al2023-headless`;
  return [
    {
      registry: name.registry,
      repository: name.repository,
      tag,
      kind: 'runtime',
      caveats: [noTools],
      pinnedBase: null,
    },
  ];
}

/** The JRE that goes with a build tool's image: `3.9-eclipse-temurin-21-alpine`, `8.14-jdk21`. */
function jreOfBuildTool(name: ImageName): readonly Twin[] {
  const words = (name.tag ?? '').split('-');
  const joined = words.join('-');
  const java =
    /(?:^|-)(?:jdk|jre|temurin|(?:adopt)?openjdk|(?:amazon)?corretto|(?:azul)?zulu|sapmachine|liberica|semeru)-?(\d+)(?=-|$)/.exec(
      joined,
    )?.[1];
  if (java === undefined || !isTemurin(java)) return [];
  return [temurin(java, temurinRelease(words), ['for what was built: no build tool and no compiler'])];
}

export const javaFamilies: readonly Family[] = [
  ...['docker.io/library/eclipse-temurin', 'docker.io/azul/zulu-openjdk', 'docker.io/library/sapmachine'].map(
    (image): Family => ({ image, twins: jreOfSame }),
  ),
  {
    image: 'docker.io/library/ibm-semeru-runtimes',
    twins: (name) => replaceWord(name, 'jdk', 'jre', 'runtime', [noTools]),
  },
  { image: 'docker.io/library/openjdk', twins: jreOfOpenjdk },
  { image: 'docker.io/library/amazoncorretto', twins: headlessCorretto },
  { image: 'docker.io/library/maven', twins: jreOfBuildTool },
  { image: 'docker.io/library/gradle', twins: jreOfBuildTool },
];
