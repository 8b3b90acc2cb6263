// What `pip install -r` reads: requirements and constraints files, and those that they name in turn (pip's requirements file
// format). Paths and editable installs read the project, so they are no proof.
import { joinPath } from '../../../effects/path-set.ts';
import type { ManifestReader, ReadFiles } from '../manifest-reader.ts';
import type { Project } from '../project.ts';

export const readPip: ManifestReader = (command, project) => {
  const manifests = command.effect.installs.flatMap((install) => install.manifests);
  if (command.effect.installs.some(({ open }) => open)) return { why: 'a variable names what it installs' };
  const source = manifests.find(({ role }) => role !== 'requirements' && role !== 'constraints');
  if (source !== undefined) return { why: 'it installs the project itself' };
  const { words } = command.command;
  if (words.some(({ value }) => /^(?:-f|--find-links|--no-index|--report|--cert)/.test(value ?? '')))
    return { why: 'it is pointed to files by an option' };
  return readRequirementsFiles(
    manifests.map(({ path }) => path),
    project,
  );
};

/** The files with all that they name; a reason where one names more than files of requirements. */
export function readRequirementsFiles(
  paths: readonly string[],
  project: Project,
): ReadFiles | { readonly why: string } {
  const found = new Set<string>();
  const open = [...paths];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    if (found.has(path)) continue;
    const text = project.text(path);
    if (text === null) return { why: `${path} is not known` };
    found.add(path);
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    for (const entry of entriesOf(text)) {
      const nested = /^(?:-r|-c|--requirement|--constraint)(?:\s*=\s*|\s*)(\S+)$/.exec(entry)?.[1];
      if (nested?.includes('://') === true) continue;
      if (nested !== undefined) open.push(joinPath(folder, nested.replaceAll(/["']/g, '')));
      else if (namesFiles(entry)) return { why: `${path} names files of the project: ${entry.slice(0, 60)}` };
    }
  }
  return { files: [...found] };
}

/** Lines with continuations joined, comments taken off. */
function entriesOf(text: string): readonly string[] {
  const joined = text.replaceAll(/\\\r?\n/g, ' ');
  return joined.split(/\r?\n/).flatMap((line) => {
    const entry = (/^#/.test(line.trim()) ? '' : (line.split(' #')[0] ?? '')).trim();
    return entry === '' ? [] : [entry];
  });
}

const harmless =
  /^(?:-i|--index-url|--extra-index-url|--trusted-host|--pre|--prefer-binary|--only-binary|--no-binary|--require-hashes|--use-feature)\b/;

function namesFiles(entry: string): boolean {
  if (entry.startsWith('-')) {
    if (harmless.test(entry)) return false;
    // An editable install of a repository is fetched into a folder of its own.
    return !/^(?:-e|--editable|-f|--find-links)[ =]\s*(?:git|hg|svn|bzr|https?)[+:]/.test(entry);
  }
  if (/^[\w.-]+ *(?:\[[^\]]*\] *)?@/.test(entry)) return /@\s*(?:file:|\.{0,2}\/)/.test(entry);
  if (/^(?:git|hg|svn|bzr)\+|^https?:/.test(entry)) return false;
  return /^[./~]|^file:|^[\w.-]+\/|\.(?:whl|zip|tar\.gz)\b/.test(entry) || entry.includes('${');
}
