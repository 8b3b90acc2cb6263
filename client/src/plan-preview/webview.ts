// The plan preview's page: draws what the panel hands it and keeps the person's place and focus while the plan changes under
// them. It acts only through the `command:` links that are drawn; it knows no plan.
import type { MessageFromPage, MessageToPage } from './messages.ts';

declare function acquireVsCodeApi(): { postMessage(message: MessageFromPage): void };

const vscode = acquireVsCodeApi();

/** Names that outlive a redrawing: the link that was pressed, then others of its line. */
function focusOn(key: string): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-key]')];
  const line = /^place \d+ /.exec(key)?.[0];
  const next =
    links.find((link) => link.dataset['key'] === key) ??
    links.find((link) => line !== undefined && link.dataset['key']?.startsWith(line) === true);
  next?.focus({ preventScroll: true });
}

function draw(body: string, said: string): void {
  const view = document.getElementById('view');
  if (view === null) return;
  const { activeElement } = document;
  const key = activeElement instanceof HTMLElement ? activeElement.dataset['key'] : undefined;
  const { scrollY } = window;
  // Why: the panel escapes every text that goes into it, and the policy of the page runs nothing but this file.
  view.innerHTML = body;
  window.scrollTo(0, scrollY);
  if (key !== undefined) focusOn(key);
  say('said', said);
}

function say(place: 'said' | 'step', text: string): void {
  const element = document.getElementById(place);
  if (element !== null) element.textContent = text;
}

window.addEventListener('message', ({ data }: MessageEvent<MessageToPage>) => {
  if (data.kind === 'draw') draw(data.body, data.said);
  else say('step', data.text ?? '');
});
document.addEventListener('keydown', (event) => {
  const { target } = event;
  // Why: a link that acts as a button is pressed by the space bar too, and VS Code follows only links that a person clicks.
  if (event.key !== ' ' || !(target instanceof HTMLAnchorElement) || target.role !== 'button') return;
  event.preventDefault();
  vscode.postMessage({ kind: 'press', link: target.href });
});
vscode.postMessage({ kind: 'ready' });
