// A layer is built anew when anything above it changed. Weights that are copied or downloaded below the program's code are
// fetched, stored and pushed again with every change of the code, though they are the same. Above the code, or linked
// (`COPY --link`), their layer stays.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { addFlag } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { Span } from '../text/range.ts';
import { insertBefore, isMetadata, removeInstruction } from './parts/instructions.ts';
import { editsAt, factsOf, headSpan, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { downloadsWeights, weightsCopied } from './parts/weights.ts';
import { instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Names of files that change seldom: what is installed, not what is written every day. */
const manifests =
  /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|package(?:-lock)?\.json|environment\.ya?ml|constraints[\w.-]*\.txt|[\w.-]+\.(?:toml|lock|cfg|ini|ya?ml|json|conf))$/;

/** The sources name the program's code: the whole context, a folder of it, source files. */
const namesCode: (facts: InstructionFacts) => boolean = remembered(({ copy, syntax }) => {
  if (copy?.kind !== 'context' || syntax.keyword === 'ADD') return false;
  return copy.sources.some(({ expanded }) => {
    if (expanded === null || manifests.test(expanded)) return false;
    return (
      /^\.?\/?$/.test(expanded) ||
      /\.(?:py|js|ts|go|rs|java|rb|cpp|sh)$/.test(expanded) ||
      /^(?:\.?\/)?(?:src|server|api|service|lib|[\w-]*app)\/?$/.test(expanded)
    );
  });
});

/** True where a COPY brings the program's code, and not its weights. */
function bringsCode(snapshot: Snapshot, facts: InstructionFacts): boolean {
  return namesCode(facts) && weightsCopied(snapshot, facts) === null;
}

interface Weights {
  readonly span: Span;
  readonly what: string;
  readonly fileBytes: number | null;
  readonly copies: boolean;
}

function weightsOf(snapshot: Snapshot, facts: InstructionFacts): Weights | null {
  const copied = weightsCopied(snapshot, facts);
  if (copied !== null) {
    if (facts.copy?.link === true) return null;
    const [first] = facts.syntax.words;
    const last = facts.syntax.words.at(-2);
    if (first === undefined || last === undefined) return null;
    return {
      span: { from: first.span.from, to: last.span.to },
      what: 'weights',
      fileBytes: copied.fileBytes,
      copies: true,
    };
  }
  const command = downloadAlone(facts);
  return command === null ? null : { span: headSpan(command), what: 'models', fileBytes: null, copies: false };
}

/** The download that a RUN is made of. Null where it does more, for that may need the code. */
const downloadAlone: (facts: InstructionFacts) => CommandFacts | null = remembered(({ syntax, mounts, commands }) => {
  if (syntax.keyword !== 'RUN' || mounts.length > 0) return null;
  const command = commands.find(downloadsWeights);
  if (command === undefined || !commands.every((each) => downloadsWeights(each) || isHarmless(each.effect.role)))
    return null;
  return command;
});

function isHarmless(role: string): boolean {
  return role === 'inspect' || role === 'files' || role === 'clean' || role === 'configure' || role === 'unpack';
}

function* checkOrder(snapshot: Snapshot): Generator<FileFinding> {
  let code: InstructionFacts | undefined;
  for (const facts of shippingChain(snapshot)) {
    const weights = code === undefined ? null : weightsOf(snapshot, facts);
    if (weights !== null && code !== undefined) {
      const line = lineOf(snapshot, code);
      const size = weights.fileBytes === null ? 'their' : `${formatBytes(weights.fileBytes)} in a`;
      yield {
        facts,
        span: weights.span,
        message: `these ${weights.what} come after the code of line ${String(line ?? 0)}: each change of it ${weights.copies ? 'stores' : 'downloads'} and pushes ${size} layer again`,
        proof: { copies: weights.copies },
      };
    }
    if (code === undefined && bringsCode(snapshot, facts)) code = facts;
  }
}

/** The code's COPY, where everything between it and the instruction may stand on either side. */
function codeAbove(snapshot: Snapshot, facts: InstructionFacts): InstructionFacts | null {
  const chain = shippingChain(snapshot);
  const at = chain.indexOf(facts);
  let code: InstructionFacts | null = null;
  for (const above of chain.slice(0, at).toReversed()) {
    if (above.before.workingFolder !== facts.before.workingFolder || above.before.user !== facts.before.user) break;
    const steps = isMetadata(above.syntax) || above.copy !== null || weightsOf(snapshot, above) !== null;
    if (!steps || instructionOf(snapshot, above)?.stage !== instructionOf(snapshot, facts)?.stage) break;
    if (above.copy !== null && (above.copy.target === null || facts.copy?.target === null)) break;
    if (bringsCode(snapshot, above)) code = above;
  }
  return code;
}

function fixOrder(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts === undefined) return [];
  const fixes: Fix[] = [];
  const code = codeAbove(snapshot, facts);
  const removed = removeInstruction(snapshot, facts);
  const inserted = code === null ? null : insertBefore(snapshot, code, facts.syntax.text.split(/\r?\n/));
  const isTrigger = instructionOf(snapshot, facts)?.syntax !== facts.syntax;
  if (removed !== null && inserted !== null && code !== null && !isTrigger && facts.syntax.heredocs.length === 0)
    fixes.push({
      id: 'above-code',
      title: `Move it above the code (line ${String(lineOf(snapshot, code) ?? 0)})`,
      applicability: 'unsafe',
      edits: [inserted, removed],
      preferred: true,
    });
  if (finding.proof['copies'] === true)
    fixes.push({
      id: 'link',
      title: 'Give it a layer that stands by itself (--link)',
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [addFlag(facts.syntax, '--link')]),
    });
  return fixes;
}

export const weightsAfterCode: Rule = {
  meta: {
    id: 'weights-after-code',
    summary:
      'Weights of a model are copied or downloaded below the code, so that each change of code brings them again',
    group: 'cache',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.docker.com/build/cache/optimize/#order-your-layers',
      'https://docs.docker.com/reference/dockerfile/#copy---link',
    ],
  },
  checkFile: checkOrder,
  fix: fixOrder,
};
