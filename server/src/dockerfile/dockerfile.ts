// The tree of a Dockerfile as plain data. What depends on an instruction's own text alone is in InstructionSyntax
// (spans, cached by text, shared between versions); what depends on its place is in Instruction and Stage.
// It knows no shell, no image and no effect.
import type { LineIndex } from '../text/line-index.ts';
import type { Range, Span } from '../text/range.ts';

export const keywords = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;

/** A known instruction keyword in upper case, or `UNKNOWN`. */
export type Keyword = (typeof keywords)[number] | 'UNKNOWN';

/** `--name` or `--name=value` between keyword and arguments. */
export interface Flag {
  readonly name: string;
  /** Text after `=` with quotes kept; null where there is no `=`. */
  readonly value: string | null;
  readonly span: Span;
  /** Empty at the end of the flag where there is no value. */
  readonly valueSpan: Span;
}

/** One argument word by the Dockerfile's own splitting (quotes and escapes respected). */
export interface Word {
  /** As written, continuations blanked. */
  readonly raw: string;
  /** Quotes and escapes resolved; variables left as written. */
  readonly value: string;
  readonly span: Span;
}

/** `NAME=VALUE`, legacy `NAME VALUE`, or a bare `NAME` (ARG). */
export interface KeyValue {
  readonly name: string;
  readonly nameSpan: Span;
  /** Raw text with quotes and variables; null for a bare name. */
  readonly value: string | null;
  readonly valueSpan: Span | null;
  readonly span: Span;
  readonly legacy: boolean;
}

/** A heredoc of RUN, COPY or ADD (BuildKit Dockerfile reference, "Here-Documents"). */
export interface Heredoc {
  readonly name: string;
  /** `<<EOF` through the name. */
  readonly operatorSpan: Span;
  /** Variables in the body are expanded unless the name was quoted. */
  readonly expands: boolean;
  /** `<<-`: leading tabs are dropped. */
  readonly stripsTabs: boolean;
  /** File descriptor written before `<<`; null where there is none. */
  readonly descriptor: number | null;
  /** The body's lines, with their line ends. */
  readonly bodySpan: Span;
  /** The terminator's line without its line end; null where the file ends first. */
  readonly terminatorSpan: Span | null;
}

export interface JsonForm {
  readonly values: readonly string[];
  readonly spans: readonly Span[];
  /** The array with its brackets. */
  readonly span: Span;
}

export type SyntaxProblemCode =
  | 'unknown-instruction'
  | 'unterminated-heredoc'
  | 'missing-argument'
  | 'extra-argument'
  | 'unknown-flag'
  | 'repeated-flag'
  | 'malformed-flag'
  | 'malformed-json'
  | 'malformed-pair'
  | 'unterminated-quote'
  | 'duplicate-directive'
  | 'unparsed';

export interface SyntaxProblem {
  readonly code: SyntaxProblemCode;
  readonly message: string;
  readonly span: Span;
}

/** Everything that one instruction's own text says. Immutable, shared by all places where the same text stands. */
export interface InstructionSyntax {
  /** From the keyword to the end of the last line (heredoc bodies and terminators included), without the last line end. */
  readonly text: string;
  readonly escape: '\\' | '`';
  readonly keyword: Keyword;
  /** As written. */
  readonly keywordText: string;
  readonly keywordSpan: Span;
  readonly flags: readonly Flag[];
  /** After keyword and flags to the end of the logical line (heredoc bodies left out), trimmed at both ends. */
  readonly argumentSpan: Span;
  /** The text of `argumentSpan`, equally long, with continuations and the comments and blank lines inside them blanked. */
  readonly argumentText: string;
  readonly words: readonly Word[];
  /** Exec form; null for shell form or where JSON does not parse (then `malformed-json` where it was meant as such). */
  readonly json: JsonForm | null;
  readonly heredocs: readonly Heredoc[];
  /** ENV, ARG, LABEL. */
  readonly pairs: readonly KeyValue[];
  /** ONBUILD's own instruction, its spans counted from the start of the ONBUILD. */
  readonly trigger: InstructionSyntax | null;
  /** HEALTHCHECK: what follows the flags. `NONE`, `CMD`, or null for the other keywords. */
  readonly healthcheck: { readonly kind: 'NONE' | 'CMD'; readonly argumentSpan: Span } | null;
  /** FROM: image text as written, stage name. */
  readonly from: { readonly image: Word | null; readonly name: Word | null } | null;
  /** Shell text of RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD in shell form; null for exec form and the other keywords. */
  readonly shell: ShellSource | null;
  /** Each line continuation (escape character through line end) outside heredoc bodies, and each comment line between. */
  readonly continuations: readonly Span[];
  readonly innerComments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Shell text with true offsets: `text.length === span.to - span.from`, each continuation, comment line and blank line
 * within blanked to spaces (line ends inside continuations too). For `RUN <<EOF` the span is the heredoc's body; for
 * `RUN cmd <<EOF` it runs from `cmd` through the terminator.
 */
export interface ShellSource {
  readonly text: string;
  readonly span: Span;
  /** `body`: the script is the body of `RUN <<EOF`; `line`: the instruction's own line. */
  readonly kind: 'line' | 'body';
  /** Interpreter named by a `#!` first line of a body; null otherwise. */
  readonly shebang: string | null;
}

export interface Instruction {
  /** Zero-based place in `Dockerfile.instructions`. */
  readonly index: number;
  /** `range.start` is the origin of all spans of `syntax`. */
  readonly range: Range;
  readonly keyword: Keyword;
  readonly syntax: InstructionSyntax;
  /** Index of its stage; null for ARG before the first FROM. */
  readonly stage: number | null;
}

/** `# name=value` before the first other line (BuildKit: parser directives `syntax`, `escape`, `check`). */
export interface Directive {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  readonly range: Range;
  readonly valueRange: Range;
  /** A directive of this name stands above: BuildKit refuses the file; the first one counts here. */
  readonly duplicate: boolean;
}

export interface Comment {
  /** Without line end. */
  readonly range: Range;
  /** After `#`, trimmed. */
  readonly text: string;
}

/** Pieces tile the text: no gap, no overlap; each includes its line end. A byte-order mark belongs to the first piece. */
export interface Piece {
  readonly kind: 'directive' | 'comment' | 'blank' | 'instruction';
  readonly range: Range;
  /** Place in `instructions` for an instruction piece, else null. */
  readonly instruction: number | null;
}

export interface Stage {
  readonly index: number;
  /** As written; null where unnamed. */
  readonly name: string | null;
  /** FROM; null for the implicit stage of a fragment. */
  readonly from: Instruction | null;
  /** What FROM names, global ARG defaults expanded. */
  readonly base: StageBase;
  /** FROM included. */
  readonly instructions: readonly Instruction[];
}

export type StageBase =
  | { readonly kind: 'image'; readonly text: string }
  | { readonly kind: 'stage'; readonly stage: number }
  | { readonly kind: 'scratch' }
  /** A build argument without default decides; `text` as far as it is known. */
  | { readonly kind: 'unknown'; readonly text: string; readonly missing: readonly string[] }
  /** No FROM: a fragment. */
  | { readonly kind: 'none' };

export interface Dockerfile {
  readonly text: string;
  readonly lines: LineIndex;
  readonly escape: '\\' | '`';
  readonly pieces: readonly Piece[];
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  /** At least one: a text without FROM is one implicit stage. */
  readonly stages: readonly Stage[];
  /** The commonest line end of the text; `\n` where there is none. */
  readonly lineEnd: '\n' | '\r\n';
}
