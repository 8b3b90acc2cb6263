// Places in a text. A Range is absolute in its document; a Span is relative to the start of one instruction,
// so that what is known of an instruction stays true while the text above it changes. The two shapes differ on
// purpose: one cannot be passed where the other is meant.

/** Half-open range of UTF-16 offsets in a document, `0 <= start <= end <= text.length`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Half-open range of UTF-16 offsets counted from the first character of one instruction. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The absolute range of a span inside the instruction that begins at `origin`. */
export function toRange(origin: number, span: Span): Range {
  return { start: origin + span.from, end: origin + span.to };
}
