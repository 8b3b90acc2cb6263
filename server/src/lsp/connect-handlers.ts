// The table of methods: which handler answers what, and what the client gets when it fails. Documents are kept at once
// and in order; handlers of requests are loaded with the first document.
import type { CancellationToken, Connection, ResponseError } from 'vscode-languageserver/node';
import type { Host } from '../host/host.ts';
import { methods, type TrustParams } from '../protocol.ts';
import { openSession } from '../session/session.ts';
import { noAbilities } from './client-abilities.ts';
import { didChange, didClose, didOpen } from './document-sync.ts';
import { connectionLog, guardNotification, guardRequest } from './guard.ts';
import { handle as didChangeConfiguration } from './handlers/did-change-configuration.ts';
import { handle as didChangeWatchedFiles } from './handlers/did-change-watched-files.ts';
import { handle as didSave } from './handlers/did-save.ts';
import { handle as initialize } from './handlers/initialize.ts';
import { handle as initialized } from './handlers/initialized.ts';
import type { IgnoreFiles } from './ignore-files.ts';
import type { LocalImages } from './local-images.ts';
import type * as Later from './on-first-use.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { lookAtIgnoreFile, readNamedFiles } from './after-findings.ts';
import type { MeasuredEvidence } from './measured-evidence.ts';
import { readBehind } from './read-behind.ts';
import { createRefresher } from './refresher.ts';
import type { RegistryAnswers } from './registry-answers.ts';
import type { ServerContext } from './server-context.ts';
import type { VerifiedRewrites } from './verified-rewrites.ts';

/** What a handler file exports: one function named `handle`. */
interface Handler<P, R> {
  readonly handle: (context: ServerContext, params: P, token: CancellationToken) => R | Promise<R>;
}

async function loadLater(host: Host): Promise<typeof Later> {
  const loaded = await import('./on-first-use.ts');
  loaded.prepare(host);
  return loaded;
}

const noPlan = { kind: 'none', why: 'Plimsoll could not plan the rewrite: its output names the fault' } as const;
const noVerification = {
  kind: 'failed',
  failure: 'unreadable',
  message: 'Plimsoll could not verify the rewrite: its output names the fault.',
  lines: [],
  line: null,
} as const;
const noBuild = {
  kind: 'failed',
  failure: 'unreadable',
  message: 'Plimsoll could not build the image: its output names the fault.',
  lines: [],
  line: null,
} as const;

export function connectHandlers(connection: Connection, host: Host): void {
  const log = connectionLog(connection);
  const bug = (message: string, error: unknown): void =>
    log.error(`${message}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  let loaded: Promise<typeof Later> | undefined;
  let localImages: Promise<LocalImages> | undefined;
  let registryAnswers: Promise<RegistryAnswers> | undefined;
  let verifiedRewrites: Promise<VerifiedRewrites> | undefined;
  let measuredEvidence: Promise<MeasuredEvidence> | undefined;
  const later = (): Promise<typeof Later> => (loaded ??= loadLater(host));
  let ignoreFiles: Promise<IgnoreFiles> | undefined;
  const session = openSession(host, later);
  const readNamed = oneAtATime((uri) => readNamedFiles(context, later, uri));
  const context: ServerContext = {
    connection,
    session,
    log,
    client: noAbilities,
    workspaceFolders: [],
    refresher: createRefresher(
      connection,
      session,
      bug,
      () => context.client,
      later,
      (uri) => void readNamed(uri),
    ),
    ignoreFiles: () =>
      (ignoreFiles ??= later().then(({ openIgnoreFiles }) => openIgnoreFiles(connection, session, bug))),
    lookAtIgnoreFile: oneAtATime((uri) => lookAtIgnoreFile(context, uri)),
    localImages: () => (localImages ??= later().then(({ openLocalImages }) => openLocalImages(host))),
    registryAnswers: () => (registryAnswers ??= later().then(({ openRegistryAnswers }) => openRegistryAnswers(host))),
    verifiedRewrites: () =>
      (verifiedRewrites ??= later().then(({ openVerifiedRewrites }) => openVerifiedRewrites(host, log))),
    measuredEvidence: () =>
      (measuredEvidence ??= later().then(({ openMeasuredEvidence }) => openMeasuredEvidence(host, log))),
    readBehind: oneAtATime((uri) => readBehind(context, later, uri)),
  };

  const notified = <P>(method: string, handle: (context: ServerContext, params: P) => unknown): ((params: P) => void) =>
    guardNotification(log, method, (params: P) => handle(context, params));
  connection.onInitialize((params) => initialize(context, params));
  connection.onInitialized(notified('initialized', initialized));
  connection.onDidOpenTextDocument(notified('didOpen', didOpen));
  connection.onDidChangeTextDocument(notified('didChange', didChange));
  connection.onDidCloseTextDocument(notified('didClose', didClose));
  connection.onDidSaveTextDocument(notified('didSave', didSave));
  connection.onDidChangeConfiguration(notified('didChangeConfiguration', didChangeConfiguration));
  connection.onDidChangeWatchedFiles(notified('didChangeWatchedFiles', didChangeWatchedFiles));
  connection.onNotification(
    methods.trustChanged,
    notified('trustChanged', (_, { trusted }: TrustParams) => {
      session.trusted = trusted;
    }),
  );

  const answered = <P, R>(
    method: string,
    fallback: R,
    load: (handlers: (typeof Later)['handlers']) => Promise<Handler<P, R>>,
  ): ((params: P, token: CancellationToken) => Promise<R | ResponseError>) =>
    guardRequest<P, R>(log, method, fallback, async () => {
      const { handle } = await load((await later()).handlers);
      return (params, token) => handle(context, params, token);
    });
  connection.onHover(answered('hover', null, (all) => all.hover()));
  connection.onCodeAction(answered('codeAction', [], (all) => all.codeAction()));
  connection.onCodeActionResolve((action, token) =>
    answered('codeAction/resolve', action, (all) => all.codeActionResolve())(action, token),
  );
  connection.onCodeLens(answered('codeLens', [], (all) => all.codeLens()));
  connection.languages.inlayHint.on(answered('inlayHint', [], (all) => all.inlayHint()));
  connection.onRequest(
    methods.plan,
    answered('plan', noPlan, (all) => all.plan()),
  );
  connection.onRequest(
    methods.evidence,
    answered('evidence', false, (all) => all.evidence()),
  );
  connection.onRequest(
    methods.verifyRewrite,
    answered('verifyRewrite', noVerification, (all) => all.verifyRewrite()),
  );
  connection.onRequest(
    methods.buildChoices,
    answered('buildChoices', null, (all) => all.buildChoices()),
  );
  connection.onRequest(
    methods.buildAndMeasure,
    answered('buildAndMeasure', noBuild, (all) => all.buildAndMeasure()),
  );
  connection.onRequest(
    methods.layers,
    answered('layers', null, (all) => all.layers()),
  );
  connection.onRequest(
    methods.layerTree,
    answered('layerTree', null, (all) => all.layerTree()),
  );
  connection.onRequest(
    methods.layerComparison,
    answered('layerComparison', null, (all) => all.layerComparison()),
  );
  connection.onRequest(
    methods.exportLayers,
    answered('exportLayers', null, (all) => all.exportLayers()),
  );
  connection.onRequest(
    methods.measuredImages,
    answered('measuredImages', [], (all) => all.measuredImages()),
  );
  const noEngine = { engine: null, off: [] };
  connection.onRequest(
    methods.engineStatus,
    answered('engineStatus', noEngine, (all) => all.engineStatus()),
  );
  const nothingKept = { folder: session.host.cacheFolder, diskBytes: 0, failure: null };
  connection.onRequest(
    methods.kept,
    answered('kept', nothingKept, (all) => all.kept()),
  );
}
