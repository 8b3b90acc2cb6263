// A stage that copies a finished program from a builder has no use for the sources it was made of: `COPY . .` there ships
// the whole build context, and each change of a source file makes a new layer. Reported where what starts is that program.
import { joinPath } from '../effects/path-set.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { removeInstruction } from './parts/instructions.ts';
import { factsOf } from './parts/places.ts';
import { nameOfProgram, startedCommands } from './parts/started-program.ts';
import { shippingChain, shippingChainAfter } from './parts/stage-chain.ts';
import { compileStepAt } from './parts/stage-contents.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** The file that starts: the program, or the jar or assembly given to its host. */
function startedFile(snapshot: Snapshot): string | null {
  const [only, ...more] = startedCommands(snapshot);
  if (only === undefined || more.length > 0) return null;
  const [program = ''] = only.argv;
  const name = nameOfProgram(program);
  const file = /^(?:java|dotnet)$/.test(name) ? only.argv.find((word) => /\.(?:jar|dll|war)$/.test(word)) : program;
  if (file === undefined || /\.(?:sh|py|js|mjs|rb|pl|php)$/.test(file)) return null;
  return file.includes('/') || file !== program ? joinPath(only.folder, file) : file;
}

/** The copy puts the file there: by its full path, below its folder, or by its name on PATH. */
function brings(snapshot: Snapshot, { copy }: InstructionFacts, file: string): boolean {
  const stage = copy?.fromStage == null ? undefined : snapshot.stages[copy.fromStage];
  if (copy?.target == null || stage === undefined || stage.ships) return false;
  const name = nameOfProgram(file);
  const isThere =
    copy.target === file ||
    (file.includes('/') && joinPath(file, '..') === copy.target) ||
    (copy.intoFolder && copy.sources.some(({ expanded }) => nameOfProgram(expanded ?? '') === name)) ||
    (!file.includes('/') && nameOfProgram(copy.target) === name);
  return isThere && compileStepAt(snapshot, stage, '/', true) !== undefined;
}

function isWholeContext({ copy, syntax }: InstructionFacts): boolean {
  const [only, ...more] = copy?.kind === 'context' ? copy.sources : [];
  return (
    only?.expanded != null && more.length === 0 && /^\.?\/?\.?$/.test(only.expanded) && syntax.keyword !== 'ONBUILD'
  );
}

function* checkContext(snapshot: Snapshot): Generator<FileFinding> {
  const chain = shippingChain(snapshot);
  const whole = chain.filter(isWholeContext);
  if (whole.length === 0) return;
  const file = startedFile(snapshot);
  if (file === null || !chain.some((facts) => brings(snapshot, facts, file))) return;
  for (const facts of whole) {
    // Why: a RUN below may work on the sources; then they are not there for nothing.
    if (
      shippingChainAfter(snapshot, facts).some(
        ({ syntax, commands }) => syntax.keyword === 'RUN' && commands.length > 0,
      )
    )
      continue;
    const bytes = snapshot.context?.listing?.fileBytes ?? null;
    yield {
      facts,
      span: facts.syntax.argumentSpan,
      message: `the whole context${bytes === null ? '' : ` (${formatBytes(bytes)})`} ships though ${nameOfProgram(file)} is copied from another stage`,
      ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
    };
  }
}

function fixContext(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const edit = facts === undefined ? null : removeInstruction(snapshot, facts);
  return edit === null
    ? []
    : [
        {
          id: 'remove-copy',
          title: 'Take the COPY of the context out',
          applicability: 'unsafe',
          edits: [edit],
          preferred: true,
        },
      ];
}

export const contextCopiedBesideArtefact: Rule = {
  meta: {
    id: 'context-copied-beside-artefact',
    summary: 'The build context ships beside the program that another stage made of it',
    group: 'stages',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  checkFile: checkContext,
  fix: fixContext,
};
