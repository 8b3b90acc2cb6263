// Leaner images that can stand in for a base at run time, by each publisher's own naming rules, with what changes.
// Ranked by how little they change, never by size alone. It does not know whether an app would work on one.
import { figureOf, type BaseImageFigure } from './base-images.ts';
import { defaultRelease, imageKey, parseTag, type ImageName } from './image-tags.ts';
import { javaFamilies } from './java-twins.ts';
import { toolchainRelease } from './toolchain-releases.ts';
import { rememberedByName } from './remembered-by-name.ts';
import { replaceWord, type Family, type Twin } from './twin.ts';

export type { Twin, TwinKind } from './twin.ts';

const noCompiler = 'no compiler, git or curl';
const musl = 'musl libc: wheels and binaries built for glibc do not run';
const noShell = 'no shell and no package manager';

/** Tag with `variant` put in front of the release: `3.13-trixie` + slim → `3.13-slim-trixie`. */
function withVariant(tag: string, variant: string, release: string | null): string {
  const { version, words } = parseTag(tag);
  const front = version === '' ? words.filter((word) => word !== 'latest') : [version, ...words];
  return [...front, variant, ...(release === null ? [] : [release])].join('-');
}

/** Slim twin of an image whose publisher names it `<tag>-slim[-release]`. */
function slimTwin(name: ImageName, caveats: readonly string[]): readonly Twin[] {
  const tag = name.tag ?? 'latest';
  const { version, words, release: written } = parseTag(tag);
  if (words.some((word) => word !== 'latest' && word !== 'lts' && word !== 'current')) return [];
  const release = defaultRelease({ ...name, tag });
  if (release?.startsWith('alpine') === true) return [];
  const pinnedBase =
    written !== null || release === null
      ? null
      : version !== '' || /^(?:lts|current)$/.test(tag)
        ? `${tag}-${release}`
        : tag === 'latest'
          ? release
          : null;
  // Why: node's publisher puts the release first (`22-bookworm-slim`), the others last (`3.13-slim-trixie`).
  const slim =
    name.repository === 'library/node' && release !== null
      ? `${withVariant(tag, release, null)}-slim`
      : withVariant(tag, 'slim', release);
  return [
    {
      registry: name.registry,
      repository: name.repository,
      tag: slim,
      kind: 'slim',
      caveats,
      pinnedBase,
    },
  ];
}

function alpineTwin(name: ImageName): readonly Twin[] {
  const { version, words } = parseTag(name.tag ?? 'latest');
  if (words.some((word) => word.startsWith('alpine'))) return [];
  const kept = words.filter((word) => word !== 'latest' && word !== 'slim');
  const tag = [...(version === '' ? [] : [version]), ...kept, 'alpine'].join('-');
  return [
    { registry: name.registry, repository: name.repository, tag, kind: 'musl', caveats: [musl], pinnedBase: null },
  ];
}

function distroless(repository: string, caveats: readonly string[]): Twin {
  return {
    registry: 'gcr.io',
    repository: `distroless/${repository}`,
    tag: 'latest',
    kind: 'shell-less',
    caveats: [noShell, ...caveats],
    pinnedBase: null,
  };
}

const cudaRuntime = 'no nvcc, headers or static libraries';
const cudaBase = 'only libcudart: enough where CUDA comes with the Python wheels';

const families: readonly Family[] = [
  {
    image: 'docker.io/library/python',
    twins: (name) => [
      ...slimTwin(name, [noCompiler]),
      ...alpineTwin(name),
      ...(/^3\.13(?:\.|$)/.test(parseTag(name.tag ?? '').version)
        ? [
            distroless('python3-debian13', [
              'Python 3.13 at /usr/bin/python, so virtual environments must be made for that path',
            ]),
          ]
        : []),
    ],
  },
  {
    image: 'docker.io/library/node',
    twins: (name) => {
      const major = parseTag(name.tag ?? '').version.split('.')[0] ?? '';
      return [
        ...slimTwin(name, ['no python3, make or g++ for node-gyp, no git or curl']),
        ...alpineTwin(name),
        ...(['22', '24', '26'].includes(major)
          ? [distroless(`nodejs${major}-debian13`, ['no npm; the entry point is node'])]
          : []),
      ];
    },
  },
  { image: 'docker.io/library/ruby', twins: (name) => [...slimTwin(name, [noCompiler]), ...alpineTwin(name)] },
  ...['perl', 'pypy', 'erlang', 'haskell', 'mono'].map((image): Family => ({
    image: `docker.io/library/${image}`,
    twins: (name) => slimTwin(name, [noCompiler]),
  })),
  {
    image: 'docker.io/library/swift',
    twins: (name) => slimTwin(name, ['for what the toolchain made: run-time libraries only']),
  },
  ...javaFamilies,
  {
    image: 'docker.io/library/debian',
    twins: (name) => {
      const { version, words, release } = parseTag(name.tag ?? 'latest');
      if (words.some((word) => !['latest', 'stable', 'oldstable'].includes(word))) return [];
      const tag = `${release ?? (version === '' ? (words[0] ?? 'stable').replace('latest', 'stable') : version)}-slim`;
      return [
        {
          registry: name.registry,
          repository: name.repository,
          tag,
          kind: 'slim',
          caveats: ['no manual pages, documentation or locales'],
          pinnedBase: null,
        },
      ];
    },
  },
  {
    image: 'docker.io/library/golang',
    twins: (name) => {
      const release = toolchainRelease(name);
      const caveat = 'for what the toolchain made: the compiler stays in the build stage';
      if (release?.startsWith('alpine') === true) return [plainAlpine(release, caveat)];
      return [
        ...(release === null ? [] : [pinned(name, debianSlim(release, [caveat]), release)]),
        distroless('static-debian13', ['CGO_ENABLED=0 only', caveat]),
      ];
    },
  },
  {
    image: 'docker.io/library/rust',
    twins: (name) => {
      const release = toolchainRelease(name);
      const caveat = 'for what the toolchain made: the compiler stays in the build stage';
      if (release?.startsWith('alpine') === true) return [plainAlpine(release, caveat)];
      return release === null
        ? []
        : [pinned(name, debianSlim(release, [caveat]), release), distroless('cc-debian13', [caveat])];
    },
  },
  {
    image: 'docker.io/rustlang/rust',
    twins: (name) => {
      const release = toolchainRelease(name);
      const { version, words, release: written } = parseTag(name.tag ?? '');
      if (release === null || version !== '' || words[0] !== 'nightly' || words.some((word) => word === 'alpine'))
        return [];
      const twin = debianSlim(release, ['for what the toolchain made: the compiler stays in the build stage']);
      const pinnedBase = ['nightly', release, ...words.slice(1)].join('-');
      return [written === null ? { ...twin, pinnedBase } : twin];
    },
  },
  {
    image: 'docker.io/library/gcc',
    twins: (name) => {
      const release = toolchainRelease(name);
      return release === null
        ? []
        : [debianSlim(release, ['for what the compiler made; its libstdc++ may be older than the compiler’s'])];
    },
  },
  {
    image: 'docker.io/library/buildpack-deps',
    twins: (name) => {
      const release = parseTag(name.tag ?? '').release;
      return release === null ? [] : [debianSlim(release, [noCompiler])];
    },
  },
  {
    image: 'docker.io/nvidia/cuda',
    twins: (name) => {
      const words = parseTag(name.tag ?? '').words;
      const cudnn = words.find((word) => word.startsWith('cudnn'));
      const base = replaceWord(
        {
          ...name,
          tag: (name.tag ?? '')
            .split('-')
            .filter((word) => word !== cudnn)
            .join('-'),
        },
        words.includes('devel') ? 'devel' : 'runtime',
        'base',
        'runtime',
        [cudaBase],
      );
      return [...replaceWord(name, 'devel', 'runtime', 'runtime', [cudaRuntime]), ...base];
    },
  },
  {
    image: 'docker.io/pytorch/pytorch',
    twins: (name) =>
      replaceWord(name, 'devel', 'runtime', 'runtime', [
        'no nvcc or headers; a C compiler for torch.compile must be added',
      ]),
  },
  {
    image: 'mcr.microsoft.com/dotnet/sdk',
    twins: (name) => [
      {
        registry: name.registry,
        repository: 'dotnet/aspnet',
        tag: name.tag ?? 'latest',
        kind: 'runtime',
        caveats: ['for web apps: no build tools'],
        pinnedBase: null,
      },
      {
        registry: name.registry,
        repository: 'dotnet/runtime',
        tag: name.tag ?? 'latest',
        kind: 'runtime',
        caveats: ['for console apps: no ASP.NET, no build tools'],
        pinnedBase: null,
      },
    ],
  },
  {
    image: 'mcr.microsoft.com/dotnet/core/sdk',
    twins: (name) =>
      ['aspnet', 'runtime'].map((kind): Twin => ({
        registry: name.registry,
        repository: `dotnet/core/${kind}`,
        tag: name.tag ?? 'latest',
        kind: 'runtime',
        caveats: ['no build tools'],
        pinnedBase: null,
      })),
  },
  ...['miniconda3', 'anaconda3'].map((image): Family => ({
    image: `docker.io/continuumio/${image}`,
    twins: () => [debianSlim('bookworm', ['for an environment that is copied whole: no conda in it'])],
  })),
  {
    image: 'docker.io/library/elixir',
    twins: ({ registry, repository, tag }) =>
      /^\d[\d.]*(?:-otp-\d+)?$/.test(tag ?? '')
        ? [{ registry, repository, tag: `${tag ?? ''}-slim`, kind: 'slim', caveats: [noCompiler], pinnedBase: null }]
        : [],
  },
  {
    image: 'docker.io/hexpm/elixir',
    twins: ({ registry, repository, tag }) =>
      /-debian-[a-z]+-\d{8}$/.test(tag ?? '')
        ? [{ registry, repository, tag: `${tag ?? ''}-slim`, kind: 'slim', caveats: [noCompiler], pinnedBase: null }]
        : [],
  },
  {
    image: 'ghcr.io/astral-sh/uv',
    twins: (name) => (/^python3\.\d+-(?:bookworm|trixie)$/.test(name.tag ?? '') ? slimOfUv(name) : []),
  },
  {
    image: 'docker.io/library/nginx',
    twins: (name) => {
      const { version, words } = parseTag(name.tag ?? 'latest');
      if (words.includes('slim') || words.some((word) => word.startsWith('alpine'))) return [];
      const front = [...(version === '' ? [] : [version]), ...words.filter((word) => word !== 'latest')];
      return [
        {
          registry: name.registry,
          repository: name.repository,
          tag: [...front, 'alpine'].join('-'),
          kind: 'musl',
          caveats: [musl],
          pinnedBase: null,
        },
        {
          registry: name.registry,
          repository: name.repository,
          tag: [...front, 'alpine', 'slim'].join('-'),
          kind: 'musl',
          caveats: [musl, 'no dynamic modules'],
          pinnedBase: null,
        },
      ];
    },
  },
];

/** uv's own images stand on Python's, full or slim: `python3.13-trixie` → `python3.13-trixie-slim`. */
function slimOfUv({ registry, repository, tag }: ImageName): readonly Twin[] {
  return [{ registry, repository, tag: `${tag ?? ''}-slim`, kind: 'slim', caveats: [noCompiler], pinnedBase: null }];
}

function plainAlpine(release: string, caveat: string): Twin {
  return {
    registry: 'docker.io',
    repository: 'library/alpine',
    tag: release.replace('alpine', '') || 'latest',
    kind: 'runtime',
    caveats: [caveat],
    pinnedBase: null,
  };
}

/** The base's tag with the twin's release in it, so that a new default release cannot part the two. */
function pinned({ tag }: ImageName, twin: Twin, release: string): Twin {
  const { version, release: written } = parseTag(tag ?? 'latest');
  if (written !== null) return twin;
  return { ...twin, pinnedBase: version === '' ? release : `${tag ?? ''}-${release}` };
}

function debianSlim(release: string, caveats: readonly string[]): Twin {
  return {
    registry: 'docker.io',
    repository: 'library/debian',
    tag: `${release}-slim`,
    kind: 'runtime',
    caveats,
    pinnedBase: null,
  };
}

const byImage = new Map(families.map((family) => [family.image, family]));

/** Leaner twins of a base, same libc first, at most five. Empty where none is known or the base is already the leanest. */
export const leanerTwins: (name: ImageName) => readonly Twin[] = rememberedByName((name) => {
  const image = imageKey(name);
  const twins = byImage.get(image)?.twins(name) ?? [];
  return twins.filter((twin) => imageKey(twin) !== image || twin.tag !== name.tag).slice(0, 5);
});

/** Figures of a twin, its own or a neighbour's. */
export function twinFigure(twin: Twin, platform = 'linux/amd64'): BaseImageFigure | null {
  return figureOf(twin, platform);
}

/** Images whose full tags stand on buildpack-deps, and their slim ones on debian's slim tags. */
const onBuildpack: ReadonlySet<string> = new Set(
  ['python', 'node', 'ruby', 'perl', 'pypy', 'erlang', 'elixir', 'rust', 'haskell', 'mono'].map(
    (name) => `docker.io/library/${name}`,
  ),
);

/** The full tag has compilers, headers, git and more of buildpack-deps, which the slim one lacks. */
export function standsOnBuildpack(name: ImageName): boolean {
  return onBuildpack.has(imageKey(name));
}

/**
 * Bytes to download that a slim twin saves where neither figure is known: what buildpack-deps weighs more than debian's slim
 * image of the release. Null for images that do not stand on it.
 */
export function buildpackBytes(name: ImageName, twin: Twin): number | null {
  if (twin.kind !== 'slim' || !standsOnBuildpack(name)) return null;
  const release = defaultRelease(name) ?? 'bookworm';
  const of = (repository: string, tag: string): number | null =>
    figureOf({ registry: 'docker.io', repository: `library/${repository}`, tag })?.downloadBytes ?? null;
  const full = of('buildpack-deps', release);
  const slim = of('debian', `${release}-slim`);
  return full === null || slim === null ? null : full - slim;
}
