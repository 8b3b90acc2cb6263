// What stands round every handler: loading on first use, cancellation, a fallback answer and a line in the log. A fault
// of ours costs one answer, never the connection. It knows no method.
import { LSPErrorCodes, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver/node';
import { checkCancelled, isCancelled } from './cancelled.ts';

/** Where faults are told; both take one line. */
export interface Log {
  warn(message: string): void;
  error(message: string): void;
}

/** The client's log. A client that has left hears nothing, and that is no fault. */
export function connectionLog({ console }: Pick<Connection, 'console'>): Log {
  const tell = (send: () => void): void => {
    try {
      send();
    } catch {
      // Why: the connection is closed; there is nobody to tell.
    }
  };
  return {
    warn: (message) => tell(() => console.warn(message)),
    error: (message) => tell(() => console.error(message)),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * A request handler that never rejects with anything but "cancelled": what `load` gives is called with the parameters,
 * and where it throws the client gets `fallback`.
 */
export function guardRequest<P, R>(
  log: Log,
  method: string,
  fallback: R,
  load: () => Promise<(params: P, token: CancellationToken) => R | Promise<R>>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError> {
  return async (params, token) => {
    try {
      const handle = await load();
      checkCancelled(token);
      return await handle(params, token);
    } catch (error) {
      if (isCancelled(error)) return new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
      log.error(`${method}: ${describe(error)}`);
      return fallback;
    }
  };
}

/** A notification handler that never throws. Runs at once, so that document changes keep their order. */
export function guardNotification<P>(log: Log, method: string, handle: (params: P) => unknown): (params: P) => void {
  return (params) => {
    try {
      const outcome = handle(params);
      if (outcome instanceof Promise) outcome.catch((error: unknown) => log.error(`${method}: ${describe(error)}`));
    } catch (error) {
      log.error(`${method}: ${describe(error)}`);
    }
  };
}
