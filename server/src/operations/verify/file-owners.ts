// Which package the files of an image are of, by the lists of Debian's and Alpine's package managers: what the planner
// installs again instead of copying it. rpm's is left out, for no plan installs its packages.
import { readDpkgFiles, readStanzas } from '../../file-tree/read-package-lists.ts';
import { kindOfPackageList } from '../../image/package-lists.ts';

/** True for a list that `addOwners` reads; the path is absolute. */
export function isFileList(path: string): boolean {
  const kind = kindOfPackageList(path.slice(1));
  return kind === 'dpkg-files' || kind === 'apk';
}

/** Adds what a list tells: package by absolute path, folders of Debian's lists among them. */
export function addOwners(owners: Map<string, string>, path: string, content: Uint8Array): void {
  const text = new TextDecoder().decode(content);
  const isApk = kindOfPackageList(path.slice(1)) === 'apk';
  const packages = isApk ? readStanzas('apk', text) : [readDpkgFiles(path, text, new Map())];
  for (const { name, files } of packages) for (const file of files) if (file !== '') owners.set(`/${file}`, name);
}
