// Temporary folders that are gone when they are no longer needed, at the latest when this process ends. It knows nothing of what
// is kept in them.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TemporaryFolder {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  readonly remove: () => void;
}

/** Makes an empty folder named `plimsoll-<name>-…` among the system's temporary files. */
export function temporaryFolder(name: string): TemporaryFolder {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `plimsoll-${name}-`)));
  const remove = (): void => {
    process.removeListener('exit', remove);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', remove);
  return { folder, remove };
}
