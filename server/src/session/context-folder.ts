// Which folder is the build context of a Dockerfile, by settings and by where it lies. Paths only; it reads no disk.
import { resolvePath } from '../text/resolve-path.ts';
import { folderOf } from './file-uri.ts';

export interface Surroundings {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Folder of the plimsoll.json that applies; null where there is none. */
  readonly settingsFolder: string | null;
  readonly workspaceFolder: string | null;
}

/** The context by the setting, relative to the settings file or the workspace; the Dockerfile's own folder without one. */
export function resolveContextFolder(
  setting: string,
  { dockerfile, settingsFolder, workspaceFolder }: Surroundings,
): string {
  const own = folderOf(dockerfile);
  return setting === '' ? own : resolvePath(settingsFolder ?? workspaceFolder ?? own, setting);
}
