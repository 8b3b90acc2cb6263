// Starts, stops and restarts the language server and carries our own requests to it. It knows no Dockerfile and no feature.
import * as vscode from 'vscode';
import type { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { methods, type InitializationOptions, type TrustParams } from '../../server/src/protocol.ts';

export type ServerState = 'starting' | 'running' | 'stopped';

export interface ServerProcess {
  readonly log: vscode.LogOutputChannel;
  readonly state: ServerState;
  readonly onStateChange: vscode.Event<ServerState>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** Sends one of our requests; waits for a server that is starting. Rejects when the server is down or the request was cancelled. */
  request<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R>;
  /** Listens to one of our notifications, over restarts too. */
  onNotification(method: string, handle: (params: unknown) => void): vscode.Disposable;
  /** Listens to the work-done progress of one of our requests until disposed. */
  onProgress(token: string, handle: (value: unknown) => void): Promise<vscode.Disposable>;
}

/** Schemes in which documents are looked at; the left side of a comparison (`git:` and the like) is not one. */
const schemes = ['file', 'untitled', 'vscode-vfs', 'vscode-remote'];

/** Files that findings rest on: unsaved text of theirs wins over the disk. */
const contextFiles =
  '**/{.dockerignore,*.dockerignore,.containerignore,*requirements*.txt,constraints*.txt,pyproject.toml}';

export function createServerProcess(context: vscode.ExtensionContext): ServerProcess {
  const log = vscode.window.createOutputChannel('Plimsoll', { log: true });
  const stateChanged = new vscode.EventEmitter<ServerState>();
  const listeners = new Map<string, Set<(params: unknown) => void>>();
  const registered = new Set<string>();
  context.subscriptions.push(log, stateChanged);
  let state: ServerState = 'stopped';
  let client: LanguageClient | undefined;
  let starting: Promise<void> | undefined;

  function become(next: ServerState): void {
    state = next;
    stateChanged.fire(next);
  }

  async function create(): Promise<LanguageClient> {
    // Why here: commands answer before this much code is loaded.
    const { LanguageClient, State, TransportKind } = await import('vscode-languageclient/node');
    const module = context.asAbsolutePath('dist/server.js');
    const serverOptions: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    };
    const initializationOptions: InitializationOptions = {
      ownCommands: true,
      trusted: vscode.workspace.isTrusted,
      settings: JSON.parse(JSON.stringify(vscode.workspace.getConfiguration('plimsoll'))) as unknown,
    };
    const clientOptions: LanguageClientOptions = {
      documentSelector: [
        ...schemes.map((scheme) => ({ scheme, language: 'dockerfile' })),
        { scheme: 'file', pattern: contextFiles },
      ],
      initializationOptions,
      outputChannel: log,
      diagnosticCollectionName: 'plimsoll',
    };
    const made = new LanguageClient('plimsoll', 'Plimsoll', serverOptions, clientOptions);
    made.onDidChangeState(({ newState }) => {
      become(newState === State.Running ? 'running' : newState === State.Starting ? 'starting' : 'stopped');
    });
    return made;
  }

  async function startOnce(): Promise<void> {
    become('starting');
    try {
      client ??= await create();
      registered.clear();
      for (const method of listeners.keys()) listen(method);
      await client.start();
    } catch (error) {
      log.error(`The language server could not be started: ${String(error)}`);
      become('stopped');
    } finally {
      starting = undefined;
    }
  }

  function listen(method: string): void {
    if (client === undefined || registered.has(method)) return;
    registered.add(method);
    context.subscriptions.push(
      client.onNotification(method, (params: unknown) => {
        for (const handle of listeners.get(method) ?? []) handle(params);
      }),
    );
  }

  async function running(): Promise<LanguageClient> {
    if (client?.isRunning() !== true) await server.start();
    if (client?.isRunning() !== true) throw new Error('the Plimsoll language server is not running: see its output');
    return client;
  }

  const server: ServerProcess = {
    log,
    get state() {
      return state;
    },
    onStateChange: stateChanged.event,
    start: () => (starting ??= startOnce()),
    async stop() {
      await starting;
      if (client?.isRunning() === true) await client.stop();
    },
    async restart() {
      await server.stop();
      await server.start();
    },
    async request<R>(method: string, params: unknown, token?: vscode.CancellationToken) {
      const ready = await running();
      return token === undefined ? ready.sendRequest<R>(method, params) : ready.sendRequest<R>(method, params, token);
    },
    onNotification(method, handle) {
      const handlers = listeners.get(method) ?? new Set();
      handlers.add(handle);
      listeners.set(method, handlers);
      listen(method);
      return new vscode.Disposable(() => handlers.delete(handle));
    },
    async onProgress(token, handle) {
      const [ready, { WorkDoneProgress }] = await Promise.all([running(), import('vscode-languageclient/node')]);
      return ready.onProgress(WorkDoneProgress.type, token, handle);
    },
  };
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      const params: TrustParams = { trusted: true };
      void client?.sendNotification(methods.trustChanged, params);
    }),
  );
  return server;
}
