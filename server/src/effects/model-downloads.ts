// Where the libraries of machine learning keep what they download, and which calls in Python code download it. What they
// hold is read at run time, so none of it is a cache by the model's reckoning, whatever the folder is called.
import type { CommandContext, Effect, Write } from './effect.ts';
import { below, joinPath, treeAt } from './path-set.ts';
import { writeTo } from './persistence.ts';

/** The effect of a command that downloads to these places. */
export function modelDownload(verb: string, writes: readonly Write[]): Partial<Effect> {
  return { verb, writes: writes.map((write) => ({ ...write, persistence: 'artifact' })), network: true, role: 'fetch' };
}

function cacheHome(context: CommandContext): string {
  return context.variable('XDG_CACHE_HOME') ?? `${below(context.home)}/.cache`;
}

/** The Hugging Face hub's own folder (huggingface_hub, "Environment variables"). */
export function huggingFaceFolder(context: CommandContext): string {
  const named = [
    'HF_HUB_CACHE',
    'HUGGINGFACE_HUB_CACHE',
    'HF_HOME',
    'TRANSFORMERS_CACHE',
    'SENTENCE_TRANSFORMERS_HOME',
  ];
  for (const name of named) {
    const value = context.variable(name);
    if (value !== undefined && value !== '') return value;
  }
  return `${cacheHome(context)}/huggingface`;
}

function torchFolder(context: CommandContext): string {
  return context.variable('TORCH_HOME') ?? `${cacheHome(context)}/torch`;
}

/** NLTK's data (nltk.data.path). */
export function nltkFolder(context: CommandContext): string {
  return context.variable('NLTK_DATA') ?? `${below(context.home)}/nltk_data`;
}

interface DownloadCall {
  /** As it stands in code. */
  readonly call: string;
  readonly folder: (context: CommandContext) => string;
}

const calls: readonly DownloadCall[] = [
  { call: 'from_pretrained', folder: huggingFaceFolder },
  { call: 'snapshot_download', folder: huggingFaceFolder },
  { call: 'hf_hub_download', folder: huggingFaceFolder },
  { call: 'SentenceTransformer(', folder: huggingFaceFolder },
  { call: 'CrossEncoder(', folder: huggingFaceFolder },
  { call: 'pipeline(', folder: huggingFaceFolder },
  { call: 'load_dataset(', folder: huggingFaceFolder },
  { call: 'WhisperModel(', folder: huggingFaceFolder },
  { call: 'nltk.download', folder: nltkFolder },
  { call: 'torch.hub', folder: torchFolder },
  { call: 'torchvision.models', folder: torchFolder },
  { call: 'whisper.load_model', folder: (context) => `${cacheHome(context)}/whisper` },
  {
    call: 'easyocr.Reader',
    folder: (context) => context.variable('EASYOCR_MODULE_PATH') ?? `${below(context.home)}/.EasyOCR`,
  },
  { call: 'tiktoken.', folder: (context) => context.variable('TIKTOKEN_CACHE_DIR') ?? '/tmp/data-gym-cache' },
  { call: 'gdown.download', folder: (context) => context.workingFolder },
];

/** What Python code downloads, and where it goes as far as its text tells; null where it calls nothing known. */
export function downloadsOfCode(code: string, context: CommandContext): Partial<Effect> | null {
  const called = calls.filter(({ call }) => code.includes(call));
  if (called.length === 0) return null;
  const folders = new Set<string>();
  const named = [
    ...code.matchAll(/\b(?:local_dir|cache_dir|cache_folder|download_dir|download_root)\s*=\s*["']([^"'\s]+)["']/g),
  ];
  for (const [, folder] of named) if (folder !== undefined) folders.add(joinPath(context.workingFolder, folder));
  if (named.length === 0) for (const { folder } of called) folders.add(folder(context));
  for (const [, folder] of code.matchAll(/\.(?:save_pretrained|save)\(\s*["']([^"'\s]+)["']/g))
    if (folder !== undefined) folders.add(joinPath(context.workingFolder, folder));
  return modelDownload(
    '-c',
    [...folders].map((folder) => writeTo(treeAt(folder))),
  );
}
