// plimsoll/buildChoices: what a person may be asked before a build.
import { buildChoices } from '../../features/build-choices.ts';
import type { BuildChoices, DocumentParams } from '../../protocol.ts';
import { resolveContextFolder } from '../../session/context-folder.ts';
import { folderOf, isInside, pathOfUri } from '../../session/file-uri.ts';
import type { ServerContext } from '../server-context.ts';

export async function handle(
  { session, workspaceFolders }: ServerContext,
  { uri }: DocumentParams,
): Promise<BuildChoices | null> {
  const analysis = await session.analysis(uri);
  if (analysis === undefined) return null;
  const dockerfile = pathOfUri(uri);
  const contexts: string[] = [];
  if (dockerfile !== null) {
    const workspaceFolder = workspaceFolders.find((folder) => isInside(folder, dockerfile)) ?? null;
    const surroundings = { dockerfile, settingsFolder: null, workspaceFolder };
    const own = folderOf(dockerfile);
    const chosen =
      session.contexts.place(uri)?.folder ?? resolveContextFolder(analysis.settings.contextFolder, surroundings);
    // Why: a folder that the settings name has been chosen already.
    contexts.push(...(chosen === own ? [own, ...(workspaceFolder === null ? [] : [workspaceFolder])] : [chosen]));
  }
  return buildChoices(analysis.snapshot.dockerfile, {
    dockerfile,
    contexts: [...new Set(contexts)],
    decided: analysis.settings.buildArguments,
  });
}
