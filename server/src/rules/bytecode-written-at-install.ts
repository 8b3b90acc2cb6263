// pip compiles every module that it installs: the .pyc files are about a tenth of site-packages more. Where bytes matter
// more than the first start, `--no-compile` leaves them to be made (or not) at run time. Off unless the profile is for size.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { argumentTexts } from './parts/called.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** The RUN deletes bytecode itself, or asks for it. */
function speaksOfBytecode({ commands }: InstructionFacts): boolean {
  return commands.some(({ command }) =>
    command.words.some(({ raw }) => /__pycache__|\.py\[?[co]|compileall/.test(raw)),
  );
}

function compilesModules(command: CommandFacts): boolean {
  const { effect } = command;
  return effect.tool === 'pip' && effect.verb === 'install' && !argumentTexts(command).includes('--no-compile');
}

function* checkBytecode(facts: InstructionFacts): Generator<LocalFinding> {
  if (!facts.ships || facts.syntax.keyword !== 'RUN' || speaksOfBytecode(facts)) return;
  for (const command of facts.commands)
    if (compilesModules(command))
      yield {
        span: headSpan(command),
        message: 'pip writes bytecode of every module, about a tenth of what it installs',
      };
}

function fixBytecode(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const verb = command === undefined ? undefined : verbWord(command);
  if (facts === undefined || verb === undefined || command?.command.exact !== true) return [];
  return [
    {
      id: 'no-compile',
      title: 'Let pip write no bytecode (--no-compile)',
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [insertWord(verb.span, '--no-compile')]),
      preferred: true,
    },
  ];
}

export const bytecodeWrittenAtInstall: Rule = {
  meta: {
    id: 'bytecode-written-at-install',
    summary: 'pip adds bytecode of every module to the layer',
    group: 'layer-size',
    severity: 'off',
    profiles: { size: 'info' },
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pip.pypa.io/en/stable/cli/pip_install/'],
  },
  checkInstruction: checkBytecode,
  fix: fixBytecode,
};
