// Requirement specifiers of the command line (PEP 508, and pip's paths, archives and VCS URLs) as package words.
import type { Argument } from './arguments.ts';
import { pathsNamed } from './arguments.ts';
import type { CommandContext, Install, PackageWord } from './effect.ts';

export interface Requirements {
  readonly packages: readonly PackageWord[];
  /** Local projects and archives. */
  readonly projects: Install['manifests'];
  /** True where a specifier is not known. */
  readonly open: boolean;
}

/** What `-e` names is a folder, also where it has no slash; or a URL. */
export function asEditable(argument: Argument): Argument {
  const { text, prefix } = argument;
  if (prefix === '' || prefix.includes('://') || /^[./~]/.test(prefix)) return argument;
  return { ...argument, text: text === null ? null : `./${text}`, prefix: `./${prefix}` };
}

/** Reads the operands of `pip install` and its kin. */
export function readRequirements(operands: readonly Argument[], context: CommandContext): Requirements {
  const packages: PackageWord[] = [];
  const projects: Install['manifests'][number][] = [];
  let open = false;
  for (const argument of operands) {
    const { word } = argument;
    const name = argument.text ?? knownName(argument);
    if (name === null) {
      open = true;
      continue;
    }
    const text = name.trim();
    if (isLocal(text)) {
      const path = withoutExtras(text.replace(/^file:(?:\/\/)?/, ''));
      projects.push({ path: pathsNamed(path, context, 'tree').path, role: 'project', word });
      if (path.endsWith('.whl')) packages.push({ name: archiveName(path), version: null, extras: [], word });
      continue;
    }
    const read = readSpecifier(text);
    if (read === null) open = true;
    else packages.push({ ...read, version: argument.text === null ? null : read.version, word });
  }
  return { packages, projects, open };
}

/** `torch==$VERSION`: the name is known though the version is not. */
function knownName({ prefix }: Argument): string | null {
  return /^([\w.-]+)(?:\[[\w,.\s-]*\])?\s*[=<>~!@]/.exec(prefix)?.[1] ?? null;
}

function isLocal(text: string): boolean {
  if (text.startsWith('file:')) return true;
  if (text.includes('://') || text.includes(' @ ')) return false;
  if (/^\.{1,2}(?:\/|$|\[)|^[/~]/.test(text)) return true;
  return /\.(?:whl|tar\.gz|zip|tgz)$/.test(withoutExtras(text)) || /^[\w.-]+\/[^=<>]*$/.test(text);
}

function withoutExtras(text: string): string {
  const open = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  return open < 0 ? text : text.slice(0, open);
}

/** The name in the file name of a wheel or source archive: what stands before the first dash. */
function archiveName(path: string): string {
  return normaliseName(path.slice(path.lastIndexOf('/') + 1).split('-')[0] ?? '');
}

/** Name, extras and version of a specifier or URL; null where it is none. */
export function readSpecifier(text: string): Omit<PackageWord, 'word'> | null {
  if (/^(?:git|hg|svn|bzr)\+|^https?:/.test(text)) return readUrl(text);
  const parts = /^([a-z\d][\w.-]*)\s*(?:\[([^\]]*)\])?([^;]*)/i.exec(text);
  if (parts === null) return null;
  const [, name = '', extras = '', rest = ''] = parts;
  const version = rest.trim().replace(/^\((.*)\)$/, '$1');
  if (version !== '' && !/^[=<>~!@]/.test(version)) return null;
  return {
    name: normaliseName(name),
    version: version === '' ? null : version,
    extras: extras
      .split(',')
      .map((extra) => extra.trim())
      .filter((extra) => extra !== ''),
  };
}

/** `git+https://host/owner/name.git@ref#egg=name`, `https://host/path/name-1.2-py3-none-any.whl`. */
function readUrl(text: string): Omit<PackageWord, 'word'> | null {
  const [address = '', fragment = ''] = text.split('#', 2);
  const egg = /(?:^|&)egg=([\w.-]+)/.exec(fragment)?.[1];
  const path = (address.split('?', 1)[0] ?? '').replace(/^\w+\+/, '');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const isArchive = /\.(?:whl|zip|gz|tgz|bz2)$/.test(last);
  const name = egg ?? (isArchive ? archiveName(last) : (last.split('@', 1)[0] ?? '').replace(/\.git$/, ''));
  return name === '' ? null : { name: normaliseName(name), version: null, extras: [] };
}

/** PEP 503: lower case, runs of `-`, `_` and `.` are one dash. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
