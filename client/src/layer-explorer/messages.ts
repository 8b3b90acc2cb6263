// What panel and webview of the layer explorer tell each other: plain data.
import type { ExportParams, LayerComparison, LayerView, TreeAnswer, TreeQuery } from '../../../server/src/protocol.ts';

/** What the page asks for and waits for. */
export type Question = { readonly what: 'tree'; readonly query: TreeQuery } | { readonly what: 'comparison' };

export type Answer = TreeAnswer | LayerComparison | null;

export type MessageToView =
  | { readonly kind: 'show'; readonly view: LayerView }
  /** Null also where the server could not answer. */
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer };

export type MessageFromView =
  | { readonly kind: 'ready' }
  /** Show this zero-based line of the Dockerfile. */
  | { readonly kind: 'reveal'; readonly line: number }
  | { readonly kind: 'build-again' }
  | { readonly kind: 'export'; readonly format: ExportParams['format'] }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question };
