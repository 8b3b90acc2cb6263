// Reading JSON that an image or a project brought along: nothing of it is believed, wrong types become null or are left out.
// It knows no format; the parsers of manifest, index and configuration stand on it.

/** Most bytes a JSON document of an image may have; real configurations stay far below. */
export const documentLimit = 8 * 1024 * 1024;

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The parsed document; undefined where the bytes are not JSON. */
export function parseJson(bytes: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** An object; an empty one for everything else. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

/** At most `limit` elements of an array; none for everything else. */
export function listOf(value: unknown, limit: number): readonly unknown[] {
  return Array.isArray(value) ? (value.slice(0, limit) as unknown[]) : [];
}

/** A string of at most `limit` UTF-16 units, cut there; null for everything else. */
export function stringOf(value: unknown, limit = 4096): string | null {
  return typeof value === 'string' ? value.slice(0, limit) : null;
}

/** A whole number of zero or more; null for everything else. */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
