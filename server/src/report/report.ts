// A report as data: sentences and tables, before anybody decides whether it becomes text, Markdown or HTML. It knows no
// image; measure-report.ts fills it.

export interface ReportColumn {
  readonly name: string;
  /** Figures stand to the right. */
  readonly align: 'left' | 'right';
}

export interface ReportTable {
  readonly title: string;
  readonly columns: readonly ReportColumn[];
  /** As many cells a row as columns. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows there are where not all are given; infinity where nobody counted. */
  readonly of?: number;
}

/** What a line wrote, or the base holds. */
export interface BarSegment {
  readonly name: string;
  /** The whole instruction. */
  readonly text: string;
  readonly bytes: number;
  /** Part of `bytes`. */
  readonly deadBytes: number;
  /** Lines count from 0; what comes with the base has one colour. */
  readonly colour: number | 'base';
}

/** A folder or file; its folder's place in the list is `parent`, -1 for the first. */
export interface IciclePart {
  readonly name: string;
  readonly bytes: number;
  /** Part of `bytes`. */
  readonly deadBytes: number;
  readonly depth: number;
  readonly parent: number;
  readonly colour: number | 'base' | 'folder';
}

/** A drawing, where the format has any. All that it tells is in the tables too. */
export type ReportFigure =
  | { readonly kind: 'bar'; readonly title: string; readonly segments: readonly BarSegment[] }
  | {
      readonly kind: 'icicle';
      readonly title: string;
      readonly parts: readonly IciclePart[];
      /** Rows that are drawn. */
      readonly deepest: number;
    };

export interface Report {
  readonly title: string;
  readonly facts: readonly string[];
  /** Budgets that were asked for, each as one sentence. */
  readonly verdicts: readonly { readonly kept: boolean; readonly text: string }[];
  readonly figures?: readonly ReportFigure[];
  readonly tables: readonly ReportTable[];
  readonly notes: readonly string[];
}

export function right(name: string): ReportColumn {
  return { name, align: 'right' };
}

export function left(name: string): ReportColumn {
  return { name, align: 'left' };
}
