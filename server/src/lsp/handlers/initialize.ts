// initialize: takes down what the client can do and wants, and says what the server offers. Nothing is loaded for it.
import type { InitializeParams, InitializeResult } from 'vscode-languageserver/node';
import { pathOfUri } from '../../session/file-uri.ts';
import { serverCapabilities } from '../capabilities.ts';
import { optionsOf, readAbilities } from '../client-abilities.ts';
import type { ServerContext } from '../server-context.ts';

export function handle(context: ServerContext, params: InitializeParams): InitializeResult {
  const { trusted, settings } = optionsOf(params);
  context.client = readAbilities(params);
  context.workspaceFolders = (params.workspaceFolders ?? []).flatMap(({ uri }) => pathOfUri(uri) ?? []);
  context.session.trusted = trusted === true;
  context.session.settings.setGlobal(settings);
  return { capabilities: serverCapabilities, serverInfo: { name: 'plimsoll' } };
}
