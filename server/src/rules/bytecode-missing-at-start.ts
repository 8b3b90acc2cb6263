// Unlike pip, uv leaves modules as they are: each fresh container compiles what it imports when it starts, as its first
// writes are gone with it. For a large environment that is seconds. `--compile-bytecode` moves the work into the build. A
// hint; louder in the profile for start-up, silent in the one for size, as the files are about a tenth more.
import type { CommandFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { argumentTexts } from './parts/called.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { actingFacts } from './parts/triggers.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && !/^(?:[0fn]|false|no|off)$/i.test(value);
}

/** The command installs modules without their bytecode. */
function leavesSources(command: CommandFacts): boolean {
  const { effect, context } = command;
  if (effect.role !== 'install') return false;
  const texts = argumentTexts(command);
  if (effect.tool !== 'uv' || !/^(?:sync|pip install|pip sync|add)$/.test(effect.verb ?? '')) return false;
  if (texts.includes('--no-compile-bytecode')) return true;
  const isFlagged = texts.some((text) => text === '--compile-bytecode' || text === '--compile');
  return !isFlagged && !isOn(context.variable('UV_COMPILE_BYTECODE'));
}

const leaving: (facts: InstructionFacts) => readonly CommandFacts[] = remembered(({ syntax, commands }) =>
  syntax.keyword === 'RUN' ? commands.filter(leavesSources) : [],
);
const compilesAll: (facts: InstructionFacts) => boolean = remembered(({ commands }) =>
  commands.some(
    ({ effect, command }) => effect.verb === 'compileall' || command.words.some(({ value }) => value === 'compileall'),
  ),
);

function* checkBytecode(snapshot: Snapshot): Generator<FileFinding> {
  let compiled: boolean | null = null;
  for (const { instructions, reachesFinalStage } of snapshot.stages) {
    if (!reachesFinalStage) continue;
    for (const each of instructions) {
      const facts = actingFacts(each);
      const commands = leaving(facts);
      if (commands.length === 0) continue;
      compiled ??= snapshot.facts.some(compilesAll);
      if (compiled) return;
      for (const command of commands)
        yield {
          facts,
          span: headSpan(command),
          message: `${command.effect.tool} installs modules without bytecode: each new container compiles them when it starts`,
        };
    }
  }
}

function fixBytecode(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || verb === undefined || command?.command.exact !== true || command.effect.tool !== 'uv')
    return [];
  if (argumentTexts(command).includes('--no-compile-bytecode')) return [];
  return [
    {
      id: 'compile-bytecode',
      title: 'Compile while the image is built (--compile-bytecode)',
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [insertWord(verb.span, '--compile-bytecode')]),
      preferred: true,
    },
  ];
}

export const bytecodeMissingAtStart: Rule = {
  meta: {
    id: 'bytecode-missing-at-start',
    summary: 'Python modules are installed without bytecode, which every start makes anew',
    group: 'runtime',
    severity: 'hint',
    profiles: { size: 'off', startup: 'info' },
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.astral.sh/uv/guides/integration/docker/#compiling-bytecode'],
  },
  checkFile: checkBytecode,
  fix: fixBytecode,
};
