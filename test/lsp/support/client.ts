// A language client for tests: talks real LSP to the server over streams in memory, and waits for what it sends. It knows no
// Dockerfile.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { startServer } from '../../../server/src/server.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from '../../support/memory-host.ts';

export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly host: MemoryHost;
  readonly initialized: InitializeResult;
  /** Everything published so far, oldest first. */
  readonly published: readonly PublishDiagnosticsParams[];
  /** Lines the server logged at warning or error. */
  readonly logged: readonly string[];
  open(text: string, uri?: string, languageId?: string): void;
  /** Replaces one range, or the whole text. */
  change(version: number, text: string, range?: Range, uri?: string): void;
  close(uri?: string): void;
  /** The first published diagnostics of the version that `accept` takes. */
  diagnostics(
    version: number,
    accept?: (all: readonly Diagnostic[]) => boolean,
    uri?: string,
  ): Promise<readonly Diagnostic[]>;
  actions(range: Range, only?: readonly string[], diagnostics?: readonly Diagnostic[]): Promise<readonly CodeAction[]>;
  request<R>(method: string, params: unknown, token?: CancellationToken): Promise<R>;
  stop(): void;
}

export interface ClientOptions extends MemoryHostOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Puts things on the host before the server starts. */
  readonly prepare?: (host: MemoryHost) => Promise<void>;
  /** Answers `workspace/configuration`; the client then says it can. */
  readonly configuration?: () => unknown;
}

/** The embedded catalogues, as the real host would give them. */
const catalogues = Object.fromEntries(
  readdirSync('server/data').map((name): [string, unknown] => [
    path.basename(name, '.json'),
    JSON.parse(readFileSync(path.join('server/data', name), 'utf8')),
  ]),
);

export const uri = 'file:///project/Dockerfile';

/** What VS Code can do, as far as the server looks at it. */
export const fullCapabilities: ClientCapabilities = {
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: {
      dataSupport: true,
      disabledSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } },
    },
    publishDiagnostics: { versionSupport: true },
  },
  workspace: {
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create', 'rename', 'delete'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
};

export async function startClient({
  capabilities = fullCapabilities,
  initializationOptions,
  configuration,
  prepare,
  ...hostOptions
}: ClientOptions = {}): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const host = createMemoryHost({ catalogues, ...hostOptions });
  await prepare?.(host);
  startServer(
    createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    host,
  );
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const published: PublishDiagnosticsParams[] = [];
  const logged: string[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const look of waiting) look();
  });
  connection.onNotification('window/logMessage', ({ message, type }: { message: string; type: number }) => {
    if (type <= 2) logged.push(message);
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
    items.map(() => configuration?.()),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    capabilities:
      configuration === undefined
        ? capabilities
        : { ...capabilities, workspace: { ...capabilities.workspace, configuration: true } },
    initializationOptions,
    workspaceFolders: [{ uri: 'file:///work', name: 'work' }],
  });
  void connection.sendNotification('initialized', {});

  return {
    connection,
    host,
    initialized,
    published,
    logged,
    open(text, at = uri, languageId = 'dockerfile') {
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: at, languageId, version: 1, text },
      });
    },
    change(version, text, range, at = uri) {
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: at, version },
        contentChanges: [range === undefined ? { text } : { range, text }],
      });
    },
    close(at = uri) {
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri: at } });
    },
    diagnostics(version, accept = () => true, at = uri) {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = published.find((one) => one.uri === at && one.version === version && accept(one.diagnostics));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found.diagnostics);
        };
        waiting.add(look);
        look();
      });
    },
    async actions(range, only, diagnostics = []) {
      const context = { diagnostics, ...(only === undefined ? {} : { only }) };
      return connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range, context });
    },
    request: async (method, params, token) =>
      token === undefined ? connection.sendRequest(method, params) : connection.sendRequest(method, params, token),
    stop() {
      connection.end();
      connection.dispose();
    },
  };
}

export function at(line: number, character: number, endLine = line, endCharacter = character): Range {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

/** The text after the edits that a workspace edit has for a document. */
export function applied(text: string, edit: WorkspaceEdit | undefined, of = uri): string {
  const edits: TextEdit[] = [...(edit?.changes?.[of] ?? [])];
  for (const change of edit?.documentChanges ?? [])
    if ('textDocument' in change && change.textDocument.uri === of) edits.push(...(change.edits as TextEdit[]));
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const offset = ({ line, character }: { line: number; character: number }): number =>
    (starts[line] ?? text.length) + character;
  let result = text;
  for (const { range, newText } of edits.sort((a, b) => offset(b.range.start) - offset(a.range.start)))
    result = result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end));
  return result;
}
