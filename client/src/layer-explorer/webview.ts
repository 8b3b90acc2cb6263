// The layer explorer's page: takes figures from the panel, draws the head and the part that is chosen, and says what the
// person picked. Runs in a webview under a strict policy; it knows no VS Code but the message channel.
import type { LayerComparison, LayerView, TreeAnswer } from '../../../server/src/protocol.ts';
import { element } from './element.ts';
import { linesPanel } from './lines-panel.ts';
import { changePanel, duplicatesPanel, filesPanel, foldersPanel, packagesPanel } from './list-panels.ts';
import { mapPanel } from './map-panel.ts';
import type { Answer, MessageFromView, MessageToView, Question } from './messages.ts';
import { overview } from './overview.ts';
import type { PageActions, Panel, PanelInputs } from './page-actions.ts';
import { initialState, lineOf, tabNames, writerOf, type TabName, type ViewState } from './view-state.ts';

interface Kept {
  readonly uri: string;
  readonly state: ViewState;
}

declare function acquireVsCodeApi(): {
  postMessage(message: MessageFromView): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();
const waiting = new Map<number, (answer: Answer) => void>();
let questions = 0;

function ask(question: Question): Promise<Answer> {
  const id = ++questions;
  vscode.postMessage({ kind: 'ask', id, question });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const tabs: Readonly<Record<TabName, { readonly title: string; readonly make: (inputs: PanelInputs) => Panel }>> = {
  lines: { title: 'Lines', make: linesPanel },
  map: { title: 'File map', make: mapPanel },
  packages: { title: 'Packages', make: packagesPanel },
  files: { title: 'Files', make: filesPanel },
  folders: { title: 'Folders', make: foldersPanel },
  duplicates: { title: 'Duplicates', make: duplicatesPanel },
  change: { title: 'Changes', make: changePanel },
};

let shown: LayerView | undefined;
let state: ViewState = initialState;
let panel: Panel | undefined;
const head = element('div');
const tabList = element('div', { role: 'tablist', 'aria-label': 'Parts of the image' });
const body = element('div', { id: 'panel', role: 'tabpanel', 'aria-labelledby': 'tab-lines' });

function actionsOn(view: LayerView): PageActions {
  const reveal = (line: number): void => vscode.postMessage({ kind: 'reveal', line });
  return {
    change,
    keep: (by) => keep({ ...state, ...by }),
    reveal,
    revealLayer: (layer) => {
      const line = lineOf(view, writerOf(view, layer));
      if (line !== null) reveal(line);
    },
    buildAgain: () => vscode.postMessage({ kind: 'build-again' }),
    exportAs: (format) => vscode.postMessage({ kind: 'export', format }),
    askTree: async (question) =>
      (await ask({ what: 'tree', query: { image: view.imageId, ...question } })) as TreeAnswer | null,
    askComparison: async () => (await ask({ what: 'comparison' })) as LayerComparison | null,
  };
}

function keep(next: ViewState): void {
  state = next;
  if (shown !== undefined) vscode.setState({ uri: shown.uri, state });
}

function change(by: Partial<ViewState>): void {
  keep({ ...state, ...by });
  draw();
}

function draw(): void {
  if (shown === undefined) return;
  const inputs: PanelInputs = { view: shown, state, actions: actionsOn(shown) };
  // Why: drawing anew must not throw a person on the keyboard back to the top.
  const focused = document.activeElement;
  const [title, id] = [focused?.getAttribute('title') ?? '', focused?.id ?? ''];
  head.replaceChildren(...overview(inputs));
  tabList.replaceChildren(...tabNames.map(tabButton));
  panel?.dispose?.();
  panel = tabs[state.tab].make(inputs);
  body.setAttribute('aria-labelledby', `tab-${state.tab}`);
  body.replaceChildren(panel.root);
  const again = id === '' ? undefined : document.getElementById(id);
  const alike = title === '' ? undefined : [...document.querySelectorAll('button')].find((one) => one.title === title);
  (again ?? alike)?.focus();
}

function tabButton(name: TabName): HTMLElement {
  const isChosen = name === state.tab;
  const made = element(
    'button',
    {
      type: 'button',
      role: 'tab',
      id: `tab-${name}`,
      'aria-selected': String(isChosen),
      'aria-controls': 'panel',
      tabindex: isChosen ? 0 : -1,
    },
    tabs[name].title,
  );
  made.addEventListener('click', () => change({ tab: name }));
  return made;
}

tabList.addEventListener('keydown', (event) => {
  const at = tabNames.indexOf(state.tab);
  const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
  const to = steps[event.key];
  if (to === undefined) return;
  const tab = tabNames.at(to % tabNames.length) ?? 'lines';
  change({ tab });
  document.getElementById(`tab-${tab}`)?.focus();
  event.preventDefault();
});

function show(view: LayerView): void {
  const isSameBuild = shown?.imageId === view.imageId && shown.measured === view.measured;
  const kept = vscode.getState();
  if (shown?.uri !== view.uri) state = kept?.uri === view.uri ? { ...initialState, ...kept.state } : initialState;
  // Why: places in the list of lines are others when other lines wrote something.
  else if (!isSameBuild) state = { ...state, writer: null };
  shown = view;
  draw();
}

window.addEventListener('message', ({ data }: MessageEvent<MessageToView>) => {
  if (data.kind === 'show') show(data.view);
  else {
    waiting.get(data.id)?.(data.answer);
    waiting.delete(data.id);
  }
});
document.getElementById('view')?.replaceChildren(head, tabList, body);
vscode.postMessage({ kind: 'ready' });
