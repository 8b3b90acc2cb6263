// Shell builtins and commands that leave nothing in the file system: tests, sleeps, queries. What `cd`, `export` and
// assignments do to the commands after them is the interpreter's to know.
import { argumentsOf, pathsOf } from '../arguments.ts';
import type { Effect, Tool } from '../effect.ts';
import { makeEffect } from '../make-effect.ts';

function quiet(role: Effect['role'], names: readonly string[]): Tool {
  return {
    names,
    effect(words) {
      const name = words[0]?.value ?? '';
      return makeEffect({ tool: name.slice(name.lastIndexOf('/') + 1), role });
    },
  };
}

const shellState = quiet('configure', [
  'cd',
  'set',
  'unset',
  'export',
  'readonly',
  'declare',
  'local',
  'typeset',
  'shift',
  'alias',
  'unalias',
  'shopt',
  'umask',
  'ulimit',
  'pushd',
  'popd',
  'trap',
  'read',
  'getopts',
  'hash',
  'enable',
  'disown',
  'wait',
  'jobs',
  'return',
  'exit',
  'break',
  'continue',
  'true',
  ':',
  'false',
  'sleep',
  'let',
  'bg',
  'fg',
  'kill',
  'mapfile',
  'readarray',
  'xargs',
  'sync',
]);

const tests = quiet('test', ['test', '[', '[[', 'expr', 'cmp', 'diff']);

const queries = quiet('inspect', [
  'echo',
  'printf',
  'ls',
  'pwd',
  'which',
  'type',
  'whereis',
  'uname',
  'nproc',
  'arch',
  'whoami',
  'id',
  'date',
  'env',
  'printenv',
  'basename',
  'dirname',
  'realpath',
  'readlink',
  'head',
  'tail',
  'grep',
  'egrep',
  'fgrep',
  'awk',
  'gawk',
  'mawk',
  'cut',
  'sort',
  'uniq',
  'tr',
  'wc',
  'du',
  'df',
  'stat',
  'file',
  'seq',
  'cat',
  'tac',
  'rev',
  'nl',
  'od',
  'xxd',
  'hexdump',
  'less',
  'more',
  'jq',
  'yes',
  'sha1sum',
  'sha256sum',
  'sha512sum',
  'md5sum',
  'b2sum',
  'shasum',
  'cksum',
  'ldd',
  'nm',
  'objdump',
  'readelf',
  'strings',
  'free',
  'ps',
  'top',
  'tree',
  'hostname',
  'getconf',
  'lscpu',
  'lsb_release',
  'nvidia-smi',
  'column',
  'paste',
  'join',
  'comm',
  'fold',
  'fmt',
  'getent',
  'command',
  'locale',
  'iconv',
  'base64',
  'envsubst',
  'scanelf',
  'mktemp',
  'tty',
  'clear',
  'test-path',
]);

/** `. FILE` sets variables; where the file is known for nothing else it has no effect on files. */
const environmentFiles =
  /(?:^|\/)(?:activate|os-release|lsb-release|\.bashrc|\.bash_profile|\.profile|profile|env|nvm\.sh|conda\.sh|mamba\.sh|setup\.(?:ba)?sh|setvars\.sh|enable|vars\.sh|environment)$/;

const source: Tool = {
  names: ['.', 'source'],
  effect(words, context) {
    const [, file] = argumentsOf(words, context);
    if (file?.text === undefined || file.text === null || !environmentFiles.test(file.text)) return null;
    return makeEffect({ tool: 'source', reads: [pathsOf(file, context, 'file')], role: 'configure' });
  },
};

/** Shells that run text given to them: the commands inside have effects of their own. A script file is unknown. */
const shells: Tool = {
  names: ['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'busybox'],
  effect(words, context, command) {
    const [name, ...args] = argumentsOf(words, context);
    const tool = (name?.text ?? '').slice((name?.text ?? '').lastIndexOf('/') + 1);
    const runsText = args.some((each) => /^-[a-zA-Z]*c$/.test(each.text ?? ''));
    const reads = command.redirections.some(({ operator, body }) => operator === '<<<' || body !== null);
    return runsText || reads ? makeEffect({ tool, needs: [tool], role: 'other' }) : null;
  },
};

export const builtinTools: readonly Tool[] = [shellState, tests, queries, source, shells];
