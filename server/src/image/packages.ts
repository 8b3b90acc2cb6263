// What the seen files of an image belong to: packages with their bytes, what nobody owns, the biggest folders. Plain data,
// kept in records; how owners are found is the file tree's matter.

/** Who installed a package: by their own lists up to `go`, which a program carries in itself; the others by place and name. */
export type PackageKind = 'dpkg' | 'apk' | 'rpm' | 'conda' | 'python' | 'composer' | 'go' | 'node' | 'gem' | 'jar';

/** What people call them. */
export const packageKindNames: Readonly<Record<PackageKind, string>> = {
  dpkg: 'Debian',
  apk: 'Alpine',
  rpm: 'RPM',
  conda: 'conda',
  python: 'Python',
  composer: 'PHP',
  go: 'Go',
  node: 'Node.js',
  gem: 'Ruby',
  jar: 'Java',
};

export interface MeasuredPackage {
  readonly kind: PackageKind;
  readonly name: string;
  /** Null where neither list nor path tells it. */
  readonly version: string | null;
  readonly fileBytes: number;
  readonly files: number;
  /** Folders or files it stands at: more than one where it was installed several times. */
  readonly places: number;
  /** The layer that wrote most of it. */
  readonly layer: number;
  /** What it carries in itself: the modules of a Go program; missing where there is nothing to tell. */
  readonly parts?: readonly string[];
}

export interface MeasuredFolder {
  /** Absolute. Control characters are replaced. */
  readonly path: string;
  /** All that is seen in it, however deep. */
  readonly fileBytes: number;
  readonly files: number;
}

/** Seen files by owner. All of `kinds` and `unowned` together are the live bytes of the image. */
export interface MeasuredPackages {
  /** Biggest first, at most 4,000. */
  readonly list: readonly MeasuredPackage[];
  /** Biggest first; only those that are there. */
  readonly kinds: readonly {
    readonly kind: PackageKind;
    readonly packages: number;
    readonly fileBytes: number;
    readonly files: number;
  }[];
  readonly unowned: {
    readonly fileBytes: number;
    readonly files: number;
    /** Where most of it lies; biggest first, at most 30. */
    readonly folders: readonly MeasuredFolder[];
  };
}
