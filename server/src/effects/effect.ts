// The effect model: what one command does to the filesystem and to the system's registers. The same shape serves
// predictions (from the text) and observations (from layers). It knows no Dockerfile and no rule.
// Source of the model: program slicing on paths, packages, users and environment (Weiser 1981; docs/architecture.md, section 1).
import type { ShellCommand, ShellWord } from '../shell/shell.ts';
import type { Span } from '../text/range.ts';

/** A set of paths. Absolute, normalised (`/a/b`), without trailing slash except the root itself. */
export type PathPattern =
  | { readonly kind: 'file'; readonly path: string }
  /** The path and everything below it. */
  | { readonly kind: 'tree'; readonly path: string }
  /** Shell glob; `path` is the longest literal folder above it. */
  | { readonly kind: 'glob'; readonly path: string; readonly pattern: string }
  /** Some unknown paths below `path` (`/` for anywhere). */
  | { readonly kind: 'unknown'; readonly path: string };

/**
 * How long what is written is of use: `artifact` is wanted at run time unless proven otherwise; `toolchain` only to
 * build; `cache` never once the command ended; `temporary` is in /tmp and the like; `registry` are databases of the
 * system (dpkg status, /etc/passwd, ld.so.cache) that are replayed, never copied.
 */
export type Persistence = 'artifact' | 'toolchain' | 'cache' | 'temporary' | 'registry';

export interface Write {
  readonly path: PathPattern;
  readonly persistence: Persistence;
  /** The word that names the path, where one does. */
  readonly word?: ShellWord;
}

/** A cache or download store that a command fills, with what the ecosystem knows about emptying and mounting it. */
export interface CacheWrite {
  /** Stable id: `apt-lists`, `apt-archives`, `pip`, `npm`, `apk`, `dnf`, `yum`, `conda`, `yarn`, `pnpm`, `go-build`, `cargo` … */
  readonly id: string;
  /** Where it lies: in one of these, by the tool's version and its user. */
  readonly paths: readonly PathPattern[];
  /** It is only one of the paths, the text does not tell which: one of them emptied or mounted is enough. */
  readonly oneOf?: true;
  /** Command that empties it within the same RUN; null where there is none. */
  readonly cleanup: string | null;
  /** Flag word that keeps the command from filling it (`--no-cache-dir`); null where there is none. */
  readonly preventedBy: { readonly flag: string; readonly after: Span } | null;
  /** Cache mounts that keep it out of the layer: target, and `locked` sharing where the tool needs it. */
  readonly mounts: readonly { readonly target: string; readonly locked: boolean }[];
}

export type PackageManager =
  | 'apt'
  | 'apk'
  | 'dnf'
  | 'yum'
  | 'microdnf'
  | 'tdnf'
  | 'zypper'
  | 'pip'
  | 'uv'
  | 'poetry'
  | 'pipenv'
  | 'pdm'
  | 'conda'
  | 'npm'
  | 'yarn'
  | 'pnpm'
  | 'bun'
  | 'go'
  | 'cargo'
  | 'maven'
  | 'gradle'
  | 'nuget'
  | 'gem'
  | 'bundler'
  | 'composer'
  | 'mix'
  | 'other';

export interface PackageWord {
  /** Without version, extras or markers. */
  readonly name: string;
  /** As constrained (`==1.2`, `=1.2*`); null where free. */
  readonly version: string | null;
  readonly extras: readonly string[];
  readonly word: ShellWord;
}

export interface Install {
  readonly manager: PackageManager;
  readonly packages: readonly PackageWord[];
  /** Manifests and lock files that name more packages (`-r requirements.txt`, `package-lock.json`). */
  readonly manifests: readonly {
    readonly path: string;
    readonly role: 'requirements' | 'constraints' | 'lock' | 'manifest' | 'project';
    readonly word: ShellWord | null;
  }[];
  /** `system`: the distribution's or the interpreter's own place; `prefix`: below `prefix`; `project`: below the working folder. */
  readonly into: { readonly kind: 'system' | 'prefix' | 'project'; readonly prefix: string | null };
  /** apt: recommends are installed too; null where the manager has no such thing. */
  readonly recommends: boolean | null;
  /** Names unknown (`apt-get install $PACKAGES`, `$(cat list)`). */
  readonly open: boolean;
  /** Index URLs, find-links and the like, as written. */
  readonly sources: readonly string[];
  /** Name under which the packages can be removed together (`apk add --virtual .build`). */
  readonly group?: string;
  /** The manifest's development dependencies are installed too. Absent where the text does not tell, or there are none. */
  readonly development?: boolean;
}

export type Registration =
  | { readonly kind: 'user'; readonly name: string; readonly uid: string | null; readonly home: string | null }
  | { readonly kind: 'group'; readonly name: string; readonly gid: string | null }
  | { readonly kind: 'packages'; readonly manager: PackageManager }
  | { readonly kind: 'linker' }
  | {
      readonly kind: 'alternatives' | 'locale' | 'service' | 'repository' | 'certificates' | 'module' | 'other';
      readonly name: string;
    };

/**
 * What one command does. Everything is as far as the text tells; `known: false` is the conservative effect of an
 * unknown command: it may read anything and write below the working folder, HOME, /usr/local and /opt.
 */
export interface Effect {
  /** Name of the tool whose effect this is (after wrappers such as `sudo`, `env`, `time`): `apt-get`, `pip`; `''` for assignments. */
  readonly tool: string;
  /** The subcommand that decides (`install`, `update`, `ci`); null where there is none. */
  readonly verb: string | null;
  readonly known: boolean;
  /** Commands and packages that must be there: `gcc`, `make`. */
  readonly needs: readonly string[];
  readonly reads: readonly PathPattern[];
  readonly writes: readonly Write[];
  readonly deletes: readonly { readonly path: PathPattern; readonly word: ShellWord | null }[];
  /** Owner or mode of paths changed in place (chown, chmod): a copy in the layer if they came from a lower one. */
  readonly touches: readonly {
    readonly path: PathPattern;
    readonly word: ShellWord | null;
    readonly change: 'owner' | 'mode';
  }[];
  readonly caches: readonly CacheWrite[];
  readonly installs: readonly Install[];
  readonly removes: readonly { readonly manager: PackageManager; readonly packages: readonly PackageWord[] }[];
  readonly registers: readonly Registration[];
  readonly network: boolean;
  /** What the command is for: decides builder or final. */
  readonly role:
    'install' | 'compile' | 'fetch' | 'unpack' | 'clean' | 'configure' | 'files' | 'test' | 'inspect' | 'other';
  /** Environment names it reads to decide (`CC`, `PIP_NO_CACHE_DIR`). */
  readonly environment: readonly string[];
}

/** Where a command runs. All paths absolute. */
export interface CommandContext {
  readonly workingFolder: string;
  /** Set where a `cd` went somewhere unknown: then `workingFolder` is the deepest folder known to be above it. */
  readonly folderUnknown?: true;
  /** Effective user name or id; `root` unless USER said otherwise. */
  readonly user: string;
  /** HOME of that user: from ENV HOME, from a registered user, else /root or /home/<user>. */
  readonly home: string;
  /** Value of a shell or environment variable; undefined where unset or unknown. */
  variable(name: string): string | undefined;
  /**
   * The value that an expansion in the command's own words has, where it is another: in `A=b cmd $A` the assignment is in
   * the command's environment, but not yet in force for its words.
   */
  expansion?(name: string): string | undefined;
  /** Variables of the loops around the command, where the words they go through are known. */
  readonly alternatives?: ReadonlyMap<string, readonly string[]>;
  /** Folders known to stand at the head of PATH, in order; what the base image puts behind them is not known. */
  searchPath(): readonly string[];
  /**
   * What an earlier command of the stage set for later ones, in a file or a build folder: `install-prefix /src/build`,
   * `poetry virtualenvs.create`, `pip global.no-cache-dir`, `apt recommends`. Undefined where none did.
   */
  setting(name: string): string | undefined;
}

/** What one tool's file exports: names it answers to, and its effect. */
export interface Tool {
  readonly names: readonly string[];
  /** `words[0]` is the tool's own name (wrappers taken off). Null where the command is not one it knows (then the conservative effect). */
  effect(words: readonly ShellWord[], context: CommandContext, command: ShellCommand): Effect | null;
}
