// Names of Python packages in the files of a project's manager: pyproject.toml, Pipfile and the lock files. It takes names and
// nothing else: no versions, no markers, no groups that an option leaves out.
import { normaliseName, readSpecifier } from '../../effects/python-requirements.ts';
import { parseJson, recordOf } from '../../image/untrusted-json.ts';
import { baseName } from '../stage-view.ts';

export interface DeclaredFile {
  readonly role: 'manifest' | 'lock';
  /** Absolute path in the image. */
  readonly path: string;
  /** Null where it was not read, or is not there. */
  readonly text: string | null;
}

/** Every name: of the lock where there is one, else what the project asks for itself. Null where neither could be read. */
export function projectNames(files: readonly DeclaredFile[]): readonly string[] | null {
  for (const role of ['lock', 'manifest'] as const) {
    for (const { text, path } of files.filter((file) => file.role === role)) {
      const names = text === null ? null : namesIn(baseName(path), text);
      if (names !== null) return names;
    }
  }
  return null;
}

function namesIn(file: string, text: string): readonly string[] | null {
  if (file === 'Pipfile.lock') {
    const lock = parseJson(text);
    return lock === undefined ? null : Object.keys(recordOf(recordOf(lock)['default'])).map(normaliseName);
  }
  if (file.endsWith('.lock')) {
    const names = [...text.matchAll(/^name = "([^"\n]+)"/gm)].map(([, name = '']) => normaliseName(name));
    return names.length === 0 ? null : names;
  }
  if (file === 'Pipfile') return tableKeys(text, /^\[packages\]/);
  if (file !== 'pyproject.toml') return null;
  const listed = listedNames(text, /^[ \t]*dependencies[ \t]*=[ \t]*\[/m);
  const keys = tableKeys(text, /^\[tool\.poetry\.(?:group\.[\w-]+\.)?dependencies\]/);
  return listed === null && keys.length === 0 ? null : [...(listed ?? []), ...keys];
}

/** Names of the list that begins where `start` ends (`dependencies = [ … ]`); null where there is no such list. */
export function listedNames(text: string, start: RegExp): readonly string[] | null {
  const head = start.exec(text);
  if (head === null) return null;
  const names: string[] = [];
  // Why one string at a time: extras have brackets of their own.
  for (const [item, double, single] of text
    .slice(head.index + head[0].length)
    .matchAll(/"([^"\n]*)"|'([^'\n]*)'|#[^\n]*|\]/g)) {
    if (item === ']') break;
    const specifier = readSpecifier((double ?? single ?? '').trim());
    if (specifier !== null) names.push(specifier.name);
  }
  return names;
}

/** Keys of every table whose heading matches. */
function tableKeys(text: string, heading: RegExp): readonly string[] {
  const keys: string[] = [];
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) inside = heading.test(line);
    const key = inside ? /^["']?([a-z\d][\w.-]*)["']?[ \t]*=/i.exec(line)?.[1] : undefined;
    if (key !== undefined && key !== 'python') keys.push(normaliseName(key));
  }
  return keys;
}
