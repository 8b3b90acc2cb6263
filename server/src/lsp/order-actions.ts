// The layer order as a code action, on FROM and on the lines that would move: the versioned edit with a request to confirm,
// and in its title what a rebuild would take. A refusal says why to whoever asks for this kind by name.
import type { CodeAction } from 'vscode-languageserver/node';
import { basisSentence, gainSentence, orderSnapshot, type Ordering } from '../features/layer-order.ts';
import { readChangeHistory } from '../operations/read-change-history.ts';
import { type ChangeHistory, noHistory } from '../planner/layer-order/change-history.ts';
import type { Analysis } from '../session/analysis.ts';
import { folderOf, pathOfUri } from '../session/file-uri.ts';
import type { Range } from '../text/range.ts';
import { layerOrderKind } from './action-kinds.ts';
import { touches } from './findings.ts';
import type { ServerContext } from './server-context.ts';
import { workspaceEdit } from './workspace-edit.ts';

const title = 'Reorder layers';

/** The order, where the person stands on a line that it is about; `named`: the client asked for this very kind. */
export async function orderActions(
  context: ServerContext,
  analysis: Analysis,
  { range, named }: { readonly range: Range; readonly named: boolean },
): Promise<CodeAction[]> {
  const { client } = context;
  const { snapshot } = analysis;
  const touched = snapshot.dockerfile.instructions.filter((each) => touches(each.range, range));
  if (!named && !touched.some(({ keyword }) => /^(?:FROM|RUN|COPY|ADD)$/.test(keyword))) return [];
  const ordering = await orderingOf(context, analysis);
  if ('refusals' in ordering) {
    const [first] = ordering.refusals;
    const refusal = ordering.refusals.find((each) => touches(each.range, range)) ?? first;
    if (!named || refusal === undefined || !client.disabledActions) return [];
    return [{ title, kind: layerOrderKind, disabled: { reason: refusal.message } }];
  }
  const { order, edits } = ordering;
  const moved = new Set(
    order.stages.flatMap(({ lines }) => lines.flatMap(({ origin, move }) => (move === 'keep' ? [] : [origin]))),
  );
  if (!named && !touched.some(({ index, keyword }) => keyword === 'FROM' || moved.has(index))) return [];
  const edit = workspaceEdit(client, analysis, edits, [], {
    label: title,
    description: [basisSentence(order), ...order.assumptions].join('; '),
    needsConfirmation: true,
  });
  return edit === null ? [] : [{ title: `${title}: ${gainSentence(order)}`, kind: layerOrderKind, edit }];
}

async function orderingOf(context: ServerContext, { document, snapshot }: Analysis): Promise<Ordering> {
  const typical = orderSnapshot(snapshot, noHistory);
  // Why: what is not proven stays so, whatever the history shows.
  if ('refusals' in typical && typical.refusals.every(({ code }) => code !== 'nothing-to-gain')) return typical;
  return orderSnapshot(snapshot, await historyOf(context, document.uri, document.text));
}

interface Kept {
  readonly text: string;
  readonly read: number;
  readonly history: Promise<ChangeHistory>;
}

/** Milliseconds that a history holds for. */
const keptFor = 30_000;
const kept = new WeakMap<ServerContext, Map<string, Kept>>();

/** The history of a document's file, remembered for a while; none for a folder that is not trusted. */
function historyOf(context: ServerContext, uri: string, text: string): Promise<ChangeHistory> {
  const { session } = context;
  const dockerfile = pathOfUri(uri);
  if (dockerfile === null || !session.trusted) return Promise.resolve(noHistory);
  const known = kept.get(context) ?? new Map<string, Kept>();
  kept.set(context, known);
  const last = known.get(uri);
  const now = session.host.now();
  if (last?.text === text && now - last.read < keptFor) return last.history;
  const folder = session.contexts.place(uri)?.folder ?? folderOf(dockerfile);
  const history = readChangeHistory(session.host, { folder, dockerfile }, text);
  known.set(uri, { text, read: now, history });
  return history;
}
