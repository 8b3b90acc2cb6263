// Commands that run another command: `sudo -E env A=b nice pip install x` is pip's. What a wrapper changes for the
// command inside (variables, user) goes into its context.
import type { ShellWord } from '../shell/shell.ts';
import { argumentsOfWord, resolveWord } from './arguments.ts';
import type { CommandContext } from './effect.ts';

interface Wrapper {
  /** Options that take a value. */
  readonly values: readonly string[];
  /** Operands of its own before the command: a duration, a user, `run`. */
  readonly operands?: number;
  /** First operand that makes it a wrapper (`poetry run`). */
  readonly verb?: string;
  /** It takes `NAME=VALUE` before the command. */
  readonly assigns?: true;
}

const plain: Wrapper = { values: [] };
const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: {
    values: ['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-T', '-U', '-D', '--user', '--group', '--chdir', '--prompt'],
    assigns: true,
  },
  doas: { values: ['-u', '-C'] },
  env: { values: ['-u', '-C', '-S', '--unset', '--chdir'], assigns: true },
  exec: { values: ['-a'] },
  command: plain,
  builtin: plain,
  busybox: plain,
  toybox: plain,
  time: { values: ['-f', '-o', '--format', '--output'] },
  nice: { values: ['-n', '--adjustment'] },
  ionice: { values: ['-c', '-n', '-p', '--class', '--classdata'] },
  nohup: plain,
  setsid: plain,
  stdbuf: { values: ['-i', '-o', '-e'] },
  timeout: { values: ['-k', '-s', '--kill-after', '--signal'], operands: 1 },
  gosu: { values: [], operands: 1 },
  'su-exec': { values: [], operands: 1 },
  chpst: { values: ['-u', '-U', '-b', '-e', '-/', '-n', '-l', '-L'] },
  tini: { values: ['-e', '-p'] },
  'dumb-init': { values: ['-r', '--rewrite'] },
  catchsegv: plain,
  eatmydata: plain,
  fakeroot: plain,
  linux32: plain,
  linux64: plain,
  unbuffer: plain,
  ccache: plain,
  sccache: plain,
  travis_retry: plain,
  'docker-php-entrypoint': plain,
  poetry: { values: ['-C', '-P', '--directory', '--project'], verb: 'run' },
  pipenv: { values: [], verb: 'run' },
  pdm: { values: ['-p', '--project'], verb: 'run' },
  uv: {
    values: ['--with', '--python', '-p', '--project', '--directory', '--extra', '--group', '--env-file'],
    verb: 'run',
  },
  conda: { values: ['-n', '-p', '--name', '--prefix', '--cwd'], verb: 'run' },
  mamba: { values: ['-n', '-p', '--name', '--prefix', '--cwd'], verb: 'run' },
  micromamba: { values: ['-n', '-p', '-r', '--name', '--prefix', '--root-prefix', '--cwd'], verb: 'run' },
};

/** Interpreter options of python that take a value. */
const pythonValues = ['-W', '-X', '--check-hash-based-pycs'];

export interface Unwrapped {
  readonly words: readonly ShellWord[];
  readonly context: CommandContext;
}

/** Takes wrappers off, `python -m MODULE` included where the module is a tool of its own. */
export function unwrap(
  words: readonly ShellWord[],
  context: CommandContext,
  isTool: (module: string) => boolean,
): Unwrapped {
  let current: Unwrapped = { words, context };
  for (let depth = 0; depth < 8; depth++) {
    const inner = unwrapOnce(current, isTool);
    if (inner === null) break;
    current = inner;
  }
  return current;
}

function unwrapOnce({ words, context }: Unwrapped, isTool: (module: string) => boolean): Unwrapped | null {
  const first = words[0];
  if (first === undefined || words.length < 2) return null;
  const path = argumentsOfWord(first, context)[0]?.text ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(?:python|pypy)[\d.]*$/.test(name)) return unwrapModule(words, context, isTool);
  const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
  if (wrapper === undefined) return null;
  const set = new Map<string, string | undefined>();
  let operands = wrapper.operands ?? 0;
  let verb = wrapper.verb;
  for (let at = 1; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const text = resolveWord(word, context);
    if (text === '--') {
      if (verb !== undefined) return null;
      continue;
    }
    if (text?.startsWith('-') === true) {
      if (name === 'command' && /^-v/i.test(text)) return null;
      if (wrapper.values.includes(text)) at++;
      continue;
    }
    const assigned = wrapper.assigns === true ? /^([a-z_]\w*)=/i.exec(word.raw) : null;
    if (assigned !== null) set.set(assigned[1] ?? '', text === null ? undefined : text.slice(assigned[0].length));
    else if (verb !== undefined) {
      if (text !== verb) return null;
      verb = undefined;
    } else if (operands > 0) operands--;
    else return { words: words.slice(at), context: set.size === 0 ? context : withVariables(context, set) };
  }
  return null;
}

/** `python -m pip install x` is `pip install x`; a module that is no tool stays python's. */
function unwrapModule(
  words: readonly ShellWord[],
  context: CommandContext,
  isTool: (module: string) => boolean,
): Unwrapped | null {
  for (let at = 1; at < words.length; at++) {
    const word = words[at];
    const text = word === undefined ? null : resolveWord(word, context);
    if (word === undefined || text === null || !text.startsWith('-')) return null;
    if (pythonValues.includes(text)) at++;
    else if (/^-[a-zA-Z]*m$/.test(text)) {
      const module = words[at + 1];
      const name = module === undefined ? null : resolveWord(module, context);
      return name !== null && isTool(name) ? { words: words.slice(at + 1), context } : null;
    } else if (text.startsWith('-m')) {
      const name = text.slice(2);
      const literal: ShellWord = { ...word, value: name, parts: [{ kind: 'literal', value: name, quoted: false }] };
      return isTool(name) ? { words: [literal, ...words.slice(at + 1)], context } : null;
    } else if (/^-[a-zA-Z]*c/.test(text)) return null;
  }
  return null;
}

/** The context with some variables set otherwise; undefined makes one unknown. */
export function withVariables(context: CommandContext, set: ReadonlyMap<string, string | undefined>): CommandContext {
  return {
    ...context,
    expansion: (name) => (context.expansion === undefined ? context.variable(name) : context.expansion(name)),
    variable: (name) => (set.has(name) ? set.get(name) : context.variable(name)),
  };
}
