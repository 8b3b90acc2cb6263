// The folder a test opens: a copy of an example that is thrown away afterwards, so no test changes the checkout or another
// test's files.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** Copies a folder of the checkout to a temporary place under its own name. */
export function copyWorkspace(source: string): TemporaryFolder {
  const parent = temporaryFolder('workspace');
  const folder = path.join(parent.folder, path.basename(source));
  cpSync(source, folder, { recursive: true });
  return { folder, remove: parent.remove };
}
