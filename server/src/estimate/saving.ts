// A number of bytes that a change takes away, with its unit and how it was come by. Nothing else.

/** `unit` as in docs/architecture.md, section 7; never a bare size. */
export interface Saving {
  /** Zero or more. */
  readonly bytes: number;
  readonly unit: 'file' | 'tar' | 'download' | 'disk';
  readonly kind: 'estimated' | 'measured';
}
