// The name of the project's settings file. It reads none.
import { baseNameOf } from '../session/file-uri.ts';

export const settingsFileName = 'plimsoll.json';

export function isSettingsFile(path: string): boolean {
  return baseNameOf(path) === settingsFileName;
}
