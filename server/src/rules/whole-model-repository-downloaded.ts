// A repository of the Hugging Face hub often holds the same weights in several formats, or in a dozen quantisations. A
// library loads one. Reported where a whole repository is downloaded without a word about which files; what it holds is not
// known to the text.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { commandOf, editsAt, factsOf, headSpan } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const chooses = /^--(?:include|exclude)\b/;
const choosesInCode = /\b(?:allow_patterns|ignore_patterns|allow_regex|filename)\s*=/;
const valueOptions = /^--(?:local-dir|cache-dir|revision|token|repo-type|max-workers)$/;

/** True for a command that downloads a whole repository of a model. */
function isWhole({ command, effect }: CommandFacts): boolean {
  const words = command.words.map(({ value, raw }) => value ?? raw);
  if (/^(?:huggingface-cli|hf)$/.test(effect.tool) && effect.verb === 'download') {
    const from = words.indexOf('download');
    const operands = words.filter(
      (word, at) => at > from && !word.startsWith('-') && !valueOptions.test(words[at - 1] ?? ''),
    );
    const isData = words.some(
      (word, at) =>
        /^--repo-type=(?:dataset|space)$/.test(word) || (words[at - 1] === '--repo-type' && word !== 'model'),
    );
    return operands.length === 1 && !isData && !words.some((word) => chooses.test(word));
  }
  if (effect.tool !== 'python' || effect.role !== 'fetch') return false;
  const code = words.join(' ') + command.redirections.map(({ body }) => body?.text ?? '').join('');
  return /\bsnapshot_download\(/.test(code) && !choosesInCode.test(code) && !/repo_type\s*=\s*["']dataset/.test(code);
}

function* checkDownloads(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships || facts.syntax.keyword !== 'RUN') return;
  for (const command of facts.commands)
    if (isWhole(command))
      yield {
        span: headSpan(command),
        message: 'the whole repository is downloaded, which may hold the same weights in several formats',
      };
}

function fixDownloads(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const last = command?.command.words.at(-1);
  if (facts === undefined || command?.command.exact !== true || last === undefined) return [];
  if (command.effect.tool === 'python') return [];
  const patterns = ["'*.bin'", "'*.h5'", "'*.msgpack'", "'*.ot'", "'onnx/*'"];
  // Why two ways: the older program takes the last of several options, with any number of values; the newer one value each.
  const excluded =
    command.effect.tool === 'hf'
      ? patterns.map((each) => `--exclude ${each}`).join(' ')
      : `--exclude ${patterns.join(' ')}`;
  return [
    {
      id: 'one-format',
      title: 'Leave out the formats beside safetensors (--exclude)',
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [insertWord(last.span, excluded)]),
    },
  ];
}

export const wholeModelRepositoryDownloaded: Rule = {
  meta: {
    id: 'whole-model-repository-downloaded',
    summary: 'A whole repository of a model is downloaded, in every format that it holds',
    group: 'layer-size',
    severity: 'hint',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://huggingface.co/docs/huggingface_hub/guides/download#filter-files-to-download'],
  },
  checkInstruction: checkDownloads,
  fix: fixDownloads,
};
