// What panel and webview of the plan preview tell each other: plain data.

export type MessageToPage =
  | {
      readonly kind: 'draw';
      /** The page's content as HTML, every text in it escaped. */
      readonly body: string;
      /** What a screen reader says of the change; empty for nothing. */
      readonly said: string;
    }
  /** A long operation is at this step; null when none runs any more. */
  | { readonly kind: 'step'; readonly text: string | null };

export type MessageFromPage =
  /** The page stands and can be drawn. */
  | { readonly kind: 'ready' }
  /** A link of the page was pressed by a key that the editor does not follow links on. */
  | { readonly kind: 'press'; readonly link: string };
