// Whether a package manager asks before it goes on: nobody answers in a build, so it takes the end of its input for a no and
// the build stops. Each manager's verbs and switches are given; this knows what they have in common.
import type { PackageManager } from '../../effects/effect.ts';
import { parseOptions, type ParsedArguments } from '../../effects/options.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { insertWord } from '../../rewrite/run-edits.ts';
import type { Finding, Fix, LocalFinding } from '../rule.ts';
import { calledBy, runCommands } from './called.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './places.ts';

export interface Asking {
  readonly tools: readonly (PackageManager | 'apt-get' | 'aptitude' | 'dnf5')[];
  /** Verbs that ask. */
  readonly verbs: ReadonlySet<string>;
  /** Options of the tools that take a value. */
  readonly values: readonly string[];
  /** Options that answer, or keep the tool from doing anything. */
  readonly answers: readonly string[];
  /** Other ways to answer: a level of quiet, a setting. */
  readonly answeredBy?: (parsed: ParsedArguments, command: CommandFacts) => boolean;
  /** The word that answers, and where it goes. */
  readonly flag: string;
  readonly after: 'tool' | 'verb';
}

/** A variable that, by its name, holds options rather than packages. */
function mayHoldOptions({ raw, value }: { readonly raw: string; readonly value: string | null }): boolean {
  return value === null && /opt|flag|arg|yes|param|quiet/i.test(raw);
}

/** Something is piped or read in: `yes |`, `echo y |`, `< answers`. */
function isAnswered({ command }: CommandFacts, { commands }: InstructionFacts): boolean {
  if (command.redirections.some(({ operator }) => operator.startsWith('<'))) return true;
  return (
    command.pipeline !== null &&
    commands.some(
      ({ command: other }) =>
        other.pipeline === command.pipeline &&
        other.index < command.index &&
        /^(?:yes|echo|printf)$/.test(other.name ?? ''),
    )
  );
}

function asks(command: CommandFacts, facts: InstructionFacts, asking: Asking): boolean {
  const { effect } = command;
  if (!asking.tools.some((tool) => tool === effect.tool)) return false;
  if (effect.verb === null || !asking.verbs.has(effect.verb)) return false;
  const { args, words } = calledBy(command);
  const parsed = parseOptions(args.slice(1), { values: asking.values });
  if (parsed.options.some(({ name }) => asking.answers.includes(name))) return false;
  if (words.slice(1).some(mayHoldOptions) || isAnswered(command, facts)) return false;
  return asking.answeredBy?.(parsed, command) !== true;
}

/** One finding for each command that asks. Stages that do not ship are built too. */
export function* checkConfirmation(facts: InstructionFacts, asking: Asking): Generator<LocalFinding> {
  for (const command of runCommands(facts)) {
    if (!asks(command, facts, asking)) continue;
    yield {
      span: headSpan(command),
      message: `${command.effect.tool} ${command.effect.verb ?? ''} asks before it goes on, and nobody answers in a build`,
    };
  }
}

/** The switch that answers yes. */
export function fixConfirmation(snapshot: Snapshot, finding: Finding, { flag, after }: Asking): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts === undefined || command === undefined || !command.command.exact) return [];
  const word = after === 'verb' ? verbWord(command) : calledBy(command).words[0];
  if (word === undefined) return [];
  return [
    {
      id: 'yes',
      title: `Answer yes (${flag})`,
      applicability: 'safe',
      edits: editsAt(snapshot, facts, [insertWord(word.span, flag)]),
      preferred: true,
    },
  ];
}

/** Values of a configuration that mean yes. */
export function isOn(value: string | null | undefined): boolean {
  return /^(?:1|yes|true|on|with|enable)$/i.test(value ?? '');
}
