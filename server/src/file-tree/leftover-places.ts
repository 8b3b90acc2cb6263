// Which paths of an image are leftovers, by kind: folders that package managers and compilers use for themselves, and
// files that only a build reads. It knows names only; what is seen and what weighs is find-leftovers.ts's matter.
// Sources: the tools' own manuals for their cache folders; GNU and Debian conventions for libraries and headers.
import type { LeftoverKind } from '../image/leftovers.ts';

/** Folders by kind. A leading slash stands for the root, else any place counts; `*` is one folder of any name. */
const folders: Readonly<Partial<Record<LeftoverKind, readonly string[]>>> = {
  'apt-lists': ['/var/lib/apt/lists'],
  'apt-archives': ['/var/cache/apt'],
  apk: ['/var/cache/apk', '/etc/apk/cache'],
  dnf: ['/var/cache/dnf', '/var/cache/libdnf5'],
  yum: ['/var/cache/yum'],
  tdnf: ['/var/cache/tdnf'],
  zypper: ['/var/cache/zypp'],
  pacman: ['/var/cache/pacman'],
  pip: ['.cache/pip'],
  uv: ['.cache/uv'],
  poetry: ['.cache/pypoetry/cache', '.cache/pypoetry/artifacts'],
  pipenv: ['.cache/pipenv'],
  pdm: ['.cache/pdm'],
  conda: [
    'conda/pkgs',
    'miniconda/pkgs',
    'miniconda3/pkgs',
    'anaconda3/pkgs',
    'mambaforge/pkgs',
    'miniforge3/pkgs',
    'micromamba/pkgs',
    '.conda/pkgs',
    '.mamba/pkgs',
    '.cache/rattler',
  ],
  npm: ['.npm/_cacache', '.npm/_logs', '.npm/_npx'],
  yarn: ['.cache/yarn', '.yarn/berry/cache'],
  pnpm: ['share/pnpm/store', '.pnpm-store', '.cache/pnpm', 'pnpm/store'],
  bun: ['.bun/install/cache'],
  'node-gyp': ['.cache/node-gyp', '.node-gyp'],
  'node-tools': ['node_modules/.cache', '.next/cache', '.parcel-cache', '.angular/cache'],
  'go-mod': ['go/pkg/mod'],
  'go-build': ['.cache/go-build'],
  cargo: ['.cargo/registry', '.cargo/git', 'cargo/registry', 'cargo/git'],
  ccache: ['.ccache', '.cache/ccache', '.cache/sccache'],
  maven: ['.m2/repository'],
  gradle: ['.gradle/caches', '.gradle/wrapper/dists'],
  sbt: ['.ivy2/cache', '.cache/coursier', '.sbt/boot'],
  gem: ['gems/*/cache', 'bundle/cache', 'bundle/ruby/*/cache', '.bundle/cache', '.gem/specs'],
  composer: ['.composer/cache', '.cache/composer'],
  hex: ['.hex/packages', '.cache/rebar3'],
  rvm: ['rvm/src', 'rvm/archives', '.rvm/src', '.rvm/archives'],
  nuget: ['.nuget/packages', '.local/share/NuGet'],
  huggingface: ['.cache/huggingface'],
  torch: ['.cache/torch/hub', '.cache/torch/sentence_transformers'],
  temporary: ['/tmp', '/var/tmp'],
  logs: ['/var/log'],
  'version-control': ['.git', '.hg', '.svn'],
  bytecode: ['__pycache__'],
  documentation: ['/usr/share/doc', '/usr/share/man', '/usr/share/info', '/usr/local/share/man', '/usr/share/locale'],
};

interface Place {
  readonly kind: LeftoverKind;
  /** Folder names from the last to the first; null for any name. */
  readonly backwards: readonly (string | null)[];
  readonly fromRoot: boolean;
}

const byLastName: ReadonlyMap<string, readonly Place[]> = gatherPlaces();

function gatherPlaces(): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const [kind, patterns] of Object.entries(folders) as [LeftoverKind, readonly string[]][]) {
    for (const pattern of patterns) {
      const names = pattern.split('/').filter((name) => name !== '');
      const backwards = names.reverse().map((name) => (name === '*' ? null : name));
      const last = backwards[0] ?? '';
      places.set(last, [...(places.get(last) ?? []), { kind, backwards, fromRoot: pattern.startsWith('/') }]);
    }
  }
  return places;
}

/** A first look at a folder's last name alone; `kindOfFolder` decides. */
export function mayBeLeftover(name: string): boolean {
  return byLastName.has(name) || name === 'tests' || name === 'test';
}

/** The kind of a folder by its names from the root down; null where it is no leftover of itself. */
export function kindOfFolder(names: readonly string[]): LeftoverKind | null {
  const candidates = byLastName.get(names.at(-1) ?? '');
  const place = candidates?.find(
    ({ backwards, fromRoot }) =>
      (fromRoot ? backwards.length === names.length : backwards.length <= names.length) &&
      backwards.every((name, at) => name === null || name === names[names.length - 1 - at]),
  );
  if (place === undefined) return isTestsOfPackage(names) ? 'package-tests' : null;
  // Why: the fixtures of a package's own tests are part of the package, not a repository that somebody left.
  if (place.kind === 'version-control' && isInPackages(names)) return null;
  return place.kind;
}

const packageFolders: ReadonlySet<string> = new Set(['site-packages', 'dist-packages', 'node_modules']);

function isInPackages(names: readonly string[]): boolean {
  return names.some((name) => packageFolders.has(name));
}

/** `tests` below a Python package, however deep; `numpy/testing` is no such folder, and a package may be called `tests`. */
function isTestsOfPackage(names: readonly string[]): boolean {
  const last = names.at(-1);
  if (last !== 'tests' && last !== 'test') return false;
  const at = names.findLastIndex((name) => name === 'site-packages' || name === 'dist-packages');
  return at >= 0 && names.length - at > 2;
}

const headerEnding = /\.(?:h|hh|hpp|hxx|cuh|inl|ipp|tcc)$/;

/** The kind of a file in a folder that has none; `folder` gives the names of the folders above it. */
export function kindOfFile(name: string, folder: () => readonly string[]): LeftoverKind | null {
  if (name.endsWith('.a') || name.endsWith('.la'))
    return folder().some((each) => each.startsWith('lib') || each === '.libs') ? 'static-libraries' : null;
  return headerEnding.test(name) && folder().includes('include') ? 'headers' : null;
}

const secretNames: ReadonlySet<string> = new Set([
  'id_rsa',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  '.env',
  '.npmrc',
  '.netrc',
  '.pypirc',
  '.pgpass',
  '.git-credentials',
  '.vault-token',
  '.htpasswd',
  'terraform.tfstate',
  'kubeconfig',
]);
/** Names that mean something in one folder only. */
const secretInFolder: Readonly<Record<string, string>> = {
  credentials: '.aws',
  'config.json': '.docker',
  config: '.kube',
  'application_default_credentials.json': 'gcloud',
};
/** Names with an open part, by what they begin or end with: the patterns are asked of those few only. */
const secretHeads: readonly (readonly [string, RegExp])[] = [
  ['.env.', /^\.env\.(?:local|prod|production|dev|development|staging|secret|secrets)$/],
  ['ssh_host_', /^ssh_host_[a-z0-9]+_key$/],
  ['service-account', /^service-account(?:-\w+)?\.json$/],
];
const secretEndings: readonly string[] = ['.p12', '.pfx', '.ppk'];

function hasKeyStoreEnding(name: string): boolean {
  return secretEndings.some((ending) => name.endsWith(ending));
}

function hasSecretForm(name: string): boolean {
  return hasKeyStoreEnding(name) || secretHeads.some(([head, form]) => name.startsWith(head) && form.test(name));
}

/** Below these lie packages and their examples. */
const publicFolders: ReadonlySet<string> = new Set([
  ...packageFolders,
  'test',
  'tests',
  'testdata',
  'fixtures',
  'examples',
  'doc',
  'docs',
  'skel',
]);

/** A first look at a name alone; `isSecretFile` decides. */
export function mayBeSecret(name: string): boolean {
  return secretNames.has(name) || Object.hasOwn(secretInFolder, name) || hasSecretForm(name);
}

/** True where a path's name says that its content is a secret. */
export function isSecretFile(names: readonly string[]): boolean {
  const name = names.at(-1) ?? '';
  const above = names.slice(0, -1);
  if (above.some((folder) => publicFolders.has(folder))) return false;
  const wanted = Object.hasOwn(secretInFolder, name) ? secretInFolder[name] : undefined;
  if (wanted !== undefined) return above.at(-1) === wanted;
  // Why: programs of the distribution bring key stores as templates there (CMake's Windows_TemporaryKey.pfx).
  if (names[0] === 'usr' && /^(?:share|lib(?:64|exec)?)$/.test(names[1] ?? '') && hasKeyStoreEnding(name)) return false;
  return secretNames.has(name) || hasSecretForm(name);
}

const cudaLibrary =
  /^(lib(?:cublas|cublasLt|cudart|cudnn(?:_\w+)?|cufft|cufftw|cufile|curand|cusolver|cusolverMg|cusparse|cusparseLt|cupti|nccl|nvJitLink|nvrtc|nvrtc-builtins|nvToolsExt|nvinfer|npp\w+))\.so[.\d]*$/;

/** The library that a file of CUDA is, without version (`libcublas`); null for every other name. */
export function cudaLibraryName(name: string): string | null {
  // Why: the test of two characters spares the pattern for nearly every file there is.
  return name.startsWith('lib') ? (cudaLibrary.exec(name)?.[1] ?? null) : null;
}
