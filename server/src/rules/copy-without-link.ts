// COPY without --link is laid on top of the layers below, so a new base makes a new layer of the same files. With --link the
// layer stands alone: it is used again, pushed and pulled once, whatever lies below. It does not follow a link in the target's
// path, and needs BuildKit, so this is off unless asked for.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { addFlag } from '../rewrite/run-edits.ts';
import { editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const weights = /\.(?:onnx|pt|pth|safetensors|gguf|ggml|h5|pb|tflite|npz|joblib|pkl|bin)$/i;

function* checkCopies({ syntax, copy, ships }: InstructionFacts): Generator<LocalFinding> {
  if (!ships || copy === null || copy.link || syntax.keyword !== 'COPY') return;
  const isFromStage = copy.kind === 'stage' || copy.kind === 'image';
  if (!isFromStage && !copy.sources.some(({ text }) => weights.test(text))) return;
  // Why: without a working folder of its own a linked layer has no place for a relative target.
  if (copy.target === null || syntax.words.at(-1)?.value.startsWith('/') !== true) return;
  yield {
    span: syntax.keywordSpan,
    message: 'without --link, a new base makes a new layer of the same files',
  };
}

function link(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined || facts.syntax.flags.some(({ name }) => name === 'link')) return null;
  return {
    id: 'link',
    title: 'Let the layer stand alone (--link)',
    // Why: where the target goes through a link of the base, --link writes a folder in its place.
    applicability: 'unsafe',
    edits: editsAt(snapshot, facts, [addFlag(facts.syntax, '--link')]),
    preferred: true,
  };
}

export const copyWithoutLink: Rule = {
  meta: {
    id: 'copy-without-link',
    summary: 'A copy from another stage is bound to the layers below it',
    group: 'cache',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/reference/dockerfile/#copy---link'],
  },
  checkInstruction: checkCopies,
  fix: (snapshot, finding) => [link(snapshot, finding)].filter((fix) => fix !== null),
};
