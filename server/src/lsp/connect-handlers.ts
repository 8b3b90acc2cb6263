// The table of methods: which handler answers what, and what the client gets when it fails. Documents are kept at once
// and in order; every other handler is loaded when its method is first called.
import {
  DidChangeConfigurationNotification,
  type ResponseError,
  type CancellationToken,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver/node';
import type { Host } from '../host/host.ts';
import { methods, type TrustParams } from '../protocol.ts';
import { openSession } from '../session/session.ts';
import { pathOfUri } from '../session/file-uri.ts';
import { serverCapabilities } from './capabilities.ts';
import { noAbilities, optionsOf, readAbilities } from './client-abilities.ts';
import { didChange, didClose, didOpen } from './document-sync.ts';
import { connectionLog, guardNotification, guardRequest } from './guard.ts';
import type { LocalImages } from './local-images.ts';
import { createRefresher } from './refresher.ts';
import type { ServerContext } from './server-context.ts';

/** What a handler file exports: one function named `handle`. */
interface Handler<P, R> {
  readonly handle: (context: ServerContext, params: P, token: CancellationToken) => R | Promise<R>;
}

async function openImages(host: Host): Promise<LocalImages> {
  const { openLocalImages } = await import('./local-images.ts');
  return openLocalImages(host);
}

export function connectHandlers(connection: Connection, host: Host): void {
  const session = openSession(host);
  const log = connectionLog(connection);
  const bug = (message: string, error: unknown): void =>
    log.error(`${message}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  let client = noAbilities;
  let workspaceFolders: readonly string[] = [];
  const refresher = createRefresher(connection, session, bug, () => client);
  const context: ServerContext = {
    connection,
    session,
    log,
    get client() {
      return client;
    },
    get workspaceFolders() {
      return workspaceFolders;
    },
    refresher,
    localImages: () => (localImages ??= openImages(host)),
  };
  let localImages: Promise<LocalImages> | undefined;

  connection.onInitialize((params: InitializeParams) => {
    client = readAbilities(params);
    const options = optionsOf(params);
    session.trusted = options.trusted === true;
    session.settings.setGlobal(options.settings);
    workspaceFolders = (params.workspaceFolders ?? []).flatMap(({ uri }) => pathOfUri(uri) ?? []);
    return { capabilities: serverCapabilities, serverInfo: { name: 'plimsoll' } };
  });
  connection.onInitialized(
    guardNotification(log, 'initialized', async () => {
      // Why here: the answer to `initialize` is out, and the first document is about to come.
      await session.load();
      if (client.pullsSettings)
        await connection.client.register(DidChangeConfigurationNotification.type, { section: 'plimsoll' });
      const { watchFiles } = await import('./watch-files.ts');
      await watchFiles(context);
    }),
  );

  connection.onDidOpenTextDocument(guardNotification(log, 'didOpen', (params) => didOpen(context, params)));
  connection.onDidChangeTextDocument(guardNotification(log, 'didChange', (params) => didChange(context, params)));
  connection.onDidCloseTextDocument(guardNotification(log, 'didClose', (params) => didClose(context, params)));
  connection.onDidChangeConfiguration(
    guardNotification(log, 'didChangeConfiguration', async (params) => {
      const { handle } = await import('./handlers/did-change-configuration.ts');
      await handle(context, params);
    }),
  );
  connection.onDidChangeWatchedFiles(
    guardNotification(log, 'didChangeWatchedFiles', async (params) => {
      const { handle } = await import('./handlers/did-change-watched-files.ts');
      await handle(context, params);
    }),
  );
  connection.onDidSaveTextDocument(
    guardNotification(log, 'didSave', async ({ textDocument }) => {
      const { handle } = await import('./handlers/did-save.ts');
      await handle(context, textDocument.uri);
    }),
  );

  const request = <P, R>(
    method: string,
    fallback: R,
    load: () => Promise<Handler<P, R>>,
  ): ((params: P, token: CancellationToken) => Promise<R | ResponseError>) =>
    guardRequest<P, R>(log, method, fallback, async () => {
      const { handle } = await load();
      return (params, token) => handle(context, params, token);
    });
  connection.onHover(request('hover', null, () => import('./handlers/hover.ts')));
  connection.onCodeAction(request('codeAction', [], () => import('./handlers/code-action.ts')));
  connection.onCodeActionResolve((action, token) =>
    request('codeAction/resolve', action, () => import('./handlers/code-action-resolve.ts'))(action, token),
  );
  connection.onCodeLens(request('codeLens', [], () => import('./handlers/code-lens.ts')));
  connection.languages.inlayHint.on(request('inlayHint', [], () => import('./handlers/inlay-hint.ts')));

  const none = { kind: 'none', why: 'Plimsoll could not plan the rewrite: see its output for the fault' } as const;
  const failed = {
    kind: 'failed',
    failure: 'unreadable',
    message: 'Plimsoll could not build the image: see its output for the fault.',
    lines: [],
    line: null,
  } as const;
  connection.onRequest(
    methods.plan,
    request('plan', none, () => import('./handlers/plan.ts')),
  );
  connection.onRequest(
    methods.buildChoices,
    request('buildChoices', null, () => import('./handlers/build-choices.ts')),
  );
  connection.onRequest(
    methods.buildAndMeasure,
    request('buildAndMeasure', failed, () => import('./handlers/build-and-measure.ts')),
  );
  connection.onRequest(
    methods.layers,
    request('layers', null, () => import('./handlers/layers.ts')),
  );
  connection.onRequest(
    methods.engineStatus,
    request('engineStatus', { engine: null, off: [] }, () => import('./handlers/engine-status.ts')),
  );
  connection.onNotification(
    methods.trustChanged,
    guardNotification(log, 'trustChanged', ({ trusted }: TrustParams) => {
      session.trusted = trusted;
    }),
  );
}
