// Reads what belongs to a Dockerfile on disk: the project's plimsoll.json, the build context and the record of its last
// build. It runs behind the first findings, and whatever comes of it is only a reason to look again.
import { isUnavailable } from '../host/host.ts';
import { readRecord } from '../operations/keep-record.ts';
import { folderOf, isInside, pathOfUri } from '../session/file-uri.ts';
import { resolveContextFolder } from '../session/context-folder.ts';
import type { Session } from '../session/session.ts';
import { parseSettingsFile } from '../settings/read-settings.ts';
import type { Log } from './guard.ts';
import { settingsFileName } from './settings-file.ts';

const settingsFileLimit = 256 * 1024;

/** The plimsoll.json nearest above the Dockerfile, within the workspace folder that holds it. */
async function readProjectSettings(
  session: Session,
  uri: string,
  path: string,
  workspaceFolders: readonly string[],
  log: Log,
): Promise<string | null> {
  const root = workspaceFolders.find((folder) => isInside(folder, path)) ?? folderOf(path);
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const file = `${folder === '/' ? '' : folder}/${settingsFileName}`;
    const bytes = await session.host.readFile(file, settingsFileLimit);
    if (!isUnavailable(bytes)) {
      const { source, problems } = parseSettingsFile(new TextDecoder().decode(bytes), file);
      // Why only then: a file that is read again says nothing new.
      if (session.settings.setProject(uri, source))
        for (const problem of [...problems, ...session.settings.problems(uri)]) log.warn(problem);
      return folder;
    }
    if (folder === root || folder === folderOf(folder) || !isInside(root, folder)) break;
  }
  session.settings.setProject(uri, null);
  return null;
}

/** The path from a folder that holds it; from its own folder where none is known. */
function pathWithin(folder: string | null, path: string): string {
  const from = folder ?? folderOf(path);
  return path.slice(from === '/' ? 1 : from.length + 1);
}

/** The record of the last build, from an earlier session. Resolves to true where there was one. */
export async function restoreRecord(session: Session, uri: string): Promise<boolean> {
  const dockerfile = pathOfUri(uri);
  if (dockerfile === null || session.record(uri) !== null) return false;
  const { target } = session.settings.of(uri);
  const targets = target === '' ? [null] : [target, null];
  for (const wanted of targets) {
    const record = await readRecord(session.host, { dockerfile, target: wanted, platform: null });
    if (record === null || session.record(uri) !== null) continue;
    session.setRecord(uri, record);
    return true;
  }
  return false;
}

/** Reads settings file and context of one open Dockerfile. Resolves to true where its findings may be others now. */
export async function readProjectFiles(
  session: Session,
  uri: string,
  workspaceFolders: readonly string[],
  log: Log,
): Promise<boolean> {
  const path = pathOfUri(uri);
  if (path === null || session.documents.get(uri)?.isDockerfile !== true) return false;
  const before = session.settings.of(uri);
  const settingsFolder = await readProjectSettings(session, uri, path, workspaceFolders, log);
  const workspaceFolder = workspaceFolders.find((candidate) => isInside(candidate, path)) ?? null;
  session.settings.setPath(uri, pathWithin(settingsFolder ?? workspaceFolder, path));
  const settings = session.settings.of(uri);
  const folder = resolveContextFolder(settings.contextFolder, {
    dockerfile: path,
    settingsFolder,
    workspaceFolder,
  });
  const contextChanged = await session.contexts.refresh(
    uri,
    { dockerfile: path, folder },
    { target: settings.target === '' ? null : settings.target, buildArguments: settings.buildArguments },
  );
  return contextChanged || JSON.stringify(before) !== JSON.stringify(settings);
}
