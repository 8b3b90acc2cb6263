// Programs that download models and data sets: the Hugging Face hub's, spaCy's, gdown, Kaggle's, ModelScope's, Ollama's.
// What Python code downloads is model-downloads.ts's.
import { defineTool, list } from '../define-tool.ts';
import type { Tool } from '../effect.ts';
import { huggingFaceFolder, modelDownload } from '../model-downloads.ts';
import { argumentOf } from '../options.ts';
import { below, treeAt } from '../path-set.ts';
import { writeTo } from '../persistence.ts';
import { pythonPrefixOf, pythonWrites } from '../python-places.ts';

const huggingFace = defineTool(
  'huggingface-cli hf',
  { values: list('--local-dir --cache-dir --revision --include --exclude --token --repo-type --max-workers') },
  ({ parsed, verb, context, tree }) => {
    const folder = argumentOf(parsed, '--local-dir', '--cache-dir');
    if (verb?.text !== 'download') return { verb: verb?.text ?? null, role: 'configure' };
    return modelDownload('download', [
      writeTo(folder === undefined ? treeAt(huggingFaceFolder(context)) : tree(folder), folder?.word),
    ]);
  },
);

const spacy = defineTool('spacy', { values: [] }, ({ verb, context }) =>
  verb?.text === 'download'
    ? {
        ...modelDownload('download', pythonWrites(pythonPrefixOf('python', context))),
        needs: ['python'],
        role: 'install',
      }
    : verb === undefined
      ? { role: 'inspect' }
      : null,
);

const gdown = defineTool(
  'gdown',
  { values: list('-O --output --proxy --speed --format') },
  ({ parsed, context, file }) => {
    const target = argumentOf(parsed, '-O', '--output');
    return modelDownload('download', [
      writeTo(target === undefined ? treeAt(context.workingFolder) : file(target), target?.word),
    ]);
  },
);

const kaggle = defineTool(
  'kaggle',
  { values: list('-p --path -f --file -d -c -v') },
  ({ parsed, rest, context, tree }) => {
    if (!rest.some(({ text }) => text === 'download')) return { role: 'inspect' };
    const target = argumentOf(parsed, '-p', '--path');
    return modelDownload('download', [
      writeTo(target === undefined ? treeAt(context.workingFolder) : tree(target), target?.word),
    ]);
  },
);

const modelscope = defineTool(
  'modelscope',
  { values: list('--model --dataset --local_dir --cache_dir --revision --include --exclude --token') },
  ({ parsed, verb, context, tree }) => {
    if (verb?.text !== 'download') return { verb: verb?.text ?? null, role: 'configure' };
    const target = argumentOf(parsed, '--local_dir', '--cache_dir');
    const folder = context.variable('MODELSCOPE_CACHE') ?? `${below(context.home)}/.cache/modelscope`;
    return modelDownload('download', [writeTo(target === undefined ? treeAt(folder) : tree(target), target?.word)]);
  },
);

const ollama = defineTool('ollama', { values: [] }, ({ verb, context }) =>
  verb?.text === 'pull'
    ? modelDownload('pull', [
        writeTo(treeAt(context.variable('OLLAMA_MODELS') ?? `${below(context.home)}/.ollama/models`)),
      ])
    : null,
);

export const modelTools: readonly Tool[] = [huggingFace, spacy, gdown, kaggle, modelscope, ollama];
