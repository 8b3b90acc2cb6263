// Which folder is the build context of a Dockerfile, by settings and by where it lies. Paths only; it reads no disk.
import { folderOf } from './file-uri.ts';

export interface Surroundings {
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Folder of the plimsoll.json that applies; null where there is none. */
  readonly settingsFolder: string | null;
  readonly workspaceFolder: string | null;
}

/** An absolute path without `.` and `..`; `base` counts where `path` is relative. */
export function resolvePath(base: string, path: string): string {
  const slashes = path.replaceAll('\\', '/');
  const absolute = slashes.startsWith('/') || /^[a-z]:\//i.test(slashes);
  const parts: string[] = [];
  for (const part of `${absolute ? '' : `${base.replaceAll('\\', '/')}/`}${slashes}`.split('/')) {
    if (part === '..') {
      if (parts.length > 1) parts.pop();
    } else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  const joined = parts.join('/');
  return joined === '' ? '/' : joined;
}

/** The context by the setting, relative to the settings file or the workspace; the Dockerfile's own folder without one. */
export function resolveContextFolder(
  setting: string,
  { dockerfile, settingsFolder, workspaceFolder }: Surroundings,
): string {
  const own = folderOf(dockerfile);
  return setting === '' ? own : resolvePath(settingsFolder ?? workspaceFolder ?? own, setting);
}
