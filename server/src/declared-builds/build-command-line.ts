// `docker build …` and its kin as a build: what the words of one command say of file, context, target and arguments. Words
// that only a run decides are not known; a build whose place they decide is none here.
import type { ShellCommand } from '../shell/shell.ts';
import { resolvePath } from '../text/resolve-path.ts';
import { isRemoteContext, readPair, type DeclaredBuild } from './declared-build.ts';

/** Options that stand alone; every other one takes a value. */
const switches: ReadonlySet<string> = new Set(
  '--compress --check --debug --disable-compression --disable-content-trust --force-rm --layers --load --no-cache --no-hostname --no-hosts --omit-history --pull --push --quiet --rm --squash --squash-all --tls-verify -D -q'.split(
    ' ',
  ),
);

const clients: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl', 'buildah', 'finch']);
const between: ReadonlySet<string> = new Set(['buildx', 'builder', 'image']);

/** A word's text; `$PWD` and its like stand for the folder the command runs in. Null where a run decides. */
type WordText = (place: number) => string | null;

/** The build that a command is; null for every other one. `name` is what people call the place it stands in. */
export function readBuildCommand({ words }: ShellCommand, folder: string, name: string): DeclaredBuild | null {
  const textAt: WordText = (place) => textOf(words[place]);
  let at = textAt(0) === 'sudo' ? 1 : 0;
  const client = /[^/]{1,40}$/.exec(textAt(at++) ?? '')?.[0] ?? '';
  if (!clients.has(client)) return null;
  if (between.has(textAt(at) ?? '')) at++;
  const verb = textAt(at++);
  if (verb !== 'build' && !(client === 'buildah' && verb === 'bud') && verb !== 'b') return null;
  return readArguments(textAt, at, words.length, folder, name);
}

function readArguments(
  textAt: WordText,
  start: number,
  end: number,
  folder: string,
  name: string,
): DeclaredBuild | null {
  const values: { file: string | null; target: string | null; platforms: readonly string[] } = {
    file: null,
    target: null,
    platforms: [],
  };
  const buildArgs: Record<string, string> = {};
  let context: string | null = null;
  for (let at = start; at < end; at++) {
    const word = textAt(at);
    if (word?.startsWith('-') !== true || word === '-') {
      // Why: a word that is not known may be the context; then nothing is known of the place.
      if (word !== null || at === end - 1) context = word;
      continue;
    }
    if (word === '--') continue;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const option = equals < 0 ? word : word.slice(0, equals);
    if (equals < 0 && switches.has(option)) continue;
    const attached = /^-[ft](?=.)/.test(word) ? word.slice(2) : null;
    const value = equals >= 0 ? word.slice(equals + 1) : (attached ?? textAt(++at));
    if (option === '--file' || option.startsWith('-f')) {
      if (value === null) return null;
      values.file = value;
    } else if (option === '--target') values.target = value;
    else if (option === '--platform') values.platforms = value?.split(',') ?? [];
    else if (option === '--build-arg') {
      const pair = value === null ? null : readPair(value);
      if (pair) buildArgs[pair[0]] = pair[1];
    }
  }
  if (context === null || isRemoteContext(context)) return null;
  const place = resolvePath(folder, context);
  return {
    // Why: on the command line the file counts from where the command runs, not from the context.
    dockerfile: values.file === null ? resolvePath(place, 'Dockerfile') : resolvePath(folder, values.file),
    context: place,
    target: values.target,
    buildArgs,
    platforms: values.platforms,
    name,
  };
}

const hereNames: ReadonlySet<string> = new Set(['PWD', 'GITHUB_WORKSPACE', 'CI_PROJECT_DIR']);

function textOf(word: ShellCommand['words'][number] | undefined): string | null {
  if (word === undefined) return null;
  if (word.value !== null) return word.value;
  let text = '';
  for (const part of word.parts) {
    if (part.kind === 'literal') text += part.value;
    else if (part.kind === 'variable' && part.operator === null && hereNames.has(part.name)) text += '.';
    else if (part.kind === 'substitution' && part.script.commands.every(({ name }) => name === 'pwd')) text += '.';
    else return null;
  }
  return text;
}
