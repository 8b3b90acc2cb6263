// What panel and webview of the layer explorer tell each other: plain data.
import type { LayerView } from '../../../server/src/protocol.ts';

export interface MessageToView {
  readonly kind: 'show';
  readonly view: LayerView;
}

export type MessageFromView =
  | { readonly kind: 'ready' }
  /** Show this zero-based line of the Dockerfile. */
  | { readonly kind: 'reveal'; readonly line: number }
  | { readonly kind: 'build-again' };
