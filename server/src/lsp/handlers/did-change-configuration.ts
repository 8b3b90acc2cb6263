// workspace/didChangeConfiguration: settings are asked for again, or taken from the message where the client sends them.
import type { DidChangeConfigurationParams } from 'vscode-languageserver/node';
import type { ServerContext } from '../server-context.ts';

export async function handle(context: ServerContext, params: DidChangeConfigurationParams): Promise<void> {
  const { session, client, refresher } = context;
  if (!client.pullsSettings) {
    const given = params.settings as { readonly plimsoll?: unknown } | null | undefined;
    session.settings.setGlobal(given?.plimsoll ?? given ?? {});
  }
  const open = session.documents.all().filter(({ isDockerfile }) => isDockerfile);
  await Promise.all(open.map(({ uri }) => context.readBehind(uri)));
  for (const { uri } of open) refresher.changed(uri);
  refresher.figuresChanged();
}
