// Builds of a Bake file (`docker buildx bake`), in HCL or JSON: targets with what they inherit, and variables with their
// defaults. Matrices and computed values are left out; a target that needs them for its place is no build here.
import { parseJson, recordOf } from '../image/untrusted-json.ts';
import { resolvePath } from '../text/resolve-path.ts';
import {
  buildLimit,
  dockerfileIn,
  interpolate,
  isRemoteContext,
  type DeclaredBuild,
  type Surroundings,
} from './declared-build.ts';
import { readHcl, type HclData } from './hcl.ts';

type Attributes = ReadonlyMap<string, HclData>;

interface BakeFile {
  readonly targets: ReadonlyMap<string, Attributes>;
  /** Names that the group `default` holds: what is built where nobody names a target. */
  readonly byDefault: ReadonlySet<string>;
}

const inheritanceLimit = 16;
const lengthLimit = 1_000_000;

/** Every target that is built from a folder on this machine and is more than something to inherit from. */
export function readBakeFile(
  text: string,
  format: 'hcl' | 'json',
  surroundings: Surroundings,
): readonly DeclaredBuild[] {
  if (text.length > lengthLimit) return [];
  const file = format === 'hcl' ? fromHcl(text, surroundings.lookUp) : fromJson(text, surroundings.lookUp);
  const inherited = new Set([...file.targets.values()].flatMap((attributes) => textsOf(attributes.get('inherits'))));
  const builds: { readonly build: DeclaredBuild; readonly rank: number }[] = [];
  for (const [name, own] of [...file.targets].slice(0, buildLimit)) {
    if (name.startsWith('_') || (inherited.has(name) && !ownPlace.some((attribute) => own.has(attribute)))) continue;
    const attributes = inherit(name, file, 0);
    const build = readTarget(name, attributes, surroundings);
    const rank = rankOf(name, attributes, file);
    if (build !== null && rank !== null) builds.push({ build, rank });
  }
  return builds.sort((a, b) => b.rank - a.rank).map(({ build }) => build);
}

/** What a target has that is more than something for others to inherit. */
const ownPlace = ['target', 'dockerfile', 'context', 'output'];

/** Higher is likelier to be what ships; null for checks, which give no image. */
function rankOf(name: string, attributes: Attributes, { byDefault }: BakeFile): number | null {
  const outputs = textsOf(attributes.get('output'));
  if (attributes.has('call') || outputs.some((output) => output.includes('cacheonly'))) return null;
  const givesImage =
    outputs.length === 0 || outputs.some((output) => /\btype=(?:image|docker|registry|oci)\b/.test(output));
  return (givesImage ? 2 : 0) + (byDefault.has(name) || name === 'default' ? 1 : 0);
}

function readTarget(name: string, attributes: Attributes, { folder }: Surroundings): DeclaredBuild | null {
  if (attributes.has('dockerfile-inline') || attributes.has('matrix')) return null;
  const place = optionalText(attributes, 'context', '.');
  const dockerfile = optionalText(attributes, 'dockerfile', 'Dockerfile');
  if (place === null || dockerfile === null || isRemoteContext(place)) return null;
  const context = resolvePath(folder, place);
  const target = attributes.get('target');
  const args = attributes.get('args');
  const buildArgs: Record<string, string> = {};
  if (args instanceof Map)
    for (const [key, value] of args as Attributes) if (typeof value === 'string') buildArgs[key] = value;
  return {
    dockerfile: dockerfileIn(context, dockerfile),
    context,
    target: typeof target === 'string' && target !== '' ? target : null,
    buildArgs,
    platforms: textsOf(attributes.get('platforms')),
    name: `target ${name}`,
  };
}

/** The default where it is not there; null where it is there and computed. */
function optionalText(attributes: Attributes, name: string, otherwise: string): string | null {
  if (!attributes.has(name)) return otherwise;
  const value = attributes.get(name);
  return typeof value === 'string' ? value : null;
}

function textsOf(value: HclData): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly HclData[]).flatMap((item) => (typeof item === 'string' ? item : []))
    : [];
}

/** A target's attributes over those that it inherits; arguments are joined by name. */
function inherit(name: string, file: BakeFile, depth: number): Attributes {
  const own = file.targets.get(name);
  if (own === undefined || depth > inheritanceLimit) return new Map();
  const merged = new Map<string, HclData>();
  const add = (attributes: Attributes): void => {
    for (const [key, value] of attributes) {
      const before = merged.get(key);
      const join = key === 'args' && before instanceof Map && value instanceof Map;
      merged.set(key, join ? new Map([...(before as Attributes), ...(value as Attributes)]) : value);
    }
  };
  for (const parent of textsOf(own.get('inherits')).slice(0, inheritanceLimit)) add(inherit(parent, file, depth + 1));
  add(own);
  return merged;
}

function fromHcl(text: string, lookUp: Surroundings['lookUp']): BakeFile {
  const blocks = readHcl(text);
  const variables = new Map<string, string>();
  const scope = (name: string): string | undefined => variables.get(name);
  for (const { type, labels, attributes } of blocks) {
    const [name = ''] = labels;
    if (type !== 'variable') continue;
    const value = lookUp(name) ?? attributes.get('default')?.(scope);
    if (typeof value === 'string') variables.set(name, value);
  }
  const targets = new Map<string, Attributes>();
  const byDefault = new Set<string>();
  for (const { type, labels, attributes } of blocks) {
    const values = new Map([...attributes].map(([key, value]) => [key, value(scope)]));
    if (type === 'target') targets.set(labels[0] ?? '', values);
    if (type === 'group' && labels[0] === 'default')
      for (const member of textsOf(values.get('targets'))) byDefault.add(member);
  }
  return { targets, byDefault };
}

function fromJson(text: string, lookUp: Surroundings['lookUp']): BakeFile {
  const top = recordOf(parseJson(text));
  const variables = new Map<string, string>();
  for (const [name, variable] of Object.entries(recordOf(top['variable']))) {
    const value = lookUp(name) ?? recordOf(variable)['default'];
    if (typeof value === 'string' || typeof value === 'number') variables.set(name, String(value));
  }
  const resolve = (value: unknown, depth = 0): HclData => {
    if (typeof value === 'string') return interpolate(value, (name) => variables.get(name));
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (depth > inheritanceLimit) return undefined;
    if (Array.isArray(value)) return value.map((item: unknown) => resolve(item, depth + 1));
    return new Map(Object.entries(recordOf(value)).map(([key, inner]) => [key, resolve(inner, depth + 1)]));
  };
  const targets = new Map<string, Attributes>();
  for (const [name, target] of Object.entries(recordOf(top['target']))) {
    const values = resolve(target);
    if (values instanceof Map) targets.set(name, values as Attributes);
  }
  const members = resolve(recordOf(recordOf(top['group'])['default'])['targets']);
  return { targets, byDefault: new Set(textsOf(members)) };
}
