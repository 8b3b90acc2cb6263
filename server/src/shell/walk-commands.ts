// Walks unbash's tree and lays its simple commands out flat: who joins whom, what guards them, what stands inside what.
// It knows no tool beyond what inner-script.ts finds.
import { type CommandNode, type CompoundList, forEachChild, parse, type ParsedScript, type PipelineNode } from 'unbash';
import type { Command, Redirection, Statement, SyntaxNode } from 'unbash';
import type { Span } from '../text/range.ts';
import { findInnerScript, innerText } from './inner-script.ts';
import { type Joiner, joinerBetween } from './join-operators.ts';
import {
  assignmentWord,
  readAssignment,
  readRedirection,
  readWord,
  type Scope,
  type WordReader,
} from './read-words.ts';
import { optionsOf } from './script-options.ts';
import type {
  ShellAssignment,
  ShellCommand,
  ShellError,
  ShellGuard,
  ShellRedirection,
  ShellScript,
  ShellWord,
} from './shell.ts';

const deepest = 12;

/** What grows while walking one script with all scripts inside it. */
interface Walk {
  readonly commands: (ShellCommand | null)[];
  readonly errors: ShellError[];
  lists: number;
  pipelines: number;
}

/** Where the walk stands. */
interface Place {
  readonly walk: Walk;
  readonly scope: Scope;
  readonly guard: ShellGuard;
  readonly parent: number | null;
  readonly list: number;
  readonly pipeline: number | null;
  /** Redirections of the compound commands around. */
  readonly redirections: readonly ShellRedirection[];
  readonly depth: number;
}

const plain: ShellGuard = {
  conditional: false,
  loop: false,
  subshell: 0,
  function: null,
  background: false,
  mayFail: false,
};

function guarded(place: Place, change: Partial<ShellGuard>): Place {
  return { ...place, guard: { ...place.guard, ...change } };
}

function deeper(place: Place): Place {
  return guarded(place, { subshell: place.guard.subshell + 1 });
}

/** A script inside `place`, as a value of its own; its commands join the whole. */
function nestScript(
  place: Place,
  script: ParsedScript,
  whole: Span,
  scope: Scope,
  options?: ReadonlySet<string>,
): ShellScript {
  const { walk } = place;
  const first = walk.commands.length;
  const list = ++walk.lists;
  walkScript({ ...place, scope, list, pipeline: null, redirections: [], depth: place.depth + 1 }, script);
  const commands = walk.commands.slice(first).filter((command) => command !== null);
  const own = commands.filter((command) => command.list === list);
  return { text: scope.text, span: whole, commands, errors: [], options: optionsOf(own, options) };
}

function wordReader(place: Place, parent: number | null): WordReader {
  return {
    scope: place.scope,
    nest: (script, whole) => {
      const inside = deeper({ ...place, parent });
      // Why: a backtick script with escapes is a text of its own; its offsets mean nothing here.
      const scope: Scope =
        script.source === undefined ? place.scope : { text: script.source, place: () => whole, exact: false };
      return nestScript(inside, script, whole, scope);
    },
  };
}

function walkScript(place: Place, script: ParsedScript): void {
  for (const error of script.errors ?? []) {
    place.walk.errors.push({ message: error.message, span: place.scope.place(error.pos, error.pos) });
  }
  if (place.depth < deepest) walkStatements(place, script.commands);
}

function walkList(place: Place, list: CompoundList): void {
  walkStatements({ ...place, list: ++place.walk.lists, pipeline: null }, list.commands);
}

function walkStatements(place: Place, statements: readonly Statement[]): void {
  let previous: Statement | null = null;
  for (const statement of statements) {
    const joiner = previous === null ? null : joinerBetween(place.scope.text, endOf(previous), statement.pos);
    walkStatement(place, statement, joiner);
    previous = statement;
  }
}

function endOf(statement: Statement): number {
  return statement.command.end;
}

function walkStatement(place: Place, statement: Statement, joiner: Joiner | null): void {
  const here = statement.background === true ? deeper(guarded(place, { background: true })) : place;
  const { command } = statement;
  if (command.type !== 'AndOr') {
    walkPipeline(here, command, joiner);
    return;
  }
  const { commands, operators } = command;
  let afterTest = false;
  commands.forEach((member, i) => {
    const operator = i === 0 ? null : operators[i - 1];
    const before = commands[i - 1];
    const joins = before === undefined ? joiner : joinerBetween(here.scope.text, before.end, member.pos);
    const orAt = operators.indexOf('||', i);
    const rescue = orAt < 0 ? undefined : commands[orAt + 1];
    const conditional = operator === '||' || afterTest;
    walkPipeline(
      guarded(here, {
        conditional: here.guard.conditional || conditional,
        mayFail: here.guard.mayFail || (rescue !== undefined && !endsScript(rescue)),
      }),
      member,
      joins,
    );
    afterTest = operator === '||' ? false : afterTest || isTest(member);
  });
}

/** A command that only asks: what follows it after `&&` may not run. */
function isTest(node: PipelineNode): boolean {
  if (node.type === 'Pipeline')
    return node.prefixes.some((prefix) => prefix.type === 'Negation') || isTest(node.commands.at(-1) ?? node);
  if (node.type === 'TestCommand' || node.type === 'ArithmeticCommand') return true;
  if (node.type !== 'Command') return false;
  const name = node.name?.value ?? '';
  const first = node.suffix.find((one) => one.type === 'Word')?.value ?? '';
  if (name === 'command') return /^-v$/i.test(first);
  if (name === 'grep') return /^-[A-Za-z]*q/.test(first) || first === '--quiet';
  return name === '[' || name === 'test' || name === 'which' || name === 'type' || name === 'hash';
}

function endsScript(node: PipelineNode): boolean {
  let ends = node.type === 'Command' && ['exit', 'return', 'false'].includes(node.name?.value ?? '');
  if (node.type === 'BraceGroup' || node.type === 'Subshell') {
    forEachChild(node.body, (statement) => {
      ends ||= statement.type === 'Statement' && statement.command.type !== 'AndOr' && endsScript(statement.command);
    });
  }
  return ends;
}

function walkPipeline(place: Place, node: PipelineNode, joiner: Joiner | null): void {
  if (node.type !== 'Pipeline') {
    walkCommand(place, node, joiner, []);
    return;
  }
  const isNegated = node.prefixes.some((prefix) => prefix.type === 'Negation');
  const alone = node.commands.length < 2;
  const here = isNegated ? guarded(place, { mayFail: true }) : place;
  const inside = alone ? here : deeper({ ...here, pipeline: ++place.walk.pipelines });
  node.commands.forEach((member, i) => {
    const before = node.commands[i - 1];
    const joins = before === undefined ? joiner : joinerBetween(place.scope.text, before.end, member.pos);
    walkCommand(inside, member, joins, []);
  });
}

function walkCommand(place: Place, node: CommandNode, joiner: Joiner | null, redirects: readonly Redirection[]): void {
  const { walk } = place;
  if (node.type === 'Command') {
    addCommand(place, node, joiner);
    return;
  }
  if (node.type === 'TestCommand') {
    addTest(place, node, joiner);
    return;
  }
  if (node.type === 'Redirected') {
    walkCommand(place, node.command, joiner, node.redirects);
    return;
  }
  const reader = wordReader(place, place.parent);
  const outer = redirects.map((redirect) => readRedirection(reader, redirect));
  const here: Place = { ...place, pipeline: null, redirections: [...place.redirections, ...outer] };
  const maybe = guarded(here, { conditional: true });
  const asked = guarded(here, { mayFail: true });
  const looped = guarded(here, { loop: true });
  switch (node.type) {
    case 'If':
      walkList(asked, node.clause);
      walkList(maybe, node.then);
      for (const elif of node.elif) {
        walkList(guarded(maybe, { mayFail: true }), elif.clause);
        walkList(maybe, elif.then);
      }
      if (node.else !== undefined) walkList(maybe, node.else);
      break;
    case 'For':
    case 'Select':
      for (const word of node.wordlist ?? []) readWord(reader, word);
      walkList(looped, node.body);
      break;
    case 'ArithmeticFor':
      walkList(looped, node.body);
      break;
    case 'While':
      walkList(guarded(looped, { mayFail: true }), node.clause);
      walkList(looped, node.body);
      break;
    case 'Case':
      readWord(reader, node.word);
      for (const item of node.items) walkList(maybe, item.body);
      break;
    case 'Subshell':
      walkList(deeper(here), node.body);
      break;
    case 'BraceGroup':
      walkList(here, node.body);
      break;
    case 'Function':
      walkBody(guarded(here, { function: node.name.value, conditional: false }), node.body);
      break;
    case 'Coproc':
      walkBody(deeper(guarded(here, { background: true })), node.body);
      break;
    case 'ArithmeticCommand':
      break;
  }
  walk.lists++;
}

function walkBody(place: Place, body: CommandNode | CompoundList): void {
  if (body.type === 'CompoundList') walkList(place, body);
  else walkCommand({ ...place, list: ++place.walk.lists }, body, null, []);
}

interface Draft {
  readonly span: Span;
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
}

/** Keeps the command's place before its own inner scripts, then fills it. */
function add(place: Place, joiner: Joiner | null, read: (reader: WordReader, index: number) => Draft): void {
  const { walk, scope, guard, list, pipeline, parent } = place;
  const index = walk.commands.length;
  walk.commands.push(null);
  const draft = read(wordReader(place, index), index);
  const joinSpan =
    joiner === null ? { from: draft.span.from, to: draft.span.from } : scope.place(joiner.pos, joiner.end);
  walk.commands[index] = {
    index,
    ...draft,
    name: draft.words[0]?.value ?? null,
    joinedBy: joiner?.kind ?? 'start',
    joinSpan,
    guard,
    list,
    pipeline,
    parent,
    exact: scope.exact,
  };
  addInner(place, index, draft);
}

function addCommand(place: Place, node: Command, joiner: Joiner | null): void {
  add(place, joiner, (reader) => {
    const words: ShellWord[] = node.name === undefined ? [] : [readWord(reader, node.name)];
    const assignments: ShellAssignment[] = [];
    const redirections: ShellRedirection[] = [];
    for (const one of node.prefix) {
      if (one.type === 'Assignment') assignments.push(readAssignment(reader, one));
      else redirections.push(readRedirection(reader, one));
    }
    for (const one of node.suffix) {
      if (one.type === 'Word') words.push(readWord(reader, one));
      else if (one.type === 'Assignment') {
        const assignment = readAssignment(reader, one);
        assignments.push(assignment);
        words.push(assignmentWord(reader, one, assignment));
      } else redirections.push(readRedirection(reader, one));
    }
    return {
      span: reader.scope.place(node.pos, node.end),
      words,
      assignments,
      redirections: [...redirections, ...place.redirections],
    };
  });
}

/** `[[ … ]]`: its operands are words of a command named `[[`. */
function addTest(place: Place, node: Extract<CommandNode, { type: 'TestCommand' }>, joiner: Joiner | null): void {
  add(place, joiner, (reader) => {
    const literal = (value: string, pos: number): ShellWord => ({
      raw: value,
      span: reader.scope.place(pos, pos + value.length),
      value,
      parts: [{ kind: 'literal', value, quoted: false }],
    });
    const words: ShellWord[] = [literal('[[', node.pos)];
    const visit = (child: SyntaxNode): void => {
      if (child.type === 'Word') words.push(readWord(reader, child));
      else forEachChild(child, visit);
    };
    visit(node.expression);
    words.push(literal(']]', Math.max(node.pos, node.end - 2)));
    return {
      span: reader.scope.place(node.pos, node.end),
      words,
      assignments: [],
      redirections: place.redirections,
    };
  });
}

function addInner(place: Place, parent: number, draft: Draft): void {
  if (place.depth >= deepest) return;
  const inner = findInnerScript(draft.words, draft.redirections);
  if (inner === null) return;
  const { walk, scope } = place;
  const here: Place = { ...place, parent, pipeline: null, redirections: [] };
  if (inner.kind === 'argv') {
    const span = { from: inner.words[0]?.span.from ?? 0, to: inner.words.at(-1)?.span.to ?? 0 };
    add({ ...deeper(guarded(here, { loop: true })), list: ++walk.lists, depth: here.depth + 1 }, null, () => ({
      span,
      words: inner.words,
      assignments: [],
      redirections: [],
    }));
    return;
  }
  if (inner.kind === 'heredoc') {
    const { body } = inner.redirection;
    if (body === null) return;
    const from = body.span.from;
    const within: Scope = {
      text: body.text,
      place: scope.exact ? (pos, end) => ({ from: from + pos, to: from + end }) : () => body.span,
      exact: scope.exact,
    };
    nestScript(deeper(here), parse(body.text), body.span, within, inner.options);
    return;
  }
  const { span } = inner.word;
  const base = scope.place(0, 0).from;
  const written = scope.exact ? scope.text.slice(span.from - base, span.to - base) : inner.word.raw;
  const found = innerText(inner.word, written);
  if (found === null) return;
  const exact = scope.exact && found.exact;
  const from = span.from + found.offset;
  const within: Scope = {
    text: found.text,
    place: exact ? (pos, end) => ({ from: from + pos, to: from + end }) : () => span,
    exact,
  };
  nestScript(inner.subshell ? deeper(here) : here, parse(found.text), span, within, inner.options);
}

/** The whole script at `scope`, flat. */
export function walkWhole(text: string, span: Span, scope: Scope): ShellScript {
  const walk: Walk = { commands: [], errors: [], lists: 0, pipelines: 0 };
  const place: Place = {
    walk,
    scope,
    guard: plain,
    parent: null,
    list: 0,
    pipeline: null,
    redirections: [],
    depth: 0,
  };
  walkScript(place, parse(scope.text));
  const commands = walk.commands.filter((command) => command !== null);
  const main = commands.filter((command) => command.list === 0);
  return { text, span, commands, errors: walk.errors, options: optionsOf(main) };
}
