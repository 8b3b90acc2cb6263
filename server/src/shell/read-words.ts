// unbash's words, assignments and redirections as ours. It keeps track of offsets through a Scope and hands scripts
// found inside words to whoever walks the commands.
import { type Assignment, forEachChild, type ParsedScript, type Redirection, type SyntaxNode, type Word } from 'unbash';
import { dropJoiners } from '../text/joiner.ts';
import type { Span } from '../text/range.ts';
import type { ShellAssignment, ShellRedirection, ShellScript, ShellWord, ShellWordPart } from './shell.ts';

/** Where the offsets of a parsed text stand in the instruction. */
export interface Scope {
  readonly text: string;
  /** The span of the text's `[pos, end)`. */
  readonly place: (pos: number, end: number) => Span;
  readonly exact: boolean;
}

/** Called for each script inside a word: `$( … )` and the like. Its commands become part of the whole. */
export type NestScript = (script: ParsedScript, whole: Span) => ShellScript;

/** What reading a word needs. */
export interface WordReader {
  readonly scope: Scope;
  readonly nest: NestScript;
}

type UnbashPart = NonNullable<Word['parts']>[number];
type Expansion = Extract<UnbashPart, { type: 'ParameterExpansion' }>;

function readExpansion(reader: WordReader, part: Expansion, quoted: boolean): ShellWordPart {
  nestInside(reader, part);
  const { operation } = part;
  if (part.prefix !== undefined || part.index !== undefined) return { kind: 'other', raw: dropJoiners(part.text) };
  // Why: the operator of a replacement is one character, or two for all; the rest is operand.
  const operatorTo = operation === undefined ? part.parameterEnd : operation.pos + operation.operator.length;
  return {
    kind: 'variable',
    name: dropJoiners(part.parameter),
    operator: operation?.operator ?? null,
    operand: operation === undefined ? null : dropJoiners(reader.scope.text.slice(operatorTo, part.end - 1)),
    quoted,
  };
}

/** Scripts anywhere below a node run as well, though no part of a word shows them. */
function nestInside(reader: WordReader, node: SyntaxNode): void {
  forEachChild(node, (child) => {
    if (child.type === 'Script') reader.nest(child, reader.scope.place(node.pos, node.end));
    else nestInside(reader, child);
  });
}

function readParts(reader: WordReader, parts: readonly UnbashPart[], quoted: boolean, into: ShellWordPart[]): void {
  for (const part of parts) {
    switch (part.type) {
      case 'Literal':
        pushLiteral(into, part.value, quoted);
        break;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        pushLiteral(into, part.value, true);
        break;
      case 'DoubleQuoted':
      case 'LocaleString':
        if (part.parts.length === 0) pushLiteral(into, '', true);
        readParts(reader, part.parts, true, into);
        break;
      case 'SimpleExpansion':
        into.push({ kind: 'variable', name: dropJoiners(part.text.slice(1)), operator: null, operand: null, quoted });
        break;
      case 'ParameterExpansion':
        into.push(readExpansion(reader, part, quoted));
        break;
      case 'CommandExpansion':
        if (part.script === undefined) into.push({ kind: 'other', raw: dropJoiners(part.text) });
        else {
          const script = reader.nest(part.script, reader.scope.place(part.pos, part.end));
          into.push({ kind: 'substitution', script, quoted });
        }
        break;
      default:
        nestInside(reader, part);
        into.push({ kind: 'other', raw: dropJoiners(part.text) });
    }
  }
}

function pushLiteral(into: ShellWordPart[], written: string, quoted: boolean): void {
  const value = dropJoiners(written);
  const last = into.at(-1);
  if (last?.kind === 'literal' && last.quoted === quoted) {
    into[into.length - 1] = { kind: 'literal', value: last.value + value, quoted };
  } else into.push({ kind: 'literal', value, quoted });
}

/** A word with its parts; `value` only where all parts are literal. */
export function readWord(reader: WordReader, word: Word): ShellWord {
  const parts: ShellWordPart[] = [];
  if (word.parts === undefined) parts.push({ kind: 'literal', value: dropJoiners(word.value), quoted: false });
  else readParts(reader, word.parts, false, parts);
  const literals = parts.flatMap((part) => (part.kind === 'literal' ? [part.value] : []));
  const value = literals.length === parts.length ? literals.join('') : null;
  return { raw: dropJoiners(word.text), span: reader.scope.place(word.pos, word.end), value, parts };
}

/** An assignment, before a command or as an argument of `export` and its kin. */
export function readAssignment(reader: WordReader, assignment: Assignment): ShellAssignment {
  const { scope } = reader;
  const { value } = assignment;
  const span = scope.place(assignment.pos, assignment.end);
  const name = dropJoiners(assignment.name);
  if (value.type === 'Word') return { name, value: readWord(reader, value), span };
  nestInside(reader, value);
  const raw = dropJoiners(scope.text.slice(value.pos, value.end));
  const array: ShellWord = {
    raw,
    span: scope.place(value.pos, value.end),
    value: null,
    parts: [{ kind: 'other', raw }],
  };
  return { name, value: array, span };
}

/** An assignment that is an argument, as the word it is in argv. */
export function assignmentWord(reader: WordReader, assignment: Assignment, read: ShellAssignment): ShellWord {
  const operatorTo = assignment.value.pos;
  const head = dropJoiners(reader.scope.text.slice(assignment.pos, operatorTo));
  const value = read.value?.value ?? null;
  return {
    raw: dropJoiners(assignment.text),
    span: read.span,
    value: value === null ? null : head + value,
    parts: [{ kind: 'literal', value: head, quoted: false }, ...(read.value?.parts ?? [])],
  };
}

/** A redirection; a heredoc's span is its operator and name, its body stands apart. */
export function readRedirection(reader: WordReader, node: Redirection): ShellRedirection {
  const { scope } = reader;
  const span = scope.place(node.pos, node.end);
  const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : null;
  if (node.type !== 'HereDoc') {
    const target = node.target === undefined ? null : readWord(reader, node.target);
    return { operator: node.operator, descriptor, target, body: null, span };
  }
  const { delimiter, body } = node;
  if (body.parts !== undefined) readParts(reader, body.parts, true, []);
  const target: ShellWord | null =
    delimiter === undefined
      ? null
      : {
          raw: dropJoiners(delimiter.text),
          span: scope.place(delimiter.pos, delimiter.end),
          value: dropJoiners(delimiter.value),
          parts: [{ kind: 'literal', value: dropJoiners(delimiter.value), quoted: delimiter.quoted }],
        };
  const text = scope.text.slice(body.pos, body.end);
  return { operator: node.operator, descriptor, target, body: { text, span: scope.place(body.pos, body.end) }, span };
}
