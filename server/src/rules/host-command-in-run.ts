// Commands for a running machine or for a person at a terminal: they have nothing to act on while an image is built. What
// they start or stop is gone with the step, and nobody is there to type.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { baseName, calledBy, runCommands } from './parts/called.ts';
import type { LocalFinding, Rule } from './rule.ts';

const interactive = 'nobody is at a terminal while an image is built';
const ofTheHost = 'it tells of the machine that builds, not of the image';
const processes = 'no process outlives the step that started it';
const machine = 'a build step has no machine of its own to change';

const reasons: ReadonlyMap<string, string> = new Map([
  ...['ssh', 'vim', 'vi', 'nano', 'top', 'htop'].map((name) => [name, interactive] as const),
  ...['ps', 'free', 'ifconfig'].map((name) => [name, ofTheHost] as const),
  ...['service', 'kill'].map((name) => [name, processes] as const),
  ...['shutdown', 'reboot', 'halt', 'poweroff', 'mount'].map((name) => [name, machine] as const),
]);

function* checkCommands(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of runCommands(facts)) {
    const { words, args } = calledBy(command);
    const name = baseName(args[0]?.text ?? '');
    const word = words[0];
    const reason = reasons.get(name);
    if (word === undefined || reason === undefined) continue;
    yield { span: word.span, message: `${name} has no use in a build: ${reason}` };
  }
}

export const hostCommandInRun: Rule = {
  meta: {
    id: 'host-command-in-run',
    summary: 'A command for a running machine or a person is called while the image is built',
    group: 'correctness',
    severity: 'hint',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3001'],
    references: ['https://docs.docker.com/build/building/best-practices/'],
  },
  checkInstruction: checkCommands,
};
