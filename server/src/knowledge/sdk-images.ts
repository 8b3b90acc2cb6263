// Images whose point is a toolchain: what they are for, and the programs that build with it. What they make runs without
// them. It judges no file, and knows no sizes.
import type { ImageName } from './image-tags.ts';

export interface Sdk {
  /** As a sentence begins: `the Go toolchain`. */
  readonly what: string;
  /** Programs that build with it; a command of theirs that builds shows that the image is built here. */
  readonly builders: ReadonlySet<string>;
  /** What to start the last stage from where no twin is known. */
  readonly instead: string;
}

const java = [
  'mvn',
  'mvnw',
  'mvnd',
  'gradle',
  'gradlew',
  'sbt',
  'lein',
  'clojure',
  'clj',
  'ant',
  'javac',
  'kotlinc',
  'jar',
];
const c = [
  'gcc',
  'g++',
  'cc',
  'c++',
  'clang',
  'clang++',
  'make',
  'cmake',
  'ninja',
  'meson',
  'configure',
  'scons',
  'bazel',
];

interface Entry extends Omit<Sdk, 'builders'> {
  readonly images: readonly string[];
  readonly builders: readonly string[];
}

const table: readonly Entry[] = [
  {
    images: ['library/golang', 'cimg/go', 'circleci/golang', 'bitnami/golang', 'chainguard/go', 'microsoft/golang'],
    what: 'the Go toolchain',
    builders: ['go', 'make', 'mage', 'task', 'goreleaser', 'bazel'],
    instead: 'debian:stable-slim or a distroless image',
  },
  {
    images: [
      ...['library/rust', 'rustlang/rust', 'lukemathwalker/cargo-chef', 'clux/muslrust', 'ekidd/rust-musl-builder'],
      ...['messense/rust-musl-cross', 'blackdex/rust-musl', 'chainguard/rust', 'cimg/rust'],
    ],
    what: 'the Rust toolchain',
    builders: ['cargo', 'rustc', 'make', 'just', 'trunk', 'wasm-pack'],
    instead: 'debian:stable-slim or a distroless image',
  },
  {
    images: [
      ...['library/maven', 'library/gradle', 'library/eclipse-temurin', 'library/openjdk', 'library/amazoncorretto'],
      ...['azul/zulu-openjdk', 'library/sapmachine', 'library/ibm-semeru-runtimes', 'openjdk/jdk', 'library/clojure'],
      ...[
        'bellsoft/liberica-openjdk-debian',
        'bellsoft/liberica-openjdk-alpine',
        'sbtscala/scala-sbt',
        'hseeberger/scala-sbt',
      ],
      ...['adoptopenjdk/openjdk11', 'adoptopenjdk/openjdk8', 'mozilla/sbt', 'graalvm/jdk', 'graalvm/native-image'],
      ...['graalvm/graalvm-ce', 'graalvm/jdk-community', 'graalvm/native-image-community', 'library/adoptopenjdk'],
    ],
    what: 'a JDK',
    builders: java,
    instead: 'a JRE image such as eclipse-temurin:21-jre',
  },
  {
    images: ['dotnet/sdk', 'core/sdk', 'nightly/sdk'],
    what: 'the .NET SDK',
    builders: ['dotnet', 'msbuild'],
    instead: 'mcr.microsoft.com/dotnet/aspnet or runtime',
  },
  {
    images: [
      'library/gcc',
      'silkeh/clang',
      'library/buildpack-deps',
      'cimg/base',
      'dockcross/linux-x64',
      'dockcross/base',
    ],
    what: 'a C toolchain',
    builders: c,
    instead: 'debian:stable-slim',
  },
  {
    images: ['library/haskell'],
    what: 'the Haskell toolchain',
    builders: ['stack', 'cabal', 'ghc'],
    instead: 'debian:stable-slim',
  },
  {
    images: ['library/swift'],
    what: 'the Swift toolchain',
    builders: ['swift', 'swiftc'],
    instead: 'the -slim tag of swift',
  },
  {
    images: ['library/dart', 'google/dart'],
    what: 'the Dart SDK',
    builders: ['dart', 'dart2native'],
    instead: 'scratch with /runtime/',
  },
  {
    images: ['crystallang/crystal'],
    what: 'the Crystal compiler',
    builders: ['crystal', 'shards'],
    instead: 'debian:stable-slim',
  },
  {
    images: ['emscripten/emsdk', 'trzeci/emscripten'],
    what: 'Emscripten',
    builders: ['emcc', 'em++', 'emcmake', 'emmake', 'cmake', 'make'],
    instead: 'nginx:alpine-slim',
  },
  {
    images: ['euantorano/zig', 'nimlang/nim'],
    what: 'the compiler',
    builders: ['zig', 'nim', 'nimble'],
    instead: 'debian:stable-slim',
  },
];

const byRepository: ReadonlyMap<string, Sdk> = new Map(
  table.flatMap(({ images, builders, what, instead }) =>
    images.map((image) => [image, { what, instead, builders: new Set(builders) }] as const),
  ),
);

/** The toolchain that the image is for; null for images that hold none, and for those that are a toolchain's run-time half. */
export function sdkOf({ repository, tag }: ImageName): Sdk | null {
  // Why the last two names: company registries put their own in front of those of the images they mirror.
  const sdk = byRepository.get(repository.toLowerCase().split('/').slice(-2).join('/'));
  if (sdk === undefined) return null;
  const isRuntime = (tag ?? '').split('-').some((word) => /^(?:jre\d*|headless|runtime)$/.test(word));
  const isSwiftSlim = sdk.builders.has('swiftc') && (tag ?? '').split('-').includes('slim');
  return isRuntime || isSwiftSlim ? null : sdk;
}
