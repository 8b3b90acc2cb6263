// package.json as far as rules and plans ask: names of dependencies, scripts, workspaces. Text that is no JSON object gives
// nothing; it follows no workspace.

export interface PackageJson {
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly scripts: ReadonlyMap<string, string>;
  /** It is the root of a workspace by its own words (npm, Yarn); pnpm says so in a file of its own. */
  readonly hasWorkspaces: boolean;
  /** `pnpm@9.1.0`; null where none is named. */
  readonly packageManager: string | null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namesIn(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

const answers = new Map<string, PackageJson | null>();

/** Null where the text is no JSON object. The last few texts are remembered. */
export function readPackageJson(text: string): PackageJson | null {
  const known = answers.get(text);
  if (known !== undefined) return known;
  const read = parsePackageJson(text);
  if (answers.size > 16) answers.clear();
  answers.set(text, read);
  return read;
}

function parsePackageJson(text: string): PackageJson | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(parsed)) return null;
  const { dependencies, optionalDependencies, devDependencies, scripts, workspaces, packageManager } = parsed;
  return {
    dependencies: [...namesIn(dependencies), ...namesIn(optionalDependencies)],
    devDependencies: namesIn(devDependencies),
    scripts: new Map(
      isObject(scripts)
        ? Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        : [],
    ),
    hasWorkspaces: Array.isArray(workspaces) || isObject(workspaces),
    packageManager: typeof packageManager === 'string' ? packageManager : null,
  };
}
