// What every handler is given: the connection, the session, the log and what the client can do. It does nothing itself.
import type { Connection } from 'vscode-languageserver/node';
import type { Session } from '../session/session.ts';
import type { ClientAbilities } from './client-abilities.ts';
import type { Log } from './guard.ts';
import type { IgnoreFiles } from './ignore-files.ts';
import type { LocalImages } from './local-images.ts';
import type { MeasuredEvidence } from './measured-evidence.ts';
import type { Refresher } from './refresher.ts';
import type { RegistryAnswers } from './registry-answers.ts';
import type { VerifiedRewrites } from './verified-rewrites.ts';

export interface ServerContext {
  readonly connection: Connection;
  readonly session: Session;
  readonly log: Log;
  /** Set by `initialize`. */
  client: ClientAbilities;
  /** Folders the editor has open, as paths. Set by `initialize`. */
  workspaceFolders: readonly string[];
  readonly refresher: Refresher;
  localImages(): Promise<LocalImages>;
  registryAnswers(): Promise<RegistryAnswers>;
  verifiedRewrites(): Promise<VerifiedRewrites>;
  measuredEvidence(): Promise<MeasuredEvidence>;
  /** Open ignore files and what is found in them. */
  ignoreFiles(): Promise<IgnoreFiles>;
  /** Looks at an open ignore file, one look at a time. */
  readonly lookAtIgnoreFile: (uri: string) => Promise<void>;
  /** Reads what belongs to a document, one reading at a time. */
  readonly readBehind: (uri: string) => Promise<void>;
}
