// Builds of a Compose file (compose-spec, `services.<name>.build`). What it includes or extends elsewhere is not followed.
import { recordOf } from '../image/untrusted-json.ts';
import { resolvePath } from '../text/resolve-path.ts';
import {
  buildLimit,
  dockerfileIn,
  interpolate,
  isRemoteContext,
  readPair,
  type DeclaredBuild,
  type Surroundings,
} from './declared-build.ts';
import { readYaml } from './read-yaml.ts';

/** Every service that is built from a folder on this machine. */
export function readComposeFile(text: string, surroundings: Surroundings): readonly DeclaredBuild[] {
  const services = Object.entries(recordOf(recordOf(readYaml(text))['services'])).slice(0, buildLimit);
  return services.flatMap(([name, service]) => readService(name, recordOf(service), surroundings) ?? []);
}

function readService(
  name: string,
  service: Readonly<Record<string, unknown>>,
  { folder, lookUp }: Surroundings,
): DeclaredBuild | null {
  const build = service['build'];
  if (build === undefined || build === null) return null;
  const told = typeof build === 'string' ? { context: build } : recordOf(build);
  const textOf = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' ? interpolate(value, lookUp) : null;
  const place = textOf(told['context']) ?? '.';
  if (isRemoteContext(place) || 'dockerfile_inline' in told) return null;
  const context = resolvePath(folder, place);
  const platforms = Array.isArray(told['platforms'])
    ? told['platforms'].flatMap((value: unknown) => textOf(value) ?? [])
    : [];
  const own = textOf(service['platform']);
  return {
    dockerfile: dockerfileIn(context, textOf(told['dockerfile'])),
    context,
    target: textOf(told['target']),
    buildArgs: readArguments(told['args'], lookUp),
    platforms: platforms.length > 0 ? platforms : own === null ? [] : [own],
    name: `service ${name}`,
  };
}

/** A map, or a list of `NAME=value`; a name alone takes the value of the place that builds. */
function readArguments(args: unknown, lookUp: Surroundings['lookUp']): Readonly<Record<string, string>> {
  const pairs: (readonly [string, unknown])[] = Array.isArray(args)
    ? args.flatMap((entry: unknown): (readonly [string, unknown])[] =>
        typeof entry === 'string' ? [readPair(entry) ?? [entry, null]] : [],
      )
    : Object.entries(recordOf(args));
  const values: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const told = value === null || value === undefined ? lookUp(name) : scalarText(value);
    if (told !== undefined) values[name] = interpolate(told, lookUp);
  }
  return values;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
