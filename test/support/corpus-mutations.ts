// Changes texts at random but repeatably: characters, words, lines, whole halves. For looking at what the product does with
// texts that nobody meant. It knows nothing of Dockerfiles but some of their words.

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function below(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

export function oneOf<T>(random: Random, items: readonly [T, ...T[]] | readonly T[]): T {
  const item = items[below(random, items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

const characters = [
  ...[
    '\\',
    '`',
    '"',
    "'",
    '$',
    '{',
    '}',
    '(',
    ')',
    '<',
    '>',
    '&',
    '|',
    ';',
    '#',
    '=',
    '[',
    ']',
    '*',
    '?',
    '~',
    '!',
    ',',
  ],
  ...[
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\\\n',
    '`\n',
    '\0',
    '\ufeff',
    '\u2028',
    '\u00a0',
    '\ud800',
    '\udc00',
    '😀',
    'é',
    '\x1b',
  ],
];

const tokens = [
  ...[
    'FROM',
    'RUN',
    'COPY',
    'ADD',
    'ENV',
    'ARG',
    'CMD',
    'ENTRYPOINT',
    'HEALTHCHECK',
    'ONBUILD',
    'SHELL',
    'USER',
    'LABEL',
  ],
  ...[
    '&&',
    '||',
    ';',
    '|',
    '&',
    '<<EOF',
    '<<-EOF',
    '<<"EOF"',
    '<<',
    'EOF',
    '$(',
    ')',
    '`',
    '((',
    '))',
    '[[',
    ']]',
    '{',
    '}',
  ],
  ...[
    'if',
    'then',
    'else',
    'fi',
    'for',
    'in',
    'do',
    'done',
    'while',
    'case',
    'esac',
    ';;',
    'function',
    'f()',
    '!',
    'exec',
  ],
  ...[
    '--from=build',
    '--mount=type=cache,target=/root/.cache',
    '--mount=',
    '--chown=1:2',
    '--',
    '-y',
    '-r',
    '-o',
    '--link',
  ],
  ...[
    '$HOME',
    '${A:-b}',
    '${A',
    '$',
    '"$@"',
    '$((1+1))',
    '*',
    '/',
    '/*',
    '..',
    '~',
    'AS',
    'build',
    'scratch',
    '# escape=`',
  ],
  ...[
    'rm -rf /var/lib/apt/lists/*',
    'apt-get update',
    'apt-get install -y x',
    'pip install x',
    'cd /x',
    'set -e',
    'exit 1',
  ],
  ...['["a", "b"]', '["a"', '=', 'a=b', 'sh -c', 'sudo', 'eval', 'xargs', 'true', 'install', 'update', '-c', '-m pip'],
];

type Change = (text: string, random: Random, other: string) => string;

function cut(text: string, random: Random): readonly [number, number] {
  const from = below(random, text.length + 1);
  return [from, Math.min(text.length, from + below(random, 12))];
}

function onLines(change: (lines: string[], at: number, random: Random) => void): Change {
  return (text, random) => {
    const lines = text.split('\n');
    change(lines, below(random, lines.length), random);
    return lines.join('\n');
  };
}

function onWord(change: (word: string, random: Random, other: string) => string): Change {
  return (text, random, other) => {
    const parts = text.split(/(\s+)/);
    const at = below(random, (parts.length + 1) / 2) * 2;
    parts[at] = change(parts[at] ?? '', random, other);
    return parts.join('');
  };
}

function wordOf(text: string, random: Random): string {
  const words = text.split(/\s+/);
  return words[below(random, words.length)] ?? '';
}

const changes: readonly Change[] = [
  (text, random) => {
    const [from] = cut(text, random);
    return text.slice(0, from) + oneOf(random, characters) + text.slice(from);
  },
  (text, random) => {
    const [from, to] = cut(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  (text, random) => {
    const [from] = cut(text, random);
    return text.slice(0, from) + oneOf(random, characters) + text.slice(from + 1);
  },
  (text, random) => {
    const [from, to] = cut(text, random);
    return text.slice(0, to) + text.slice(from);
  },
  onWord((_, random) => oneOf(random, tokens)),
  onWord((word, random) => `${word} ${oneOf(random, tokens)}`),
  onWord((word, random, other) => `${wordOf(other, random)} ${word}`),
  onWord(() => ''),
  onWord((word) => `${word} ${word}`),
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at] ?? '')),
  onLines((lines, at, random) => lines.splice(at, 0, ...lines.splice(below(random, lines.length), 1))),
  onLines((lines, at) => lines.splice(at, 2, `${lines[at] ?? ''}${lines[at + 1] ?? ''}`)),
  onLines((lines, at, random) =>
    lines.splice(at, 1, `${lines[at] ?? ''}${oneOf(random, [' \\', ' `', '\\ ', '\r', ' &&', ' #'])}`),
  ),
  onLines((lines, at, random) =>
    lines.splice(at, 1, `${oneOf(random, ['ONBUILD ', '# ', 'RUN ', '\t', 'CMD ', 'FROM '])}${lines[at] ?? ''}`),
  ),
  onLines((lines, at, random) => lines.splice(at, 0, `${oneOf(random, tokens)} ${oneOf(random, tokens)}`)),
  (text, random, other) => text.slice(0, below(random, text.length + 1)) + other.slice(below(random, other.length + 1)),
  (text, random) => text.replaceAll('\n', oneOf(random, ['\r\n', '\r', '\\\n', '\n\n', '\n#\n', '\n\t'])),
];

/** The text after one to six changes; `other` lends words and halves. */
export function mutate(text: string, other: string, random: Random): string {
  let changed = text;
  for (let left = 1 + below(random, 6); left > 0; left--) changed = oneOf(random, changes)(changed, random, other);
  return changed;
}
