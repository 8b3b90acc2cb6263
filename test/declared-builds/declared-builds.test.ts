// What a project's own files say of how a Dockerfile is built, as people write such files; and that any text at all is read.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBakeFile } from '../../server/src/declared-builds/bake-file.ts';
import { readCiFile } from '../../server/src/declared-builds/ci-file.ts';
import { readComposeFile } from '../../server/src/declared-builds/compose-file.ts';
import type { Surroundings } from '../../server/src/declared-builds/declared-build.ts';
import { readDevcontainerFile } from '../../server/src/declared-builds/devcontainer-file.ts';
import { readHcl } from '../../server/src/declared-builds/hcl.ts';

const values: Readonly<Record<string, string>> = { VERSION: '3.1', EMPTY: '' };
const around: Surroundings = { folder: '/p', lookUp: (name) => values[name] };
const nothing = { target: null, buildArgs: {}, platforms: [] };

describe('Compose', () => {
  test('text, objects, arguments as list and map, variables, anchors and merge keys', () => {
    const text = `
x-build: &shared
  args: &args
    BASE: "debian:\${RELEASE:-bookworm}"
    NUMBER: 7
services:
  short:
    build: ./short
  long:
    platform: linux/arm64
    build:
      context: .
      dockerfile: docker/Dockerfile.web
      target: final
      args:
        - VERSION
        - NAME=a=b
        - UNSET
  merged:
    build:
      <<: *shared
      context: \${PLACE:-sub}
      platforms: [linux/amd64, "linux/arm64"]
  image-only:
    image: redis
  inline:
    build: { context: ., dockerfile_inline: "FROM scratch" }
  far:
    build: https://github.com/a/b.git#main
  tagged:
    build: !reset null
`;
    expect(readComposeFile(text, around)).toEqual([
      { ...nothing, dockerfile: '/p/short/Dockerfile', context: '/p/short', name: 'service short' },
      {
        dockerfile: '/p/docker/Dockerfile.web',
        context: '/p',
        target: 'final',
        buildArgs: { VERSION: '3.1', NAME: 'a=b' },
        platforms: ['linux/arm64'],
        name: 'service long',
      },
      {
        ...nothing,
        dockerfile: '/p/sub/Dockerfile',
        context: '/p/sub',
        buildArgs: { BASE: 'debian:bookworm', NUMBER: '7' },
        platforms: ['linux/amd64', 'linux/arm64'],
        name: 'service merged',
      },
    ]);
  });

  test('a bomb of aliases gives nothing', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}, *a${n}]`);
    expect(readComposeFile(`a0: &a0 x\n${levels.join('\n')}\nservices: *a30\n`, around)).toEqual([]);
  });
});

describe('Bake', () => {
  const hcl = `
# comment
variable "VERSION" { default = "1.0" }
variable "NAME" {
  default = "web"
  validation { condition = NAME != "" }
}
variable "TAGS" { default = join(",", ["a", "b"]) }
function "tag" {
  params = [name]
  result = ["\${name}:latest"]
}
group "default" { targets = ["app", "tool"] }
target "_base" {
  context = "."
  args = { VERSION = VERSION, "quoted-key" : "x", KEEP = "base" }
  platforms = ["linux/amd64", "linux/\${ARCH}"]
}
target "app" {
  inherits = ["_base"]
  dockerfile = "docker/\${NAME}.Dockerfile" // where it is
  target = "final"
  args = {
    KEEP = "own"
    COMPUTED = equal(VERSION, "1") ? "a" : "b"
    CI = true
    JOBS = 4
  }
  tags = tag("app")
  labels = { a = "}" }
}
target "tool" {
  context = "tool"
  matrix-like = [for x in ["a", "b"] : x]
}
target "computed" { context = foo("x") }
target "many" {
  matrix = { item = ["a", "b"] }
  name = "many-\${item}"
}
target "chained" { contexts = { base = "target:app" } }
`;

  test('HCL: variables, inheritance, what is computed is left out', () => {
    expect(readBakeFile(hcl, 'hcl', around)).toEqual([
      {
        dockerfile: '/p/docker/web.Dockerfile',
        context: '/p',
        target: 'final',
        buildArgs: { VERSION: '3.1', 'quoted-key': 'x', KEEP: 'own', CI: 'true', JOBS: '4' },
        platforms: ['linux/amd64'],
        name: 'target app',
      },
      { ...nothing, dockerfile: '/p/tool/Dockerfile', context: '/p/tool', name: 'target tool' },
      { ...nothing, dockerfile: '/p/Dockerfile', context: '/p', name: 'target chained' },
    ]);
  });

  test('what ships comes first, checks are none, and templates are none', () => {
    const text = `
variable "OUT" { default = "./bin" }
target "meta" { tags = ["me/app:local"] }
target "lint" { dockerfile = "lint.Dockerfile", output = ["type=cacheonly"] }
target "check" { call = "check" }
target "files" {
  target = "binaries"
  output = [OUT]
}
target "image" {
  inherits = ["meta", "files"]
  target = "final"
  output = ["type=image"]
}
target "image-local" {
  inherits = ["image"]
  output = ["type=docker"]
}
group "default" { targets = ["files"] }
`;
    const names = readBakeFile(text, 'hcl', around).map(({ name, target }) => [name, target]);
    expect(names).toEqual([
      ['target image', 'final'],
      ['target image-local', 'final'],
      ['target files', 'binaries'],
    ]);
  });

  test('JSON', () => {
    const text = JSON.stringify({
      variable: { NAME: { default: 'web' } },
      group: { default: { targets: ['app'] } },
      target: {
        other: { context: './other' },
        app: { dockerfile: '${NAME}/Dockerfile', args: { V: '${VERSION}', N: 1 }, platforms: ['linux/amd64'] },
      },
    });
    expect(readBakeFile(text, 'json', around)).toEqual([
      {
        ...nothing,
        dockerfile: '/p/web/Dockerfile',
        context: '/p',
        buildArgs: { V: '', N: '1' },
        platforms: ['linux/amd64'],
        name: 'target app',
      },
      { ...nothing, dockerfile: '/p/other/Dockerfile', context: '/p/other', name: 'target other' },
    ]);
  });
});

test('devcontainer.json: comments, trailing commas, both generations of names', () => {
  const text = `{
    // how "it" is built
    "name": "a // b",
    "build": { "dockerfile": "Dockerfile", "context": "..", /* which */ "target": "dev",
      "args": { "V": "\${localEnv:VERSION}", "D": "\${localEnv:NONE:x}", }, },
  }`;
  const inside = { ...around, folder: '/p/.devcontainer' };
  expect(readDevcontainerFile(text, inside)).toEqual([
    {
      ...nothing,
      dockerfile: '/p/.devcontainer/Dockerfile',
      context: '/p',
      target: 'dev',
      buildArgs: { V: '3.1', D: 'x' },
      name: 'development container',
    },
  ]);
  expect(readDevcontainerFile('{"dockerFile":"../Dockerfile","context":".."}', inside)).toMatchObject([
    { dockerfile: '/p/Dockerfile', context: '/p' },
  ]);
  expect(readDevcontainerFile('{"image":"debian"}', inside)).toEqual([]);
});

describe('CI', () => {
  test("GitHub's workflows: the action, and commands of steps", () => {
    const text = `
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with:
          context: web
          file: web/docker/Dockerfile
          target: final
          platforms: linux/amd64,linux/arm64
          build-args: |
            MODE=release
            SHA=\${{ github.sha }}
      - uses: docker/build-push-action@v5
      - uses: docker/build-push-action@v5
        with: { context: "\${{ matrix.place }}" }
      - working-directory: tools
        run: |
          echo "docker build is next"
          DOCKER_BUILDKIT=1 docker buildx build --push -t a/b:\${{ github.sha }} \\
            --build-arg MODE=tool --build-arg SHA=$GITHUB_SHA --platform=linux/amd64 -f Dockerfile.tool "$PWD"
      - run: cd api && sudo docker build -qt api . && docker build --target x "$DIR" && docker build - < Dockerfile
      - run: docker build https://github.com/a/b.git
`;
    expect(readCiFile(text, around)).toEqual([
      {
        dockerfile: '/p/web/docker/Dockerfile',
        context: '/p/web',
        target: 'final',
        buildArgs: { MODE: 'release' },
        platforms: ['linux/amd64', 'linux/arm64'],
        name: 'job publish',
      },
      { ...nothing, dockerfile: '/p/Dockerfile', context: '/p', name: 'job publish' },
      {
        ...nothing,
        dockerfile: '/p/tools/Dockerfile.tool',
        context: '/p/tools',
        buildArgs: { MODE: 'tool' },
        platforms: ['linux/amd64'],
        name: 'job publish',
      },
      { ...nothing, dockerfile: '/p/api/Dockerfile', context: '/p/api', name: 'job publish' },
    ]);
  });

  test('GitLab and CircleCI', () => {
    const gitlab = `
stages: [build]
image:
  stage: build
  before_script: [docker info]
  script:
    - docker build --pull --target final -t "$CI_REGISTRY_IMAGE" .
    - [podman build -fContainerfile sub]
`;
    expect(readCiFile(gitlab, around)).toEqual([
      { ...nothing, dockerfile: '/p/Dockerfile', context: '/p', target: 'final', name: 'job image' },
      { ...nothing, dockerfile: '/p/Containerfile', context: '/p/sub', name: 'job image' },
    ]);
    const circle = `jobs:\n  b:\n    steps:\n      - run: { name: x, command: buildah bud --layers -f D . }\n      - run: docker build x\n`;
    expect(readCiFile(circle, around)).toEqual([
      { ...nothing, dockerfile: '/p/D', context: '/p', name: 'job b' },
      { ...nothing, dockerfile: '/p/x/Dockerfile', context: '/p/x', name: 'job b' },
    ]);
  });
});

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    ...['{', '}', '[', ']', '"', '${', '$', '=', ':', ',', '\n', ' ', '#', '//', '/*', '*/', '\\', '<<', '&a ', '*a '],
    ...[
      'target "a" ',
      'variable',
      'context',
      'args',
      'services:\n',
      '  build',
      '- ',
      'jobs:\n',
      'docker build . ',
      'for',
    ],
  );
  const texts = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
  );

  test('is read without an exception, to its end', () => {
    fc.assert(
      fc.property(texts, (text) => {
        readHcl(text);
        readBakeFile(text, 'hcl', around);
        readBakeFile(text, 'json', around);
        readComposeFile(text, around);
        readDevcontainerFile(text, around);
        readCiFile(text, around);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(['{', '[', 'target "a" {', 'a = [', 'a = "${', 'a = {b={', '\n'])('however deep: %j', (piece) => {
    expect(readHcl(piece.repeat(20_000)).length).toBeLessThan(20_001);
  });
});
