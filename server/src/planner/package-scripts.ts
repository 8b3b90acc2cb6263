// What `npm start`, `yarn serve`, `pnpm run x` and `npx x` run: the scripts of package.json, with those before and after
// them. It reads text that it is given and follows no workspace.
import { readPackageJson } from '../build-context/package-json.ts';

export interface StartedScript {
  /** Shell text, in the order it runs; empty where the manager runs a program and no script. */
  readonly texts: readonly string[];
  /** The program of a package that is run directly, as argv; null where there is none. */
  readonly direct: readonly string[] | null;
  /** What runs is not known: package.json was not read, or names no such script. */
  readonly unread: boolean;
}

/** Verbs of the managers themselves, by which nothing of the project is run. */
const ownVerbs =
  /^(?:install|i|ci|add|remove|uninstall|rm|prune|cache|config|global|why|audit|create|init|pm|upgrade|update|up|link|version|info|view|list|ls|pack|publish|store|set|get|rebuild|dedupe|deploy|fetch|import)$/;
const managers = /^(?:npm|yarn|yarnpkg|pnpm|bun)$/;
const runners = /^(?:npx|pnpx|bunx)$/;
const withValue = /^(?:--prefix|-C|--dir|--cwd|-w|--workspace|--filter|-F|--loglevel|-p|--package)$/;

/** True for programs that start scripts or programs of packages. */
export function startsScripts(program: string): boolean {
  return managers.test(program) || runners.test(program);
}

/** The words behind the options that stand in front of the first operand. */
function afterOptions(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length && (words[at] ?? '').startsWith('-')) at += withValue.test(words[at] ?? '') ? 2 : 1;
  return words.slice(at);
}

/** What argv starts by way of package.json (its text; null where it was not read); null where argv starts no script. */
export function startedScript(argv: readonly string[], packageJson: string | null): StartedScript | null {
  const [program = '', ...given] = argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (runners.test(name)) return { texts: [], direct: afterOptions(given), unread: false };
  if (!managers.test(name)) return null;
  const elsewhere = given.some((word) =>
    /^(?:--workspace|-w|--filter|-F|--prefix|-C|--cwd|workspace)(?:=|$)/.test(word),
  );
  const [verb = '', ...rest] = afterOptions(given);
  if (verb === '' || ownVerbs.test(verb)) return null;
  if (/^(?:exec|x|dlx|node)$/.test(verb))
    return { texts: [], direct: verb === 'node' ? ['node', ...rest] : afterOptions(rest), unread: false };
  const isRun = /^(?:run|run-script|rum)$/.test(verb);
  const script = isRun ? (afterOptions(rest)[0] ?? '') : verb;
  const read = packageJson === null || elsewhere ? null : readPackageJson(packageJson);
  if (read === null) return { texts: [], direct: null, unread: true };
  const text = read.scripts.get(script);
  if (text === undefined) {
    // Why: npm starts server.js where no start script says otherwise; Yarn, pnpm and Bun run the program of that name.
    if (script === 'start' && name === 'npm') return { texts: [], direct: ['node', 'server.js'], unread: false };
    return isRun ? { texts: [], direct: null, unread: true } : { texts: [], direct: [script], unread: false };
  }
  const around = [read.scripts.get(`pre${script}`), text, read.scripts.get(`post${script}`)];
  return { texts: around.filter((each) => each !== undefined), direct: null, unread: false };
}
