// How a project itself builds a Dockerfile, as one of its own files says it: what all readers of such files give, and the parts
// they share. It reads no disk; paths are text.
import { resolvePath } from '../text/resolve-path.ts';

export interface DeclaredBuild {
  /** Absolute. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly context: string;
  readonly target: string | null;
  /** Those whose value the file itself tells. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** `linux/arm64`, as written; empty where the file names none. */
  readonly platforms: readonly string[];
  /** What in the file says so, for people: `service web`, `target app`, `job publish`. */
  readonly name: string;
}

/** What stands around a file that declares builds. */
export interface Surroundings {
  /** Absolute; what relative paths in the file start from. */
  readonly folder: string;
  /** A variable's value where the project is built; undefined where it has none. */
  readonly lookUp: (name: string) => string | undefined;
}

/** More builds than this are not taken from one file. */
export const buildLimit = 200;

/** True for contexts that are no folder on this machine: repositories, archives, standard input, other targets. */
export function isRemoteContext(context: string): boolean {
  return /^(?:[a-z][a-z\d+.-]*:\/\/|git@|github\.com\/|-$|[a-z][\w-]{1,30}:(?![\\/]))/i.test(context);
}

/** The file in its context, as Compose and Bake count it: from the context, not from the declaring file. */
export function dockerfileIn(context: string, dockerfile: string | null): string {
  return resolvePath(context, dockerfile ?? 'Dockerfile');
}

/** `NAME=value`; null where it gives no value. */
export function readPair(text: string): readonly [name: string, value: string] | null {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals).trim();
  return equals > 0 && /^[a-z_]\w*$/i.test(name) ? [name, text.slice(equals + 1)] : null;
}

const placeholder = /\$\$|\$([a-z_]\w*)|\$\{([a-z_]\w*)(?:(:?[-?+])([^{}]*))?\}/gi;

/** Compose's variables: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}`, `$$`. */
export function interpolate(text: string, lookUp: Surroundings['lookUp']): string {
  return text.replaceAll(placeholder, (whole, plain?: string, braced?: string, operator?: string, word?: string) => {
    if (whole === '$$') return '$';
    const value = lookUp(plain ?? braced ?? '');
    const isSet = operator?.startsWith(':') === true ? value !== undefined && value !== '' : value !== undefined;
    if (operator?.endsWith('+') === true) return isSet ? (word ?? '') : '';
    if (operator?.endsWith('-') === true) return isSet ? (value ?? '') : (word ?? '');
    return value ?? '';
  });
}
