// `npm start`, `uv run`, `poetry run`, `dotnet run` and their kin look something up, check or compile, and then start the
// program as a child: a slower start, memory for a process that does nothing, and stop signals that may not arrive.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { joinPath } from '../effects/path-set.ts';
import { instructionOf } from './parts/triggers.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { runnerOf, type Runner } from './parts/start-runners.ts';
import { textAt } from './parts/started-program.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';
import type { Span } from '../text/range.ts';

interface Found {
  readonly facts: InstructionFacts;
  readonly span: Span;
  readonly runner: Runner;
  /** What is to be replaced by the direct call: the whole of one instruction's arguments; null where two make the call. */
  readonly whole: Span | null;
}

/** Wrappers that hand their place on, or are meant to stand in front. */
const handsOn = /^(?:exec|env|tini|dumb-init|catatonit|gosu|su-exec|nice|nohup)$/;

interface Argument {
  readonly text: string;
  readonly span: Span;
  readonly facts: InstructionFacts;
}

/** The words of an instruction where they are all plain; null where a shell has more to do. */
function wordsOf(facts: InstructionFacts): readonly Argument[] | null {
  const [only, ...more] = facts.commands;
  if (only === undefined || more.length > 0) return null;
  const { words, assignments, redirections } = only.command;
  if (assignments.length > 0 || redirections.length > 0) return null;
  return words.map(({ value, raw, span }) => ({ text: value ?? raw, span, facts }));
}

/** The command of a shell form that is followed by no other: what the container becomes in the end. */
function lastOf(facts: InstructionFacts): readonly Argument[] | null {
  const main = facts.commands.filter(({ command }) => !command.guard.background && command.guard.function === null);
  const last = main.at(-1);
  if (last === undefined || last.command.pipeline !== null) return null;
  return last.command.words.map(({ value, raw, span }) => ({ text: value ?? raw, span, facts }));
}

const found: (snapshot: Snapshot) => Found | null = remembered((snapshot) => {
  const { entrypoint, cmd } = snapshot.config;
  const isExec = entrypoint?.syntax.json != null;
  const first = entrypoint === null ? null : (wordsOf(entrypoint) ?? lastOf(entrypoint));
  const second = cmd === null ? null : (wordsOf(cmd) ?? lastOf(cmd));
  const words =
    entrypoint === null ? second : isExec && cmd?.syntax.json != null ? [...(first ?? []), ...(second ?? [])] : first;
  if (words === null) return null;
  const from = words.findIndex(
    ({ text }, at) => !handsOn.test(text.replace(/^.*\//, '')) && !(at > 0 && /^(?:--?\w|\w+=)/.test(text)),
  );
  const own = from < 0 ? [] : words.slice(words[from]?.text === '--' ? from + 1 : from);
  const [head] = own;
  if (head === undefined) return null;
  const { workingFolder, environment } = snapshot.config;
  const place = {
    workingFolder,
    packageJson: textAt(snapshot, joinPath(workingFolder, 'package.json'))?.text ?? null,
    variable: (name: string) => environment.get(name),
  };
  const runner = runnerOf(
    own.map(({ text }) => text),
    place,
  );
  if (runner === null) return null;
  const { facts } = head;
  const same = own.filter((each) => each.facts === facts);
  const span = { from: head.span.from, to: same.slice(0, 2).at(-1)?.span.to ?? head.span.to };
  const isWhole = own.every((each) => each.facts === facts) && from === 0 && wordsOf(facts) !== null;
  return { facts, span, runner, whole: isWhole ? facts.syntax.argumentSpan : null };
});

const shellOnly = /^(?:[.:[]|cd|eval|exec|exit|export|set|source|test|trap|true|false|wait|echo)$/;

/** `["sh", "-c", "a && b"]`: the last command, which the shell waits for; null where it becomes it, or where it is alone. */
const waitedFor: (facts: InstructionFacts) => CommandFacts | null = remembered(({ commands, syntax }) => {
  if (syntax.json === null || !/^(?:\/bin\/)?(?:ba|da|[az])?sh$/.test(commands[0]?.command.name ?? '')) return null;
  const inner = commands.filter(({ command }) => command.parent === 0);
  const last = inner.at(-1);
  if (inner.length < 2 || last === undefined || !last.command.exact) return null;
  const { guard, joinedBy, pipeline, assignments, list, name } = last.command;
  if (guard.conditional || guard.loop || guard.subshell > 1 || guard.background || guard.function !== null) return null;
  if (pipeline !== null || assignments.length > 0 || joinedBy === '||' || name === null || shellOnly.test(name))
    return null;
  return inner.every(({ command }) => command.list === list) ? last : null;
});

function* checkRunner(snapshot: Snapshot): Generator<FileFinding> {
  const { entrypoint, cmd } = snapshot.config;
  const starting = entrypoint ?? cmd;
  const last = starting === null ? null : waitedFor(starting);
  if (starting !== null && last !== null) {
    const { span } = last.command;
    yield {
      facts: starting,
      span,
      message: 'the shell waits in front of this program, and stop signals may end there',
    };
    return;
  }
  const one = found(snapshot);
  if (one === null) return;
  yield {
    facts: one.facts,
    span: one.span,
    message: one.runner.message,
  };
}

function fixRunner(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const one = found(snapshot);
  const facts = factsOf(snapshot, finding);
  const last = facts === undefined ? null : waitedFor(facts);
  if (facts !== undefined && last !== null) {
    const at = last.command.span.from;
    return [
      {
        id: 'exec-last',
        title: 'Let the shell become the program (exec)',
        applicability: 'safe',
        edits: editsAt(snapshot, facts, [{ span: { from: at, to: at }, newText: 'exec ' }]),
        preferred: true,
      },
    ];
  }
  if (one === null || facts !== one.facts || one.whole === null || one.runner.direct === null) return [];
  if (instructionOf(snapshot, facts) === undefined || facts.syntax.innerComments.length > 0) return [];
  const text = `[${one.runner.direct.map((word) => JSON.stringify(word)).join(', ')}]`;
  const place = facts.syntax.json === null ? facts.syntax.shell?.span : one.whole;
  if (place === undefined) return [];
  return [
    {
      id: 'direct',
      title: `Start ${one.runner.direct[0] ?? 'the program'} itself`,
      // Why: what the runner sets for the program (PATH, variables of its own) is no longer set.
      applicability: 'unsafe',
      edits: editsAt(snapshot, facts, [{ span: place, newText: text }]),
      preferred: true,
    },
  ];
}

export const runnerInFrontOfProgram: Rule = {
  meta: {
    id: 'runner-in-front-of-program',
    summary: 'A package manager or build tool stands in front of the program that serves',
    group: 'runtime',
    severity: 'hint',
    profiles: { startup: 'warning' },
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
      'https://docs.astral.sh/uv/guides/integration/docker/#using-the-environment',
    ],
    wants: ['package.json'],
  },
  checkFile: checkRunner,
  fix: fixRunner,
};
