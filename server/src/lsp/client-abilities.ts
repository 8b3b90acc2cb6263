// What the connected editor can do, read once from its `initialize`. Everything it does not say it cannot do.
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver/node';
import type { InitializationOptions } from '../protocol.ts';

export interface ClientAbilities {
  /** Carries out our client commands (VS Code with our extension). */
  readonly ownCommands: boolean;
  readonly documentChanges: boolean;
  readonly changeAnnotations: boolean;
  readonly createFiles: boolean;
  readonly disabledActions: boolean;
  readonly actionData: boolean;
  readonly resolvesEdits: boolean;
  readonly markdownHover: boolean;
  readonly pullsSettings: boolean;
  readonly watchesFiles: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
}

export function optionsOf(params: InitializeParams): InitializationOptions {
  const given: unknown = params.initializationOptions;
  return typeof given === 'object' && given !== null ? given : {};
}

export function readAbilities(params: InitializeParams): ClientAbilities {
  return abilitiesOf(params.capabilities, optionsOf(params).ownCommands === true);
}

function abilitiesOf({ textDocument, workspace }: ClientCapabilities, ownCommands: boolean): ClientAbilities {
  const action = textDocument?.codeAction;
  const edit = workspace?.workspaceEdit;
  return {
    ownCommands,
    documentChanges: edit?.documentChanges === true,
    changeAnnotations: edit?.changeAnnotationSupport !== undefined,
    createFiles: edit?.documentChanges === true && edit.resourceOperations?.includes('create') === true,
    disabledActions: action?.disabledSupport === true,
    actionData: action?.dataSupport === true,
    resolvesEdits: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    pullsSettings: workspace?.configuration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
  };
}

/** A client that has not said yet what it can do. */
export const noAbilities = abilitiesOf({}, false);
