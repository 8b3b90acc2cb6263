// The layer explorer's page: takes figures from the panel, draws them, and says what the person picked. Runs in a
// webview under a strict policy; it knows no VS Code but the message channel.
import type { LayerView } from '../../../server/src/protocol.ts';
import { drawView, initialState, type ViewState } from './draw-view.ts';
import type { MessageFromView, MessageToView } from './messages.ts';

interface Kept {
  readonly view: LayerView;
  readonly state: ViewState;
}

declare function acquireVsCodeApi(): {
  postMessage(message: MessageFromView): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();

function draw(view: LayerView, state: ViewState): void {
  vscode.setState({ view, state });
  const main = document.getElementById('view');
  // Why: drawing anew must not throw a person on the keyboard back to the top.
  const focused = document.activeElement?.getAttribute('title') ?? null;
  main?.replaceChildren(
    ...drawView(view, state, {
      reveal: (line) => vscode.postMessage({ kind: 'reveal', line }),
      buildAgain: () => vscode.postMessage({ kind: 'build-again' }),
      change: (changed) => draw(view, changed),
    }),
  );
  if (focused !== null) [...document.querySelectorAll('button')].find(({ title }) => title === focused)?.focus();
}

/** Up and down walk through the line buttons of a table, as they do in a list. */
function walk(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const active = document.activeElement;
  const cell = active?.closest('td');
  if (step === 0 || cell === null || cell === undefined) return;
  let row = cell.parentElement;
  do {
    row = (step > 0 ? row?.nextElementSibling : row?.previousElementSibling) as HTMLElement | null;
    const next = row?.children[cell.cellIndex]?.querySelector('button') ?? row?.querySelector('button');
    if (next !== null && next !== undefined) {
      next.focus();
      event.preventDefault();
      return;
    }
  } while (row !== null);
}

window.addEventListener('message', ({ data }: MessageEvent<MessageToView>) => {
  const kept = vscode.getState();
  draw(data.view, kept?.view.uri === data.view.uri ? { ...kept.state, row: null } : initialState);
});
document.addEventListener('keydown', walk);
const kept = vscode.getState();
if (kept !== undefined) draw(kept.view, kept.state);
vscode.postMessage({ kind: 'ready' });
