// The ways in which people write one and the same Dockerfile down: line ends, escapes, continuations, heredocs, case,
// comments between. Applied to every case of corpus-cases.ts; it knows no rule.
import { corpusCases, type CorpusCase, type InstructionOfCase, type RunOfCase } from './corpus-cases.ts';

export interface Shape {
  readonly name: string;
  /** How the commands of a RUN stand together. */
  readonly run: 'line' | 'leading' | 'trailing' | 'semicolons' | 'heredoc' | 'heredoc-tabs';
  readonly end?: '\n' | '\r\n' | '\r';
  readonly escape?: '`';
  readonly indent?: string;
  /** Put between the lines of a continuation: a comment, a blank line. */
  readonly between?: string;
  /** After the escape character, at the ends of lines. */
  readonly trailing?: string;
  readonly keyword?: (keyword: string) => string;
  readonly onbuild?: true;
  readonly finalEnd?: false;
  /** Before the first line. */
  readonly head?: string;
  /** Between two instructions. */
  readonly gap?: string;
}

const mixed = (keyword: string): string => keyword.replace(/(.)(.)/g, (_, a: string, b: string) => a + b.toLowerCase());

export const shapes: readonly Shape[] = [
  { name: 'plain', run: 'line' },
  { name: 'leading-and', run: 'leading', indent: '    ' },
  { name: 'trailing-and', run: 'trailing', indent: '  ' },
  { name: 'tabs', run: 'trailing', indent: '\t' },
  { name: 'semicolons', run: 'semicolons', indent: '\t' },
  { name: 'crlf', run: 'leading', end: '\r\n', indent: '    ' },
  { name: 'crlf-line', run: 'line', end: '\r\n' },
  { name: 'crlf-comments', run: 'trailing', end: '\r\n', between: '# why this is here', indent: '  ' },
  { name: 'backtick', run: 'leading', escape: '`', indent: '    ' },
  { name: 'backtick-crlf', run: 'trailing', escape: '`', end: '\r\n', between: '    # note', indent: '  ' },
  { name: 'comments-between', run: 'leading', between: '# a \\ comment && more', indent: '    ' },
  { name: 'blank-between', run: 'trailing', between: '', indent: '    ' },
  { name: 'escape-between', run: 'trailing', between: '    \\', indent: '    ' },
  { name: 'trailing-spaces', run: 'leading', trailing: '  ', indent: '    ' },
  { name: 'trailing-tabs', run: 'trailing', trailing: '\t', indent: '\t', finalEnd: false },
  { name: 'no-final-end', run: 'leading', finalEnd: false },
  { name: 'no-final-end-crlf', run: 'trailing', end: '\r\n', finalEnd: false, between: '  # c' },
  { name: 'lower-case', run: 'line', keyword: (keyword) => keyword.toLowerCase(), gap: '\n' },
  { name: 'mixed-case', run: 'leading', keyword: mixed, indent: ' ' },
  { name: 'heredoc', run: 'heredoc', head: '# syntax=docker/dockerfile:1\n' },
  { name: 'heredoc-tabs', run: 'heredoc-tabs', head: '# syntax=docker/dockerfile:1\n' },
  { name: 'heredoc-crlf', run: 'heredoc', end: '\r\n', finalEnd: false },
  { name: 'onbuild', run: 'leading', onbuild: true, indent: '    ' },
  { name: 'byte-order-mark', run: 'trailing', head: '\ufeff', indent: '    ' },
  { name: 'many-gaps', run: 'leading', gap: '\n# between\n\n  \n', indent: '      ' },
];

function joinCommands(run: readonly string[], shape: Shape): string {
  const escape = shape.escape ?? '\\';
  const indent = shape.indent ?? '';
  const between = shape.between === undefined ? '' : `${shape.between}\n`;
  const next = `${escape}${shape.trailing ?? ''}\n${between}${indent}`;
  switch (shape.run) {
    case 'leading':
      return run.join(` ${next}&& `);
    case 'trailing':
      return run.join(` && ${next}`);
    case 'semicolons':
      return `set -eux; ${next}${run.join(`; ${next}`)}`;
    default:
      return run.join(' && ');
  }
}

function writeRun({ run, flags }: RunOfCase, shape: Shape): string {
  const head = `RUN ${flags === undefined ? '' : `${flags} `}`;
  if (shape.run === 'heredoc') return `${head}<<EOF\nset -e\n${run.join('\n')}\nEOF`;
  if (shape.run === 'heredoc-tabs')
    return `${head}<<-'SCRIPT'\n\tset -eu\n${run.map((each) => `\t${each}`).join('\n')}\n\tSCRIPT`;
  return head + joinCommands(run, shape);
}

const onbuildMay = /^(?:COPY|ADD|ENV|WORKDIR|USER|LABEL|EXPOSE|CMD|ENTRYPOINT|ARG)\b/;

function writeInstruction(instruction: InstructionOfCase, shape: Shape): string {
  let text: string;
  if (typeof instruction !== 'string') text = writeRun(instruction, shape);
  else if (shape.escape === undefined) text = instruction;
  else text = instruction.replaceAll('\\\n', `${shape.escape}\n`);
  if (shape.onbuild && (typeof instruction !== 'string' || onbuildMay.test(instruction))) text = `ONBUILD ${text}`;
  const { keyword } = shape;
  return keyword === undefined ? text : text.replace(/^[A-Z]+/, keyword);
}

/** One case written in one shape. */
export function writeCase({ instructions }: CorpusCase, shape: Shape): string {
  const directive = shape.escape === undefined ? '' : `# escape=${shape.escape}\n`;
  const body = instructions.map((each) => writeInstruction(each, shape)).join(`\n${shape.gap ?? ''}`);
  const text = `${shape.head ?? ''}${directive}${body}${shape.finalEnd === false ? '' : '\n'}`;
  return shape.end === undefined ? text : text.replaceAll('\n', shape.end);
}

export interface CorpusText {
  readonly name: string;
  readonly text: string;
}

/** Every case in every shape. */
export function corpusTexts(): readonly CorpusText[] {
  return corpusCases.flatMap((each) =>
    shapes.map((shape) => ({ name: `${each.name}/${shape.name}`, text: writeCase(each, shape) })),
  );
}
