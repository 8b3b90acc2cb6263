// Shell builtins and commands that leave nothing in the file system: tests, sleeps, queries. What `cd`, `export` and
// assignments do to the commands after them is the interpreter's to know.
import { defineTool } from '../define-tool.ts';
import type { Effect, Tool } from '../effect.ts';

function quiet(role: Effect['role'], names: string): Tool {
  return defineTool(names, { values: [] }, () => ({ needs: [], role }));
}

const shellState = quiet(
  'configure',
  `cd set unset export readonly declare local typeset shift alias unalias shopt umask ulimit pushd popd trap read getopts
  hash enable disown wait jobs return exit break continue true : false sleep let bg fg kill mapfile readarray xargs sync`,
);

const tests = quiet('test', 'test [ [[ expr cmp diff ctest');

const queries = quiet(
  'inspect',
  `echo printf ls pwd which type whereis uname nproc arch whoami id date env printenv basename dirname realpath readlink
  head tail grep egrep fgrep awk gawk mawk cut sort uniq tr wc du df stat file seq cat tac rev nl od xxd hexdump less more
  jq yes sha1sum sha256sum sha512sum md5sum b2sum shasum cksum ldd nm objdump readelf strings free ps top tree hostname
  getconf lscpu lsb_release nvidia-smi column paste join comm fold fmt getent command locale iconv base64 envsubst scanelf
  mktemp tty clear ccache dpkg-buildflags dpkg-scanpackages pkg-config rpmspec openssl bc tput getfacl`,
);

/** `. FILE` of these sets variables and nothing else; what another file does is not known. */
const environmentFiles = new Set(
  `activate os-release lsb-release .bashrc .bash_profile .profile profile env nvm.sh conda.sh mamba.sh setup.sh setup.bash
  setvars.sh enable vars.sh environment`.split(/\s+/),
);

const source = defineTool('. source', { values: [] }, ({ verb, file }) => {
  const name = verb?.text?.split('/').at(-1);
  if (verb === undefined || name === undefined || !environmentFiles.has(name)) return null;
  return { tool: 'source', needs: [], reads: [file(verb)], role: 'configure' };
});

/** Shells that run text given to them: the commands inside have effects of their own. A script file is not known. */
const shells = defineTool('sh bash ash dash zsh ksh', { values: ['-o'] }, ({ parsed, command }) => {
  const runsText = parsed.options.some(({ name }) => name === '-c');
  const hasText = command.redirections.some(({ operator, body }) => operator === '<<<' || body !== null);
  return runsText || hasText ? { role: 'other' } : null;
});

export const builtinTools: readonly Tool[] = [shellState, tests, queries, source, shells];
