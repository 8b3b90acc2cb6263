// Walks unbash's tree and lays its simple commands out flat: who joins whom, what guards them, what stands inside what.
// It knows no tool.
import {
  type CommandNode,
  type CompoundList,
  parse,
  type ParsedScript,
  type PipelineNode,
  type Redirection,
  type Statement,
} from 'unbash';
import type { Span } from '../text/range.ts';
import { addCommand, addTest, wordReader } from './build-command.ts';
import { endsScript, isTest } from './command-kinds.ts';
import { type Joiner, joinerBetween } from './join-operators.ts';
import { readRedirection, readWord, type Scope } from './read-words.ts';
import { optionsOf } from './script-options.ts';
import type { ShellError, ShellRedirection, ShellScript } from './shell.ts';
import { deeper, deepest, guarded, plain, type Place, type Walk } from './walk-place.ts';

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
  const rescues = nextRescue(operators);
  let afterTest = false;
  commands.forEach((member, i) => {
    const operator = i === 0 ? null : operators[i - 1];
    const before = commands[i - 1];
    const joins = before === undefined ? joiner : joinerBetween(here.scope.text, before.end, member.pos);
    const orAt = rescues[i];
    const rescue = orAt === undefined ? undefined : commands[orAt + 1];
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

/** For each member of a chain the place of the next `||`; linear, since chains can be long. */
function nextRescue(operators: readonly string[]): readonly (number | undefined)[] {
  const places: (number | undefined)[] = [];
  let next: number | undefined;
  for (let at = operators.length - 1; at >= 0; at--) {
    if (operators[at] === '||') next = at;
    places[at] = next;
  }
  return places;
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

/** The whole script at `scope`, flat. */
export function walkWhole(text: string, span: Span, scope: Scope): ShellScript {
  const walk: Walk = { commands: [], errors: [], lists: 0, pipelines: 0, enter: walkScript };
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
  const open = commands.filter(({ exact }) => exact).flatMap(({ redirections }) => redirections);
  const errors = [...walk.errors, ...openHeredocs(text, span, open)];
  return { text, span, commands, errors, options: optionsOf(main) };
}

/** Heredocs that the end of the text closes: shells only warn, but what is added below would become their body. */
function openHeredocs(text: string, span: Span, redirections: readonly ShellRedirection[]): readonly ShellError[] {
  return redirections.flatMap(({ operator, target, body, span: where }) => {
    if (body === null || target === null) return [];
    const line = text.slice(body.span.to - span.from).split('\n', 1)[0] ?? '';
    const written = (operator === '<<-' ? line.replace(/^\t+/, '') : line).replace(/\r$/, '');
    if (written === target.value?.replace(/\r$/, '')) return [];
    return [{ message: `the heredoc ${target.raw} has no end`, span: where }];
  });
}
