// The mounts of RUN, `--mount=type=…`, with BuildKit's defaults filled in. It expands no variable and knows no stage.
import type { Flag, InstructionSyntax } from './dockerfile.ts';
import { flagText } from './flags.ts';

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

interface MountBase {
  /** The flag it was written as. */
  readonly flag: Flag;
  /** Keys as written, lower case, with their values; null for a key without `=`. */
  readonly options: ReadonlyMap<string, string | null>;
  /** Keys that no mount of this type knows. */
  readonly unknownKeys: readonly string[];
  /** Where it is mounted; empty where none is given and there is no default. */
  readonly target: string;
  readonly readOnly: boolean;
}

/** Part of the build context, a stage or an image, visible during the RUN only. */
export interface BindMount extends MountBase {
  readonly type: 'bind';
  /** Empty: the root of where it comes from. */
  readonly source: string;
  /** Stage, image or named context; null for the build context. */
  readonly from: string | null;
}

/** A directory that outlives the build and never enters a layer. */
export interface CacheMount extends MountBase {
  readonly type: 'cache';
  /** The target where none is given. */
  readonly id: string;
  readonly sharing: 'shared' | 'private' | 'locked';
  readonly source: string;
  readonly from: string | null;
  /** Octal as written, `0755` by default. */
  readonly mode: string;
  readonly uid: string;
  readonly gid: string;
}

export interface TmpfsMount extends MountBase {
  readonly type: 'tmpfs';
  /** As written; null for no limit. */
  readonly size: string | null;
}

export interface SecretMount extends MountBase {
  readonly type: 'secret';
  readonly id: string;
  readonly required: boolean;
  /** Environment variable that gets it instead of a file; null where it is a file. */
  readonly env: string | null;
  readonly mode: string;
  readonly uid: string;
  readonly gid: string;
}

export interface SshMount extends MountBase {
  readonly type: 'ssh';
  readonly id: string;
  readonly required: boolean;
  readonly mode: string;
  readonly uid: string;
  readonly gid: string;
}

export type Mount = BindMount | CacheMount | TmpfsMount | SecretMount | SshMount;

const common = ['type', 'target', 'dst', 'destination', 'readonly', 'ro', 'readwrite', 'rw'];
const owned = ['mode', 'uid', 'gid'];
const keysOf: Readonly<Record<MountType, readonly string[]>> = {
  bind: [...common, 'source', 'src', 'from'],
  cache: [...common, ...owned, 'source', 'src', 'from', 'id', 'sharing'],
  tmpfs: [...common, 'size'],
  secret: [...common, ...owned, 'source', 'src', 'id', 'required', 'env'],
  ssh: [...common, ...owned, 'id', 'required'],
};

/** One line of comma-separated values, fields optionally in double quotes (RFC 4180, as Go's encoding/csv reads it). */
function splitFields(text: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quoted && char === '"' && text[at + 1] === '"') {
      field += '"';
      at++;
    } else if (char === '"' && (quoted || field === '')) quoted = !quoted;
    else if (char === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return [...fields, field].filter((one) => one !== '');
}

function isMountType(text: string): text is MountType {
  return Object.hasOwn(keysOf, text);
}

/** Reads one `--mount` flag; null where its type is none that BuildKit knows. */
export function readMount(flag: Flag): Mount | null {
  const options = new Map<string, string | null>();
  for (const field of splitFields(flagText(flag))) {
    const equals = field.indexOf('=');
    const key = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
    options.set(key, equals < 0 ? null : field.slice(equals + 1));
  }
  const type = (options.get('type') ?? 'bind').toLowerCase();
  if (!isMountType(type)) return null;
  const text = (...keys: readonly string[]): string => keys.map((key) => options.get(key)).find((v) => v != null) ?? '';
  const isOn = (key: string): boolean => options.has(key) && !/^(?:0|f|false)$/i.test(options.get(key) ?? '');
  const saysReadOnly = ['readonly', 'ro'].some((key) => options.has(key));
  const saysReadWrite = ['readwrite', 'rw'].some((key) => options.has(key));
  const readOnly = saysReadOnly
    ? isOn('readonly') || isOn('ro')
    : saysReadWrite
      ? !(isOn('readwrite') || isOn('rw'))
      : type !== 'cache' && type !== 'tmpfs';
  const target = text('target', 'dst', 'destination');
  const unknownKeys = [...options.keys()].filter((key) => !keysOf[type].includes(key));
  const base = { flag, options, unknownKeys, target, readOnly };
  const from = text('from') === '' ? null : text('from');
  const source = text('source', 'src');
  const owner = { uid: text('uid') || '0', gid: text('gid') || '0' };
  switch (type) {
    case 'bind':
      return { ...base, type, source, from };
    case 'cache': {
      const written = text('sharing').toLowerCase();
      const sharing = written === 'private' || written === 'locked' ? written : 'shared';
      return { ...base, type, id: text('id') || target, sharing, source, from, mode: text('mode') || '0755', ...owner };
    }
    case 'tmpfs':
      return { ...base, type, size: text('size') === '' ? null : text('size') };
    case 'secret': {
      const id = text('id') || source || target.slice(target.lastIndexOf('/') + 1);
      const env = text('env') === '' ? null : text('env');
      const file = target === '' && env === null ? `/run/secrets/${id}` : target;
      const rest = { id, required: isOn('required'), env, mode: text('mode') || '0400', ...owner };
      return { ...base, target: file, type, ...rest };
    }
    case 'ssh': {
      const rest = { id: text('id') || 'default', required: isOn('required'), mode: text('mode') || '0600', ...owner };
      return { ...base, type, ...rest };
    }
  }
}

const remembered = new WeakMap<InstructionSyntax, readonly Mount[]>();

/** The mounts of a RUN in order; mounts of unknown type are left out. */
export function mountsOf(syntax: InstructionSyntax): readonly Mount[] {
  const found = remembered.get(syntax);
  if (found !== undefined) return found;
  const mounts = syntax.flags.filter((flag) => flag.name === 'mount').flatMap((flag) => readMount(flag) ?? []);
  remembered.set(syntax, mounts);
  return mounts;
}

/** The cache mounts of a RUN. */
export function cacheMountsOf(syntax: InstructionSyntax): readonly CacheMount[] {
  return mountsOf(syntax).filter((mount) => mount.type === 'cache');
}

/** True where `path` is the mount's target or below it. */
export function isInMount(mount: Mount, path: string): boolean {
  const { target } = mount;
  if (target === '') return false;
  return path === target || path.startsWith(target.endsWith('/') ? target : `${target}/`) || `${path}/` === target;
}
