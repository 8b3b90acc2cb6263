// plimsoll/buildChoices: what a person may be asked before a build.
import { buildChoices } from '../../features/build-choices.ts';
import { findDeclaredBuilds } from '../../operations/find-declared-builds.ts';
import type { BuildChoices, DeclaredInputs, DocumentParams } from '../../protocol.ts';
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
  let declared: readonly DeclaredInputs[] = [];
  if (dockerfile !== null) {
    const workspaceFolder = workspaceFolders.find((folder) => isInside(folder, dockerfile)) ?? null;
    const surroundings = { dockerfile, settingsFolder: null, workspaceFolder };
    const own = folderOf(dockerfile);
    const chosen =
      session.contexts.place(uri)?.folder ?? resolveContextFolder(analysis.settings.contextFolder, surroundings);
    // Why: what the project's plimsoll.json says is decided, and files of others need not be asked.
    if (analysis.settings.contextFolder === '')
      declared = await findDeclaredBuilds(session.host, dockerfile, workspaceFolder);
    // Why: a folder that the settings name has been chosen already.
    contexts.push(...(chosen === own ? [own, ...(workspaceFolder === null ? [] : [workspaceFolder])] : [chosen]));
  }
  return buildChoices(analysis.snapshot.dockerfile, {
    dockerfile,
    contexts: [...new Set(contexts)],
    decided: analysis.settings.buildArguments,
    declared: declared.map(({ label, context, target, buildArgs, platforms }) => ({
      label,
      context,
      target,
      buildArgs: Object.fromEntries(
        Object.entries(buildArgs).filter(([name]) => !Object.hasOwn(analysis.settings.buildArguments, name)),
      ),
      platforms,
    })),
  });
}
