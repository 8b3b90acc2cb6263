// Steps of a long operation to the progress of its request, its output to the log.
import type { WorkDoneProgressReport } from 'vscode-languageserver/node';
import type { BuildProgress } from '../image/build-outcome.ts';
import type { ServerContext } from './server-context.ts';

/** What an operation tells its progress to. Without a token only the log hears of it. */
export function progressTeller(
  { connection }: ServerContext,
  token: string | number | undefined,
): (progress: BuildProgress) => void {
  return (progress) => {
    if (progress.kind === 'log') connection.console.info(progress.line);
    else if (token !== undefined) {
      const { done, total, message } = progress;
      const percentage = done === null || total === null || total === 0 ? undefined : Math.round((done / total) * 100);
      const value: WorkDoneProgressReport = {
        kind: 'report',
        message,
        ...(percentage === undefined ? {} : { percentage }),
      };
      void connection.sendNotification('$/progress', { token, value });
    }
  };
}
