// One simple command of unbash's tree as a ShellCommand, followed by the scripts that it hands to other shells.
import { type Command, type CommandNode, forEachChild, parse, type ParsedScript, type SyntaxNode } from 'unbash';
import type { Span } from '../text/range.ts';
import { findInnerScript, innerText } from './inner-script.ts';
import type { Joiner } from './join-operators.ts';
import {
  assignmentWord,
  readAssignment,
  readRedirection,
  readWord,
  type Scope,
  type WordReader,
} from './read-words.ts';
import { optionsOf } from './script-options.ts';
import type { ShellAssignment, ShellRedirection, ShellScript, ShellWord } from './shell.ts';
import { deepest, deeper, guarded, type Place } from './walk-place.ts';

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
  walk.enter({ ...place, scope, list, pipeline: null, redirections: [], depth: place.depth + 1 }, script);
  const commands = walk.commands.slice(first).filter((command) => command !== null);
  const own = commands.filter((command) => command.list === list);
  return { text: scope.text, span: whole, commands, errors: [], options: optionsOf(own, options) };
}

/** Reads words at a place; `parent` is the command whose words they are. */
export function wordReader(place: Place, parent: number | null): WordReader {
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

/** Adds a simple command. */
export function addCommand(place: Place, node: Command, joiner: Joiner | null): void {
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

/** Adds `[[ … ]]`: its operands are words of a command named `[[`. */
export function addTest(
  place: Place,
  node: Extract<CommandNode, { type: 'TestCommand' }>,
  joiner: Joiner | null,
): void {
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
