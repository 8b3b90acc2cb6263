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

export interface Report {
  readonly title: string;
  readonly facts: readonly string[];
  /** Budgets that were asked for, each as one sentence. */
  readonly verdicts: readonly { readonly kept: boolean; readonly text: string }[];
  readonly tables: readonly ReportTable[];
  readonly notes: readonly string[];
}

export function right(name: string): ReportColumn {
  return { name, align: 'right' };
}

export function left(name: string): ReportColumn {
  return { name, align: 'left' };
}
