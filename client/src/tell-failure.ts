// Says why the engine could not do what a person asked for, with the way to the line and to the output.
import * as vscode from 'vscode';
import type { BuildFailure } from '../../server/src/protocol.ts';
import type { ServerProcess } from './server-process.ts';
import { revealLine } from './target-document.ts';

export async function tellFailure(server: ServerProcess, uri: vscode.Uri, failure: BuildFailure): Promise<void> {
  for (const line of failure.lines) server.log.error(line);
  const output = 'Show Output';
  const line = failure.line === null ? [] : ['Go to Line'];
  const picked = await vscode.window.showErrorMessage(failure.message, ...line, output);
  if (picked === output) server.log.show();
  else if (picked !== undefined && failure.line !== null) await revealLine(uri, failure.line);
}
