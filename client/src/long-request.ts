// Sends a request that takes long: with its steps in a notification, and ended when the person cancels it there.
import * as vscode from 'vscode';
import type { ServerProcess } from './server-process.ts';

interface Progress {
  readonly message?: string;
  readonly percentage?: number;
}

let requests = 0;

/** The answer; `cancelled` where the person ended it. Rejects when the server fails. `onStep` hears each step. */
export async function sendLongRequest<R>(
  server: ServerProcess,
  method: string,
  params: object,
  onStep: (message: string) => void = () => undefined,
): Promise<R | { readonly kind: 'cancelled' }> {
  const workDoneToken = `plimsoll-${++requests}`;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Plimsoll', cancellable: true },
    async (progress, token) => {
      let shown = 0;
      const listener = await server.onProgress(workDoneToken, (value) => {
        const { message, percentage } = value as Progress;
        const increment = percentage === undefined ? 0 : Math.max(0, percentage - shown);
        shown += increment;
        progress.report({ ...(message === undefined ? {} : { message }), increment });
        if (message !== undefined) onStep(message);
      });
      try {
        return await server.request<R>(method, { ...params, workDoneToken }, token);
      } catch (error) {
        if (token.isCancellationRequested) return { kind: 'cancelled' };
        throw error;
      } finally {
        listener.dispose();
      }
    },
  );
}
