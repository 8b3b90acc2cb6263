// Programs that start other programs: package managers, project managers, build tools. For each, what it costs in front of
// the one that serves, and the direct call where the text tells it. It knows no Dockerfile.
import { readPackageJson } from '../../build-context/package-json.ts';

export interface Runner {
  /** As it is called, and what that costs: `npm start stands in front of the program: …`. */
  readonly message: string;
  /** The program that it starts in the end, as argv; null where the text does not tell. */
  readonly direct: readonly string[] | null;
}

export interface RunnerPlace {
  readonly workingFolder: string;
  /** Text of package.json in the working folder, null where it was not read. */
  readonly packageJson: string | null;
  variable(name: string): string | undefined;
}

const stays = 'stands in front of the program: a slower start, and stop signals may end there';
const loads = 'is loaded before the program, at each start';
const builds = 'builds before anything starts: each start waits for it, and the image carries the tool chain';

/** Scripts by these names are for work on the code; what runs them is meant to. */
const forWork = /^(?:dev|develop|start:dev|dev:.*|watch.*|test.*|lint.*|e2e.*|storybook|debug|preview)$/;

/** One plain command: no variables, operators, globs or quotes, for which a shell would be needed. */
function plainWords(script: string): readonly string[] | null {
  const trimmed = script.trim();
  return /^[\w./:@=+,-]+(?: +[\w./:@=+,-]+)*$/.test(trimmed) && !/^\w+=/.test(trimmed) ? trimmed.split(/ +/) : null;
}

/** A script of package.json as a direct call; programs of packages lie in node_modules/.bin. */
function directScript(script: string, { packageJson }: RunnerPlace): readonly string[] | null {
  const scripts = packageJson === null ? undefined : readPackageJson(packageJson)?.scripts;
  const text = scripts?.get(script) ?? null;
  if (scripts === undefined || text === null || scripts.has(`pre${script}`) || scripts.has(`post${script}`))
    return null;
  const words = plainWords(text);
  const program = words?.[0];
  if (words == null || program === undefined || /^(?:npm|yarn|pnpm|bun|npx|cross-env|dotenv)$/.test(program))
    return null;
  if (/^(?:node|bun|deno|sh|bash|python3?|java)$/.test(program) || program.includes('/')) return words;
  return [`./node_modules/.bin/${program}`, ...words.slice(1)];
}

function packageRunner(argv: readonly string[], place: RunnerPlace): Runner | null {
  const [name = '', ...rest] = argv;
  const words = rest.filter((word) => !/^(?:-s|--silent|--quiet|-q)$/.test(word));
  const isRun = words[0] === 'run' || words[0] === 'run-script';
  const script = isRun ? words[1] : words[0];
  const given = words.slice(isRun ? 2 : 1);
  if (script === undefined || script.startsWith('-') || forWork.test(script)) return null;
  if (name === 'npm' && !isRun && script !== 'start') return null;
  // Why: with the other managers anything that is no verb of theirs is a script.
  if (
    !isRun &&
    /^(?:install|add|exec|dlx|x|node|cache|config|global|why|audit|i|ci|create|init|pm|upgrade)$/.test(script)
  )
    return null;
  if (name === 'bun' && (!isRun || /[./]/.test(script))) return null;
  const direct = given.length === 0 ? directScript(script, place) : null;
  return { message: `${name} ${isRun ? `run ${script}` : script} ${stays}`, direct };
}

/** Options without values in front of a command; null where one stands there whose kind is not known. */
function afterOptions(words: readonly string[], flags: ReadonlySet<string>): readonly string[] | null {
  const from = words.findIndex((word) => !flags.has(word));
  if (from < 0) return null;
  const rest = words[from] === '--' ? words.slice(from + 1) : words.slice(from);
  return rest.length === 0 || (rest[0] ?? '').startsWith('-') ? null : rest;
}

const plainFlags = new Set([
  '--no-sync',
  '--frozen',
  '--locked',
  '--no-dev',
  '--quiet',
  '-q',
  '--offline',
  '--no-project',
]);

function pythonRunner(argv: readonly string[], place: RunnerPlace): Runner | null {
  const [name = '', verb, ...rest] = argv;
  if (verb !== 'run') return null;
  const words = afterOptions(rest, plainFlags);
  // Why: the others replace themselves by the program; uv waits for it.
  const checks = rest.includes('--no-sync') ? '' : 'checks the environment and ';
  const message = name === 'uv' ? `uv run ${checks}${stays}` : `${name} run ${loads}`;
  if (words === null) return { message, direct: null };
  const [program = '', ...given] = words;
  const environment =
    name === 'uv' ? (place.variable('UV_PROJECT_ENVIRONMENT') ?? '.venv') : place.variable('VIRTUAL_ENV');
  const isSystem = name === 'poetry' && /^(?:false|0)$/i.test(place.variable('POETRY_VIRTUALENVS_CREATE') ?? '');
  if (isSystem) return { message, direct: words };
  if (environment === undefined || program.includes('/') || program.endsWith('.py')) return { message, direct: null };
  const folder = environment.startsWith('/')
    ? environment
    : `${place.workingFolder === '/' ? '' : place.workingFolder}/${environment}`;
  return { message, direct: [`${folder}/bin/${program}`, ...given] };
}

/** Build tools by the goal that makes them start something. */
const builders: readonly { readonly name: RegExp; readonly verb: RegExp }[] = [
  { name: /^dotnet$/, verb: /^(?:run|watch)$/ },
  { name: /^go$/, verb: /^run$/ },
  { name: /^cargo$/, verb: /^run$/ },
  { name: /^(?:mvn|mvnw)$/, verb: /^(?:exec:\w+|spring-boot:run|jetty:run|quarkus:\w+|tomcat\d?:run)$/ },
  { name: /^(?:gradle|gradlew)$/, verb: /^:?(?:[\w-]+:)*(?:run|bootRun|appRun|quarkusDev)$/ },
  { name: /^sbt$/, verb: /^(?:[\w-]+\/)?run(?:Main.*)?$/ },
  { name: /^(?:swift|stack|cabal|lein|clojure|dub|zig)$/, verb: /^run$/ },
];

/** The runner that argv starts with; null where it starts the program itself. */
export function runnerOf(argv: readonly string[], place: RunnerPlace): Runner | null {
  const [program = '', ...rest] = argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  const named = [name, ...rest];
  if (/^(?:npm|yarn|pnpm|bun)$/.test(name)) return packageRunner(named, place);
  if (/^(?:uv|poetry|pipenv|pdm|hatch|rye)$/.test(name)) return pythonRunner(named, place);
  if (/^(?:conda|mamba|micromamba)$/.test(name) && rest.includes('run'))
    return { message: `${name} run activates the environment and ${stays}`, direct: null };
  if (/^(?:npx|bunx|pnpx)$/.test(name) && rest.length > 0) {
    const words = afterOptions(rest, new Set(['--no-install', '--no', '-y', '--yes', '--quiet', '-q']));
    const direct =
      words === null || /[@/]/.test(words[0] ?? '')
        ? null
        : [`./node_modules/.bin/${words[0] ?? ''}`, ...words.slice(1)];
    return { message: `${name} looks for the package and ${stays}`, direct };
  }
  const verb = rest.find((word) => !word.startsWith('-')) ?? '';
  const builder = builders.find((each) => each.name.test(name) && each.verb.test(verb));
  return builder === undefined ? null : { message: `${name} ${verb} ${builds}`, direct: null };
}
