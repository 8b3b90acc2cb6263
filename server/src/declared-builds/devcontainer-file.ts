// The build of a devcontainer.json (Development Containers specification): JSON with comments, paths from its own folder.
import { parseJson, recordOf, stringOf } from '../image/untrusted-json.ts';
import { resolvePath } from '../text/resolve-path.ts';
import type { DeclaredBuild, Surroundings } from './declared-build.ts';

/** The build it declares; none where it uses an image or Compose. */
export function readDevcontainerFile(text: string, { folder, lookUp }: Surroundings): readonly DeclaredBuild[] {
  const settings = recordOf(parseJson(plainJson(text)));
  const build = recordOf(settings['build']);
  const textOf = (value: unknown): string | null => {
    const found = stringOf(value);
    return found === null || found === '' ? null : expand(found, lookUp);
  };
  // Why: the names at the top are the older ones.
  const dockerfile = textOf(build['dockerfile'] ?? settings['dockerFile']);
  if (dockerfile === null) return [];
  const context = resolvePath(folder, textOf(build['context'] ?? settings['context']) ?? '.');
  const buildArgs: Record<string, string> = {};
  for (const [name, value] of Object.entries(recordOf(build['args']))) {
    const told = textOf(value);
    if (told !== null) buildArgs[name] = told;
  }
  return [
    {
      dockerfile: resolvePath(folder, dockerfile),
      context,
      target: textOf(build['target']),
      buildArgs,
      platforms: [],
      name: 'development container',
    },
  ];
}

/** `${localEnv:NAME}` and `${localEnv:NAME:default}`. */
function expand(text: string, lookUp: Surroundings['lookUp']): string {
  return text.replaceAll(
    /\$\{localEnv:(\w+)(?::([^{}]*))?\}/g,
    (_, name: string, other?: string) => lookUp(name) ?? other ?? '',
  );
}

/** JSON without its comments and without commas before a closing bracket; strings stay as they are. */
function plainJson(text: string): string {
  return text
    .replaceAll(/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g, (_, string?: string) => string ?? ' ')
    .replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])/g, (_, string?: string) => string ?? '');
}
