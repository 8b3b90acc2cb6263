// The panel with a multi-stage plan: shows it, puts lines where a person wants them, applies it as one edit, or compares it in
// VS Code's own diff editor. It follows the text while it is open. The page's links are the commands registered here.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  clientCommands,
  methods,
  type ChosenPlace,
  type DocumentParams,
  type PlanAnswer,
  type PlanPreview,
} from '../../../server/src/protocol.ts';
import type { ServerProcess } from '../server-process.ts';
import { revealLine } from '../target-document.ts';
import type { PageFrame } from './frame.ts';
import type { MessageFromPage, MessageToPage } from './messages.ts';
import { planPage, refusalPage } from './page.ts';
import { pageStyle } from './page-style.ts';
import { createRefusalMarks } from './refusal-marks.ts';

type Shown = Exclude<PlanAnswer, { kind: 'none' }>;

export interface PlanPreviewPanel {
  /** Shows a plan or refusals. `said` is told to screen readers. */
  show(uri: vscode.Uri, answer: Shown, said?: string): void;
  /** What a long operation for the document is at; null when it has ended. */
  step(uri: vscode.Uri, text: string | null): void;
  /** The document whose plan the active panel shows, and where the person put its lines. */
  active(): { readonly uri: vscode.Uri; readonly places: readonly ChosenPlace[] } | undefined;
}

const apply = 'plimsoll.applyPlan';
const compare = 'plimsoll.comparePlan';
const reveal = 'plimsoll.revealPlanLine';
const place = 'plimsoll.placePlanLine';
const restore = 'plimsoll.restorePlan';
const { verifyRewrite: verify, buildAndMeasure: measure } = clientCommands;
/** The commands that links of the page may name. */
const linked = [apply, compare, reveal, place, restore, verify, measure];
const afterScheme = 'plimsoll-plan';
const readingStep = { kind: 'step', text: 'Reading what the measured build shows' } as const;
/** Milliseconds that the text must rest before the plan follows it. */
const rest = 400;

interface Current {
  readonly uri: vscode.Uri;
  readonly answer: Shown;
  readonly notice: string | null;
}

export function createPlanPreview(context: vscode.ExtensionContext, server: ServerProcess): PlanPreviewPanel {
  let panel: vscode.WebviewPanel | undefined;
  let current: Current | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading: { readonly uri: vscode.Uri; readonly source: vscode.CancellationTokenSource } | undefined;
  const marks = createRefusalMarks(context);

  function draw(said: string): void {
    if (panel === undefined || current === undefined) return;
    const { uri, answer, notice } = current;
    panel.title = answer.kind === 'plan' ? answer.preview.title : 'No multi-stage rewrite';
    const frame = frameOf(uri, notice);
    const { evidence } = answer;
    const body =
      answer.kind === 'plan'
        ? planPage(answer.preview, frame, evidence)
        : refusalPage(answer.refusals, frame, evidence);
    post({ kind: 'draw', body, said });
  }

  function post(message: MessageToPage): void {
    void panel?.webview.postMessage(message);
  }

  function become(uri: vscode.Uri, answer: Shown, said: string, notice: string | null = null): void {
    current = { uri, answer, notice };
    if (answer.kind === 'refused') marks.show(uri, answer.refusals);
    else marks.clear();
    draw(said);
    if (reading !== undefined && reading.uri.toString() !== uri.toString()) reading.source.cancel();
    else if (reading === undefined && answer.evidence?.state === 'unread') void readEvidence(uri);
  }

  /** The plan follows what its measured image shows, as soon as that is read; the person goes on meanwhile. */
  async function readEvidence(uri: vscode.Uri): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    const { token } = source;
    reading = { uri, source };
    try {
      post(readingStep);
      const found = await server.request<boolean>(methods.evidence, { uri: uri.toString() }, token);
      const before = current;
      if (!found || before?.uri.toString() !== uri.toString()) return;
      const answer = await ask(uri, placesOf(before));
      if (current === before) become(uri, answer, 'The plan rests on the measured build now.', before.notice);
    } catch (error) {
      if (!token.isCancellationRequested) server.log.warn(`the measured build was not read: ${String(error)}`);
    } finally {
      reading = undefined;
      source.dispose();
      post({ kind: 'step', text: null });
      // Why: another document came before it while this one was read.
      const next = current;
      if (token.isCancellationRequested && next?.answer.evidence?.state === 'unread') void readEvidence(next.uri);
    }
  }

  function open(): vscode.WebviewPanel {
    const root = vscode.Uri.joinPath(context.extensionUri, 'dist');
    const opened = vscode.window.createWebviewPanel('plimsoll.planPreview', 'Multi-stage', vscode.ViewColumn.Active, {
      enableScripts: true,
      enableCommandUris: linked,
      enableFindWidget: true,
      localResourceRoots: [root],
    });
    opened.onDidDispose(() => {
      panel = undefined;
      current = undefined;
      reading?.source.cancel();
      marks.clear();
    });
    opened.webview.onDidReceiveMessage((message: MessageFromPage) => {
      if (message.kind === 'ready') {
        draw('');
        if (reading !== undefined) post(readingStep);
      } else void follow(message.link);
    });
    opened.webview.html = shell(opened.webview, vscode.Uri.joinPath(root, 'plan-preview.js'));
    return opened;
  }

  function show(uri: vscode.Uri, answer: Shown, said = ''): void {
    panel ??= open();
    become(uri, answer, said);
    panel.reveal(undefined, false);
  }

  async function ask(uri: vscode.Uri, places: readonly ChosenPlace[]): Promise<Shown> {
    const answer = await server.request<PlanAnswer>(methods.plan, { uri: uri.toString(), places });
    if (answer.kind === 'none') throw new Error(answer.why);
    return answer;
  }

  /** Draws the plan with other places; one that cannot be is told, and the plan stays as it was. */
  async function replan(before: Current, places: readonly ChosenPlace[], said: string): Promise<void> {
    const { uri, answer: old } = before;
    const answer = await ask(uri, places);
    if (current !== before) return;
    if (answer.kind === 'plan') {
      const isSame = old.kind === 'plan' && old.preview.after === answer.preview.after;
      become(uri, answer, isSame ? `${said} The text stays the same.` : said);
      return;
    }
    const [refusal] = answer.refusals;
    const why = refusal === undefined ? '' : `Line ${refusal.range.start.line + 1}: ${refusal.message}.`;
    become(uri, old, `Not changed. ${why}`, `Not changed. ${why}`);
  }

  async function placeLine(line: unknown, side: unknown): Promise<void> {
    if (current?.answer.kind !== 'plan' || typeof line !== 'number') return;
    const others = current.answer.preview.places.filter((each) => each.line !== line);
    const wanted: ChosenPlace['side'] | null = side === 'builder' || side === 'final' ? side : null;
    const places = wanted === null ? others : [...others, { line, side: wanted }];
    const where =
      wanted === null ? 'where it was planned' : wanted === 'final' ? 'in the final stage' : 'in the builder';
    await replan(current, places, `Line ${line + 1} runs ${where}.`);
  }

  async function restorePlaces(): Promise<void> {
    if (current?.answer.kind === 'plan') await replan(current, [], 'Every line is where it was planned.');
  }

  async function applyCurrent(): Promise<void> {
    if (current?.answer.kind !== 'plan') return;
    const { uri, answer } = current;
    if (answer.preview.verification?.label === 'failed')
      throw new Error('this rewrite did not pass its verification, so it is withdrawn');
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.version !== answer.preview.version) {
      show(uri, await ask(uri, []), 'The plan follows the changed file.');
      void vscode.window.showInformationMessage('The file was changed since: this is the plan for it as it is now.');
      return;
    }
    if (!(await vscode.workspace.applyEdit(editOf(uri, answer.preview), { isRefactoring: true })))
      throw new Error('VS Code did not take the edit');
    panel?.dispose();
    await vscode.window.showTextDocument(document);
  }

  async function compareCurrent(): Promise<void> {
    if (current?.answer.kind !== 'plan') return;
    const after = current.uri.with({ scheme: afterScheme, query: '' });
    changed.fire(after);
    await vscode.commands.executeCommand(
      'vscode.diff',
      current.uri,
      after,
      `${current.answer.preview.title} (compare)`,
    );
  }

  /** The plan follows the text; choices go by lines, so they fall when lines may have moved. */
  async function keepUp(places: readonly ChosenPlace[], said: string): Promise<void> {
    const before = current;
    if (before === undefined) return;
    const answer = await ask(before.uri, places);
    if (current === before) become(before.uri, answer, said);
  }

  function follows(keeping: Promise<void>): void {
    keeping.catch((error: unknown) => server.log.warn(String(error)));
  }

  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(afterScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => (current?.answer.kind === 'plan' ? current.answer.preview.after : ''),
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || document.uri.toString() !== current?.uri.toString()) return;
      clearTimeout(timer);
      timer = setTimeout(() => follows(keepUp([], 'The plan follows the changed file.')), rest);
    }),
    server.onNotification(methods.layersChanged, (params) => {
      if (current === undefined || (params as DocumentParams).uri !== current.uri.toString()) return;
      follows(keepUp(placesOf(current), 'The file was measured.'));
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => draw('')),
    command(apply, server, applyCurrent),
    command(compare, server, compareCurrent),
    command(place, server, placeLine),
    command(restore, server, restorePlaces),
    command(reveal, server, async (line) => {
      if (current !== undefined && typeof line === 'number')
        await revealLine(current.uri, line, vscode.ViewColumn.Beside);
    }),
    new vscode.Disposable(() => {
      clearTimeout(timer);
      panel?.dispose();
    }),
  );
  return {
    show,
    step(uri, text) {
      if (uri.toString() === current?.uri.toString()) post({ kind: 'step', text });
    },
    active() {
      if (panel?.active !== true || current === undefined) return undefined;
      return { uri: current.uri, places: placesOf(current) };
    },
  };
}

/** Where the person put lines. */
function placesOf({ answer }: Current): readonly ChosenPlace[] {
  return answer.kind === 'plan' ? answer.preview.places : [];
}

/** Does what a `command:` link of the page says. */
async function follow(link: string): Promise<void> {
  const { scheme, path: id, query } = vscode.Uri.parse(link);
  if (scheme !== 'command' || !linked.includes(id)) return;
  const values: unknown = query === '' ? [] : JSON.parse(query);
  await vscode.commands.executeCommand(id, ...(Array.isArray(values) ? (values as unknown[]) : []));
}

function command(
  id: string,
  server: ServerProcess,
  run: (...values: readonly unknown[]) => Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...values: unknown[]): Promise<void> => {
    try {
      await run(...values);
    } catch (error) {
      server.log.error(`${id}: ${String(error)}`);
      void vscode.window.showErrorMessage(`Plimsoll: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

function editOf(uri: vscode.Uri, { edits }: PlanPreview): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    uri,
    edits.map(({ range: { start, end }, newText }) =>
      vscode.TextEdit.replace(new vscode.Range(start.line, start.character, end.line, end.character), newText),
    ),
  );
  return edit;
}

function frameOf(uri: vscode.Uri, notice: string | null): PageFrame {
  const link = (id: string, ...values: readonly unknown[]): string =>
    `command:${id}${values.length === 0 ? '' : `?${encodeURIComponent(JSON.stringify(values))}`}`;
  const isMac = process.platform === 'darwin';
  return {
    file: vscode.workspace.asRelativePath(uri),
    links: {
      apply: link(apply),
      compare: link(compare),
      verify: link(verify),
      measure: link(measure, uri.toString()),
      restore: link(restore),
      reveal: (line) => link(reveal, line),
      place: (line, side) => link(place, line, side),
    },
    keys: { apply: isMac ? '⌘ Enter' : 'Ctrl+Enter', verify: isMac ? '⇧⌘ Enter' : 'Ctrl+Shift+Enter' },
    trusted: vscode.workspace.isTrusted,
    notice,
  };
}

/** The empty page: one script of ours, our style, nothing from anywhere else. */
function shell(webview: vscode.Webview, script: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const source = webview.asWebviewUri(script).toString();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Multi-stage rewrite</title><style nonce="${nonce}">${pageStyle}</style></head><body><p id="step" role="status"></p><p id="said" class="hidden" role="status"></p><main id="view"></main><script nonce="${nonce}" src="${source}"></script></body></html>`;
}
