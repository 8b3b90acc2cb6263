// Weights of models: by the endings of their files, and by the commands that download them. It judges nothing.
import type { ContextListing } from '../../build-context/context.ts';
import { pathsOfCopy } from '../../build-context/copy-paths.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { remembered, rememberedBeside } from './remembered.ts';

const endings =
  /\.(?:safetensors|gguf|ggml|onnx|pt|pth|ckpt|h5|hdf5|keras|tflite|engine|plan|mlmodel|pdparams|caffemodel|msgpack|npz|pb)$|(?:^|\/)(?:pytorch_model[\w.-]*|model[\w.-]*|weights[\w.-]*|ggml[\w.-]*)\.bin$|\.(?:params|nemo|joblib|pkl)$/i;

/** True for the name of a file that holds weights, by its ending. */
export function isWeightFile(path: string): boolean {
  return endings.test(path);
}

/** Less than this is no weight worth its own layer. */
const smallBytes = 10_000_000;

export interface CopiedWeights {
  /** Bytes of the weights among the files; null where the context was not measured. */
  readonly fileBytes: number | null;
}

/** The weights that a COPY or ADD from the context takes and little else; null where it takes none. */
export function weightsCopied({ context }: Snapshot, facts: InstructionFacts): CopiedWeights | null {
  return facts.copy === null ? null : weightsBeside(facts, context?.listing ?? null);
}

const weightsBeside = rememberedBeside(
  ({ copy }: InstructionFacts, listing: ContextListing | null): CopiedWeights | null => {
    if (copy === null || (copy.kind !== 'context' && copy.kind !== 'url')) return null;
    const sources = copy.sources.flatMap(({ expanded }) => expanded ?? []);
    if (sources.length === 0 || sources.some((source) => /^\.?\/?$/.test(source))) return null;
    if (copy.kind === 'context' && listing !== null) {
      const { entries, fileBytes } = pathsOfCopy(listing, sources);
      const weights = entries.filter(({ path }) => isWeightFile(path)).reduce((sum, entry) => sum + entry.fileBytes, 0);
      if (weights >= smallBytes && weights * 2 >= fileBytes) return { fileBytes: weights };
      if (entries.length > 0) return null;
    }
    return sources.every((source) => isWeightFile(source.split('?', 1)[0] ?? source)) ? { fileBytes: null } : null;
  },
);

const modelTools: ReadonlySet<string> = new Set([
  'huggingface-cli',
  'hf',
  'gdown',
  'kaggle',
  'modelscope',
  'ollama',
  'spacy',
]);

/** The command downloads weights or data of models and reads nothing of the project for it. */
export const downloadsWeights: (command: CommandFacts) => boolean = remembered(({ command, effect }) => {
  if (modelTools.has(effect.tool)) return effect.verb === 'download' || effect.verb === 'pull';
  if (effect.tool === 'python')
    return effect.role === 'fetch' || (effect.role === 'install' && effect.verb === 'spacy')
      ? effect.verb !== 'playwright'
      : false;
  if (/^(?:curl|wget|aria2c|aria2)$/.test(effect.tool))
    return command.words.some(({ value }) => isWeightFile((value ?? '').split('?', 1)[0] ?? ''));
  return effect.tool === 'git' && command.words.some(({ value }) => /^https:\/\/huggingface\.co\//.test(value ?? ''));
});
