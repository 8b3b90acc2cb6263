// `plimsoll.clearKeptLayers`: says how much measuring and verifying keep on this machine, and clears it when that is confirmed.
import * as vscode from 'vscode';
import { methods, type KeptAnswer } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import type { CommandContext } from './command-context.ts';

export async function clearKeptLayers({ server }: CommandContext): Promise<void> {
  const { diskBytes, folder } = await server.request<KeptAnswer>(methods.kept, { clear: false });
  if (diskBytes === 0) {
    void vscode.window.showInformationMessage(`Plimsoll keeps nothing in ${folder}.`);
    return;
  }
  const clear = 'Clear';
  const answer = await vscode.window.showWarningMessage(
    `Plimsoll keeps ${formatBytes(diskBytes)} of layers and verified rewrites in ${folder}, so that nothing is read or proven twice.`,
    {
      modal: true,
      detail: 'They come back with the next measured build and the next verification. Figures of past builds stay.',
    },
    clear,
  );
  if (answer !== clear) return;
  const { failure } = await server.request<KeptAnswer>(methods.kept, { clear: true });
  if (failure === null) void vscode.window.showInformationMessage(`Plimsoll has cleared ${formatBytes(diskBytes)}.`);
  else void vscode.window.showErrorMessage(`Plimsoll could not clear ${folder}: ${failure}.`);
}
