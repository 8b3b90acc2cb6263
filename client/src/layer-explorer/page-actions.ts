// What the parts of the page may ask for: another state, an answer of the server, a line in the editor. Each part is a
// function from figures and state to elements; none knows the message channel.
import type { ExportParams, LayerComparison, LayerView, TreeAnswer, TreeQuery } from '../../../server/src/protocol.ts';
import type { ViewState } from './view-state.ts';

/** A query without the image, which is the one on the page. */
export type TreeQuestion = TreeQuery extends infer Q ? (Q extends TreeQuery ? Omit<Q, 'image'> : never) : never;

export interface PageActions {
  /** Draws anew with another state. */
  readonly change: (change: Partial<ViewState>) => void;
  /** Keeps another state without drawing: what is on the page shows it already. */
  readonly keep: (change: Partial<ViewState>) => void;
  readonly reveal: (line: number) => void;
  /** Shows the line that wrote a layer, where there is one. */
  readonly revealLayer: (layer: number) => void;
  readonly buildAgain: () => void;
  readonly exportAs: (format: ExportParams['format']) => void;
  /** Null where no file tree is kept. */
  readonly askTree: (question: TreeQuestion) => Promise<TreeAnswer | null>;
  readonly askComparison: () => Promise<LayerComparison | null>;
}

/** A part of the page that stays until another is chosen. */
export interface Panel {
  readonly root: HTMLElement;
  readonly dispose?: () => void;
}

export interface PanelInputs {
  readonly view: LayerView;
  readonly state: ViewState;
  readonly actions: PageActions;
}
