// Repositories of models often hold the same weights in several formats: safetensors, PyTorch's pickles, TensorFlow, Flax,
// ONNX. A library loads one of them. Reported where the context holds two forms of one model and a COPY takes both.
import type { ContextListing } from '../build-context/context.ts';
import { pathsOfCopy } from '../build-context/copy-paths.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { rememberedBeside } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

/** Files that hold one model's weights each in a format of its own; the one to keep first. */
const formats: readonly { readonly name: string; readonly file: RegExp }[] = [
  { name: 'safetensors', file: /^(?:model|diffusion_pytorch_model)(?:-\d+-of-\d+)?(?:\.fp16)?\.safetensors$/ },
  { name: "PyTorch's .bin", file: /^(?:pytorch_model|diffusion_pytorch_model)(?:-\d+-of-\d+)?(?:\.fp16)?\.bin$/ },
  { name: "TensorFlow's .h5", file: /^tf_model(?:-\d+-of-\d+)?\.h5$/ },
  { name: "Flax's .msgpack", file: /^(?:flax_model|diffusion_flax_model)(?:-\d+-of-\d+)?\.msgpack$/ },
  { name: "Rust's .ot", file: /^rust_model\.ot$/ },
];

/** Less than this is not worth a word. */
const smallBytes = 10_000_000;

/** Bytes by format and folder, of the models that a COPY takes. */
const formatsTaken = rememberedBeside(
  ({ copy }: InstructionFacts, listing: ContextListing): ReadonlyMap<string, ReadonlyMap<string, number>> => {
    const sources = copy?.kind === 'context' ? copy.sources.flatMap(({ expanded }) => expanded ?? []) : [];
    const folders = new Map<string, Map<string, number>>();
    if (sources.length === 0) return folders;
    for (const { path, fileBytes } of pathsOfCopy(listing, sources).entries) {
      const slash = path.lastIndexOf('/');
      const format = formats.find(({ file }) => file.test(path.slice(slash + 1)));
      if (format === undefined) continue;
      const folder = path.slice(0, Math.max(0, slash));
      const found = folders.get(folder) ?? new Map<string, number>();
      found.set(format.name, (found.get(format.name) ?? 0) + fileBytes);
      folders.set(folder, found);
    }
    return folders;
  },
);

function* checkCopies(snapshot: Snapshot, facts: InstructionFacts): Generator<FileFinding> {
  const listing = snapshot.context?.listing ?? null;
  if (listing === null || facts.copy?.kind !== 'context') return;
  const folders = formatsTaken(facts, listing);
  for (const [folder, found] of folders) {
    if (found.size < 2) continue;
    const [kept, ...others] = formats.flatMap(({ name }) => (found.has(name) ? [name] : []));
    const bytes = others.reduce((sum, name) => sum + (found.get(name) ?? 0), 0);
    const [first] = facts.syntax.words;
    if (bytes < smallBytes || first === undefined || kept === undefined) continue;
    yield {
      facts,
      span: first.span,
      message: `${folder === '' ? 'the context' : folder} holds one model in ${String(found.size)} formats: beside ${kept}, ${others.join(' and ')} are ${formatBytes(bytes)}`,
      saving: { bytes, unit: 'file', kind: 'measured' },
      proof: { folder },
    };
  }
}

function* checkFormats(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of shippingChain(snapshot)) if (facts.copy !== null) yield* checkCopies(snapshot, facts);
}

export const weightsInSeveralFormats: Rule = {
  meta: {
    id: 'weights-in-several-formats',
    summary: 'The weights of one model ship in several formats',
    group: 'layer-size',
    severity: 'warning',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://huggingface.co/docs/huggingface_hub/guides/download'],
  },
  checkFile: checkFormats,
};
