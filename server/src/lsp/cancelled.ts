// How a handler says that its answer is not wanted any more. Told by name, not by class: handlers and their guard stand in
// two files of the package.
import type { CancellationToken } from 'vscode-languageserver/node';

const name = 'Cancelled';

/** Thrown by a handler that saw its request cancelled, or its document changed under it. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = name;
  }
}

export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === name;
}

/** Ends the request where the client has lost interest. */
export function checkCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new Cancelled();
}
