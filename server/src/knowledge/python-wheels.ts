// Sizes of well-known Python wheels and what they draw in: a small table for estimates. It resolves no versions.
import { catalogue } from './catalogues.ts';

interface WheelRow {
  readonly version: string;
  readonly download: number;
  readonly file: number;
  readonly requires: readonly string[];
}
interface WheelCatalogue {
  readonly source: string;
  readonly observed: string;
  readonly wheels: Readonly<Record<string, WheelRow>>;
}

export interface WheelClosure {
  /** Normalised names (PEP 503) with the unpacked bytes of each wheel, biggest first. */
  readonly parts: readonly { readonly name: string; readonly fileBytes: number; readonly downloadBytes: number }[];
  /** Asked names that the table does not hold. */
  readonly unknown: readonly string[];
  readonly observed: string;
  readonly source: string;
}

/** PEP 503: lower case, runs of `-`, `_`, `.` as one dash. */
export function normalisePythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * The wheels that installing `names` brings, each once, as far as the table knows them. `cpu` takes PyTorch's build
 * without CUDA (`--index-url …/whl/cpu`, `torch==…+cpu`).
 */
export function wheelClosure(names: Iterable<string>, { cpu }: { readonly cpu: boolean }): WheelClosure {
  const { wheels, observed, source } = catalogue<WheelCatalogue>('python-wheels');
  const parts = new Map<string, { name: string; fileBytes: number; downloadBytes: number }>();
  const unknown: string[] = [];
  const asked = new Set([...names].map(normalisePythonName));
  const open = [...asked];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (parts.has(name)) continue;
    const row = wheels[cpu && name === 'torch' ? 'torch+cpu' : name];
    if (row === undefined) {
      if (asked.has(name)) unknown.push(name);
      continue;
    }
    parts.set(name, { name, fileBytes: row.file, downloadBytes: row.download });
    open.push(...row.requires);
  }
  return { parts: [...parts.values()].sort((a, b) => b.fileBytes - a.fileBytes), unknown, observed, source };
}
