// The kinds of files that lie beside a Dockerfile and that an image seldom has a use for: version control, environments
// and outputs that the build makes anew, caches, editors' folders, records of experiments, secrets. Names only.
import { remembered } from './remembered.ts';
import type { InstructionFacts } from '../../facts/snapshot.ts';

export interface NeedlessKind {
  readonly name: string;
  /** Matches one segment of a path: a folder, or a file. */
  readonly segment: RegExp;
  /** Lines of an ignore file that leave it out. */
  readonly patterns: readonly string[];
  /** Only where the Dockerfile makes it anew; then commands may speak of it. */
  readonly madeBy?: (facts: InstructionFacts) => boolean;
  /** Only where this file lies inside. */
  readonly holding?: string;
  /** Worth a word whatever it weighs: it changes with every commit, or nobody else may read it. */
  readonly alwaysTold?: true;
}

const installsNode: (facts: InstructionFacts) => boolean = remembered(({ commands }) =>
  commands.some(
    ({ effect, command }) =>
      effect.installs.some(({ manager }) => ['npm', 'yarn', 'pnpm', 'bun'].includes(manager)) ||
      (/^(?:npm|yarn|pnpm|bun)$/.test(command.name ?? '') &&
        (command.words.length === 1 || command.words.some(({ value }) => value === 'install' || value === 'ci'))),
  ),
);

const buildsNode: (facts: InstructionFacts) => boolean = remembered(({ commands }) =>
  commands.some(
    ({ command }) =>
      (/^(?:npm|yarn|pnpm|bun|npx|turbo|nx|ng)$/.test(command.name ?? '') &&
        command.words.some(({ value }) => /^build\b/.test(value ?? ''))) ||
      /^(?:vite|webpack|tsc|rollup|esbuild)$/.test(command.name ?? ''),
  ),
);

const runs = (tool: RegExp): ((facts: InstructionFacts) => boolean) =>
  remembered(({ commands }) =>
    commands.some(({ command, effect }) => tool.test(effect.tool) || tool.test(command.name?.split('/').at(-1) ?? '')),
  );

const makesVenv: (facts: InstructionFacts) => boolean = remembered(({ commands }) =>
  commands.some(
    ({ command, effect }) =>
      /^(?:uv|poetry|pdm|pipenv|virtualenv)$/.test(effect.tool) ||
      command.words.some(({ value }) => value === 'venv' || value === 'virtualenv'),
  ),
);

export const needlessKinds: readonly NeedlessKind[] = [
  { name: '.git', segment: /^\.git$/, patterns: ['.git'], alwaysTold: true },
  { name: '.svn', segment: /^\.(?:svn|hg|bzr)$/, patterns: ['**/.svn', '**/.hg', '**/.bzr'] },
  { name: 'node_modules', segment: /^node_modules$/, patterns: ['**/node_modules'], madeBy: installsNode },
  { name: '.venv', segment: /^\.venv$/, patterns: ['**/.venv'], madeBy: makesVenv },
  { name: 'venv', segment: /^venv$/, patterns: ['**/venv'], holding: 'pyvenv.cfg' },
  { name: 'env', segment: /^env$/, patterns: ['env'], holding: 'pyvenv.cfg' },
  { name: '__pycache__', segment: /^__pycache__$/, patterns: ['**/__pycache__'] },
  {
    name: '.pytest_cache',
    segment: /^\.(?:pytest_cache|mypy_cache|ruff_cache|tox|nox|ipynb_checkpoints|hypothesis)$/,
    patterns: ['**/.pytest_cache', '**/.mypy_cache', '**/.ruff_cache', '**/.tox', '**/.nox', '**/.ipynb_checkpoints'],
  },
  {
    name: '.cache',
    segment: /^\.(?:cache|npm|yarn-cache|pnpm-store)$/,
    patterns: ['**/.cache', '**/.npm', '**/.pnpm-store'],
  },
  { name: 'target', segment: /^target$/, patterns: ['**/target'], madeBy: runs(/^(?:cargo|mvn|mvnw|sbt)$/) },
  { name: 'dist', segment: /^dist$/, patterns: ['**/dist'], madeBy: buildsNode },
  { name: 'obj', segment: /^obj$/, patterns: ['**/bin', '**/obj'], madeBy: runs(/^dotnet$/) },
  { name: 'vendor', segment: /^vendor$/, patterns: ['vendor'], madeBy: runs(/^composer$/), holding: 'autoload.php' },
  { name: '_build', segment: /^(?:_build|deps)$/, patterns: ['_build', 'deps'], madeBy: runs(/^mix$/) },
  { name: '.gradle', segment: /^\.gradle$/, patterns: ['**/.gradle'] },
  {
    name: '.next',
    segment: /^\.(?:next|nuxt|turbo|parcel-cache|angular|svelte-kit|output)$/,
    patterns: ['**/.next', '**/.nuxt', '**/.turbo', '**/.svelte-kit'],
    madeBy: buildsNode,
  },
  { name: '.terraform', segment: /^\.terraform$/, patterns: ['**/.terraform'] },
  {
    name: 'coverage',
    segment: /^(?:coverage|htmlcov|\.nyc_output)$/,
    patterns: ['**/coverage', '**/htmlcov', '**/.nyc_output'],
  },
  {
    name: 'wandb',
    segment: /^(?:wandb|mlruns|lightning_logs|\.dvc|\.neptune|\.aim)$/,
    patterns: ['**/wandb', '**/mlruns', '**/lightning_logs', '**/.dvc/cache'],
  },
  { name: 'notebooks', segment: /\.ipynb$/, patterns: ['**/*.ipynb'] },
  { name: 'logs', segment: /\.log$/, patterns: ['**/*.log'] },
  { name: '.idea', segment: /^\.(?:idea|vscode|vs)$/, patterns: ['**/.idea', '**/.vscode', '**/.vs'] },
  { name: '.github', segment: /^\.(?:github|gitlab|circleci)$/, patterns: ['.github', '.gitlab', '.circleci'] },
  { name: '.DS_Store', segment: /^(?:\.DS_Store|Thumbs\.db)$/, patterns: ['**/.DS_Store', '**/Thumbs.db'] },
  {
    name: '.env',
    segment: /^\.env(?:\.(?:local|production|prod|staging))?$/,
    patterns: ['.env', '.env.local'],
    alwaysTold: true,
  },
  {
    name: 'keys',
    segment: /^(?:id_rsa|id_dsa|id_ecdsa|id_ed25519|\.ssh|\.aws|\.netrc)$/,
    patterns: ['**/id_rsa', '**/id_ed25519', '**/.ssh', '**/.aws', '**/.netrc'],
    alwaysTold: true,
  },
];
