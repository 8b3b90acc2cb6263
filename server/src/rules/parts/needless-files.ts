// Names in a build context that an image seldom has a use for: version control, environments and caches that the build
// makes anew, editors' folders. Judged by name, and where needed by what the Dockerfile itself installs or builds.
import type { ContextListing } from '../../build-context/context.ts';
import type { InstructionFacts } from '../../facts/snapshot.ts';

export interface Needless {
  /** As it lies there: `.git`, `node_modules`. */
  readonly name: string;
  readonly fileBytes: number;
  readonly fileCount: number;
  /** Lines of an ignore file that leave it out. */
  readonly patterns: readonly string[];
}

interface Kind {
  readonly name: string;
  /** Matches one segment of a path. */
  readonly segment: RegExp;
  readonly patterns: readonly string[];
  /** Only where the Dockerfile makes it anew. */
  readonly madeBy?: (facts: InstructionFacts) => boolean;
  /** Only where this file lies inside. */
  readonly holding?: string;
}

const installsNode = ({ commands }: InstructionFacts): boolean =>
  commands.some(
    ({ effect, command }) =>
      effect.installs.some(({ manager }) => ['npm', 'yarn', 'pnpm', 'bun'].includes(manager)) ||
      (/^(?:npm|yarn|pnpm|bun)$/.test(command.name ?? '') &&
        command.words.some(({ value }) => value === 'install' || value === 'ci')),
  );
const runs =
  (tool: RegExp) =>
  ({ commands }: InstructionFacts): boolean =>
    commands.some(({ command, effect }) => tool.test(effect.tool) || tool.test(command.name ?? ''));

const kinds: readonly Kind[] = [
  { name: '.git', segment: /^\.git$/, patterns: ['.git'] },
  { name: '.svn', segment: /^\.(?:svn|hg|bzr)$/, patterns: ['**/.svn', '**/.hg', '**/.bzr'] },
  { name: 'node_modules', segment: /^node_modules$/, patterns: ['**/node_modules'], madeBy: installsNode },
  { name: '.venv', segment: /^\.venv$/, patterns: ['**/.venv'] },
  { name: 'venv', segment: /^venv$/, patterns: ['**/venv'], holding: 'pyvenv.cfg' },
  { name: 'env', segment: /^env$/, patterns: ['env'], holding: 'pyvenv.cfg' },
  { name: '__pycache__', segment: /^__pycache__$/, patterns: ['**/__pycache__'] },
  {
    name: '.pytest_cache',
    segment: /^\.(?:pytest_cache|mypy_cache|ruff_cache|tox|nox|ipynb_checkpoints|hypothesis)$/,
    patterns: ['**/.pytest_cache', '**/.mypy_cache', '**/.ruff_cache', '**/.tox', '**/.nox', '**/.ipynb_checkpoints'],
  },
  { name: 'target', segment: /^target$/, patterns: ['**/target'], madeBy: runs(/^(?:cargo|mvn|mvnw)$/) },
  { name: '.gradle', segment: /^\.gradle$/, patterns: ['**/.gradle'] },
  {
    name: '.next',
    segment: /^\.(?:next|nuxt|turbo|parcel-cache|angular)$/,
    patterns: ['**/.next', '**/.nuxt', '**/.turbo'],
  },
  { name: '.terraform', segment: /^\.terraform$/, patterns: ['**/.terraform'] },
  { name: '.idea', segment: /^\.(?:idea|vscode|vs)$/, patterns: ['**/.idea', '**/.vscode', '**/.vs'] },
  { name: '.github', segment: /^\.(?:github|gitlab|circleci)$/, patterns: ['.github', '.gitlab', '.circleci'] },
  { name: '.DS_Store', segment: /^(?:\.DS_Store|Thumbs\.db)$/, patterns: ['**/.DS_Store', '**/Thumbs.db'] },
  { name: '.env', segment: /^\.env(?:\.local)?$/, patterns: ['.env', '.env.local'] },
];

/** What lies in the context for nothing, biggest first. Figures are lower bounds where the listing is one. */
export function needlessIn(
  listing: ContextListing,
  facts: readonly InstructionFacts[],
  isWanted: (path: string) => boolean,
): readonly Needless[] {
  const found = new Map<Kind, { fileBytes: number; fileCount: number; wanted: boolean }>();
  for (const { path, fileBytes } of listing.entries) {
    const segments = path.split('/');
    const kind = kinds.find(({ segment }) => segments.some((each) => segment.test(each)));
    if (kind === undefined) continue;
    const sum = found.get(kind) ?? { fileBytes: 0, fileCount: 0, wanted: false };
    found.set(kind, {
      fileBytes: sum.fileBytes + fileBytes,
      fileCount: sum.fileCount + 1,
      wanted: sum.wanted || isWanted(path),
    });
  }
  return [...found]
    .filter(
      ([kind, { wanted }]) => !wanted && (kind.madeBy === undefined || facts.some(kind.madeBy)) && holds(listing, kind),
    )
    .map(([{ name, segment, patterns }, { fileBytes, fileCount }]) => {
      // Why: the listing keeps the biggest files only; of a top-level folder it knows the whole weight.
      const top = listing.topLevel.find((each) => segment.test(each.name));
      return {
        name: top?.name ?? name,
        fileBytes: Math.max(fileBytes, top?.fileBytes ?? 0),
        fileCount: Math.max(fileCount, top?.fileCount ?? 0),
        patterns,
      };
    })
    .sort((a, b) => b.fileBytes - a.fileBytes || (a.name < b.name ? -1 : 1));
}

function holds({ entries }: ContextListing, { holding, segment }: Kind): boolean {
  return (
    holding === undefined ||
    entries.some(({ path }) => {
      const segments = path.split('/');
      return segments.at(-1) === holding && segment.test(segments.at(-2) ?? '');
    })
  );
}
