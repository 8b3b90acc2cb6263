// Linkers keep the symbol table and the debug information of a program unless told otherwise: a fifth to a third of its
// bytes, which no run reads but a debugger's. Reported, as a hint, where the program reaches the image. What may be missed
// (stack traces keep their names in Go and Rust) is for people to say, so no fix is safe.
import type { PathPattern } from '../effects/effect.ts';
import { globAt, intersects, isGlob, treeAt } from '../effects/path-set.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { keptSymbols, strips, type LinkedBinary } from './parts/linked-binaries.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { calledBy } from './parts/called.ts';
import { stageChain } from './parts/stage-chain.ts';
import { actingFacts } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const advice: Readonly<Record<LinkedBinary['kind'], string>> = {
  go: '-ldflags="-s -w" leaves them out',
  cargo: 'strip = "symbols" in the release profile leaves them out',
  c: '-s leaves them out',
};

const mayLink: (facts: InstructionFacts) => boolean = remembered(({ syntax, commands }) =>
  syntax.keyword === 'RUN' ? commands.some(({ effect }) => effect.role === 'compile') : false,
);
const mayStrip = remembered(strips);

/** A tool that the stage installs for its own steps alone: no copy takes it along, here or after it was moved. */
function isForTheBuild(snapshot: Snapshot, stage: StageFacts, { command }: LinkedBinary): boolean {
  if (stage.ships || command.effect.verb !== 'install') return false;
  const written = command.effect.writes.filter(({ persistence }) => persistence !== 'cache').map(({ path }) => path);
  const isMoved = stage.instructions.some(({ commands }) =>
    commands.some(({ effect }) => /^(?:cp|mv|install|ln)$/.test(effect.tool)),
  );
  return (
    !isMoved &&
    !copiedFrom(snapshot, stage.stage.index).some((source) => written.some((path) => intersects(path, source)))
  );
}

/** What other stages copy from one, and from stages that stand on it. */
function copiedFrom(snapshot: Snapshot, index: number): readonly PathPattern[] {
  return snapshot.facts.flatMap(({ copy, mounts }): readonly PathPattern[] => {
    const from = copy?.fromStage == null ? undefined : snapshot.stages[copy.fromStage];
    // Why: a RUN that mounts a stage may take anything of it.
    if (mounts.some((mount) => 'from' in mount && mount.from !== null)) return [treeAt('/')];
    if (copy === null || from === undefined) return [];
    const isIts = stageChain(snapshot, from).some(({ stage }) => stage.index === index);
    return isIts
      ? copy.sources.map(({ expanded }) =>
          expanded === null ? treeAt('/') : isGlob(expanded) ? globAt(expanded) : treeAt(expanded),
        )
      : [];
  });
}

function* checkBinaries(snapshot: Snapshot): Generator<FileFinding> {
  for (const stage of snapshot.stages) {
    const { instructions } = stage;
    if (!stage.reachesFinalStage) continue;
    const found = instructions
      .map(actingFacts)
      .filter(mayLink)
      .flatMap((facts) => keptSymbols(facts, snapshot.context).map((binary) => ({ facts, ...binary })));
    if (found.length === 0 || instructions.some(mayStrip)) continue;
    for (const { facts, command, kind } of found) {
      if (isForTheBuild(snapshot, stage, { command, kind })) continue;
      yield {
        facts,
        span: headSpan(command),
        message: `the program keeps its symbols and debug information: ${advice[kind]}`,
        proof: { kind },
      };
    }
  }
}

function fixBinary(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command?.command.exact !== true) return [];
  const verb = verbWord(command);
  const [first] = calledBy(command).words;
  const texts = command.command.words.map(({ raw }) => raw);
  const edit =
    finding.proof['kind'] === 'cargo'
      ? command.command.words[0] === first && first !== undefined
        ? { span: { from: first.span.from, to: first.span.from }, newText: 'CARGO_PROFILE_RELEASE_STRIP=symbols ' }
        : null
      : finding.proof['kind'] === 'c'
        ? first === undefined
          ? null
          : insertWord(first.span, '-s')
        : verb === undefined || texts.some((text) => text.includes('-ldflags'))
          ? null
          : insertWord(verb.span, '-ldflags="-s -w"');
  return edit === null
    ? []
    : [
        {
          id: 'strip',
          title: 'Leave symbols and debug information out',
          applicability: 'unsafe',
          edits: editsAt(snapshot, facts, [edit]),
          preferred: true,
        },
      ];
}

export const binaryNotStripped: Rule = {
  meta: {
    id: 'binary-not-stripped',
    summary: 'A program is linked with its symbols and debug information',
    group: 'layer-size',
    severity: 'hint',
    profiles: { size: 'info' },
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pkg.go.dev/cmd/link', 'https://doc.rust-lang.org/cargo/reference/profiles.html#strip'],
    wants: ['Cargo.toml'],
  },
  checkFile: checkBinaries,
  fix: fixBinary,
};
