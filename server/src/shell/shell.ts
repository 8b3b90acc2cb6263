// Shell text as a flat list of commands with true spans, however deeply it was nested. Built from unbash's tree by
// parse-shell.ts. It knows no Dockerfile and no tool.
import type { Span } from '../text/range.ts';

export interface ShellWord {
  /** As written. */
  readonly raw: string;
  readonly span: Span;
  /** The value where it is known without running anything (quotes resolved); null where an expansion decides. */
  readonly value: string | null;
  /** Literal text and expansions in order; adjacent literals are joined. */
  readonly parts: readonly ShellWordPart[];
}

export type ShellWordPart =
  | { readonly kind: 'literal'; readonly value: string; readonly quoted: boolean }
  /** `$NAME`, `${NAME}`, `${NAME:-word}` …: operator and operand as written, null where there is none. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly operator: string | null;
      readonly operand: string | null;
      readonly quoted: boolean;
    }
  | { readonly kind: 'substitution'; readonly script: ShellScript; readonly quoted: boolean }
  /** Arithmetic, globs that are not plain text, brace expansion and the rest: not known here. */
  | { readonly kind: 'other'; readonly raw: string };

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | null;
  readonly span: Span;
}

export interface ShellRedirection {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `>&` … */
  readonly operator: string;
  readonly descriptor: number | null;
  readonly target: ShellWord | null;
  /** Body of a heredoc, with its span. */
  readonly body: { readonly text: string; readonly span: Span } | null;
  readonly span: Span;
}

/** What decides whether a command runs. All false and null for a plain command of the main sequence. */
export interface ShellGuard {
  /** In an `if`, `case`, after `&&` of a test, or after `||`: it may not run. A plain `a && b` chain does not count. */
  readonly conditional: boolean;
  readonly loop: boolean;
  /** Depth of `( … )`, `$( … )` and pipeline members: `cd` and variables do not outlive it. */
  readonly subshell: number;
  /** Inside the body of this function; null outside. */
  readonly function: string | null;
  readonly background: boolean;
  /** `cmd || true`, `cmd || :`, `! cmd`: its failure does not end the script. */
  readonly mayFail: boolean;
}

export interface ShellCommand {
  /** Place in `ShellScript.commands`. */
  readonly index: number;
  /** From the first assignment or word through the last word or redirection. */
  readonly span: Span;
  /**
   * argv, first the command's name. Empty for a bare assignment. Wrappers (`sudo`, `env`, `exec`, `time`, `nice`,
   * `command`, `nohup`) are the command; whoever knows tools looks behind them. `[[ … ]]` is a command named `[[`.
   */
  readonly words: readonly ShellWord[];
  /** `words[0].value` where known; null otherwise. */
  readonly name: string | null;
  /** Before the command, and the arguments of `export`, `declare`, `local`, `readonly` (these are in `words` too). */
  readonly assignments: readonly ShellAssignment[];
  /** Its own, then those of the compound commands it stands in (`{ a; b; } > log`), whose spans lie outside `span`. */
  readonly redirections: readonly ShellRedirection[];
  /** What stands before it: how it is joined to the previous command of its list. */
  readonly joinedBy: 'start' | '&&' | '||' | ';' | '|' | '&';
  /** The operator before it (`&&`, `;`, a line end …); empty at `span.from` for `start`. */
  readonly joinSpan: Span;
  readonly guard: ShellGuard;
  /**
   * Which list of commands it stands in: commands of one list share the number; 0 is the script's main sequence.
   * Fixes that add, remove or join commands do so within one list.
   */
  readonly list: number;
  /** Members of one pipeline share the number; null where it is alone. */
  readonly pipeline: number | null;
  /**
   * The command whose argument this one came from: `sh -c '…'` (also behind wrappers), `$(…)`, `eval '…'`, `xargs …`, a
   * heredoc given to a shell. Null for the script's own.
   */
  readonly parent: number | null;
  /**
   * Its words stand there as shell text. False where spans are only as exact as the word they came from (escaped text
   * inside `sh -c "…"`), and for the exec form, whose words are strings of JSON.
   */
  readonly exact: boolean;
}

export interface ShellError {
  readonly message: string;
  readonly span: Span;
}

export interface ShellScript {
  readonly text: string;
  readonly span: Span;
  /**
   * In source order, nested ones right after their parent. The script of a substitution holds its part of the same
   * objects: their `index`, `list` and `parent` are those of the whole.
   */
  readonly commands: readonly ShellCommand[];
  readonly errors: readonly ShellError[];
  /** Options of `set -…` in force from the start of the main sequence: letters, and `pipefail`. */
  readonly options: ReadonlySet<string>;
}
