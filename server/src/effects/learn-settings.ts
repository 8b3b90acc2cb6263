// What a command sets for the commands after it by way of a file: configured install prefixes, `pip config set`,
// `poetry config`, a line echoed into apt.conf.d. Later commands ask for it through their context.
import type { ShellCommand } from '../shell/shell.ts';
import { argumentsOf } from './arguments.ts';
import type { CommandContext, Effect } from './effect.ts';
import { isWithin, joinPath } from './path-set.ts';

/** Names and values that a command sets; a value of null is set to something that is not known. */
export function learnSettings(
  effect: Effect,
  command: ShellCommand,
  context: CommandContext,
): readonly (readonly [name: string, value: string | null])[] {
  switch (effect.tool) {
    case 'configure':
    case 'Configure':
    case 'config':
    case 'cmake':
    case 'meson':
      return effect.role === 'configure' ? installPrefix(effect, textsOf(command, context), context) : [];
    case 'poetry':
    case 'pip':
    case 'npm':
    case 'yarn':
    case 'pnpm':
    case 'bundle':
      return effect.verb === 'config' ? keyAndValue(effect.tool, command, context) : [];
    case 'echo':
    case 'printf':
    case 'tee':
    case 'cat':
      return [...aptSettings(effect, command), ...rpmSettings(effect, command)];
    default:
      return [];
  }
}

function textsOf(command: ShellCommand, context: CommandContext): readonly (string | null)[] {
  return argumentsOf(command.words.slice(1), context).map((argument) => argument.text);
}

function installPrefix(
  effect: Effect,
  texts: readonly (string | null)[],
  context: CommandContext,
): readonly (readonly [string, string | null])[] {
  if (context.folderUnknown === true) return [];
  let prefix: string | null | undefined;
  texts.forEach((text, at) => {
    const given = /^(?:--prefix|-DCMAKE_INSTALL_PREFIX(?::\w+)?|-Dprefix)=(.+)$/.exec(text ?? '')?.[1];
    if (given !== undefined) prefix = given;
    else if (text === '--prefix' || text === '--install-prefix') prefix = texts[at + 1];
    else if (text === '-D') {
      prefix = /^(?:CMAKE_INSTALL_PREFIX(?::\w+)?|prefix)=(.+)$/.exec(texts[at + 1] ?? '')?.[1] ?? prefix;
    }
  });
  if (prefix === undefined || prefix === null || prefix === '') return [];
  const folder = joinPath(context.workingFolder, buildFolder(effect, texts));
  return [[`install-prefix ${folder}`, joinPath(context.workingFolder, prefix)]];
}

function buildFolder(effect: Effect, texts: readonly (string | null)[]): string {
  if (effect.tool === 'cmake') {
    const at = texts.indexOf('-B');
    const attached = texts.find((text) => /^-B./.test(text ?? ''));
    return (at >= 0 ? texts[at + 1] : attached?.slice(2)) ?? '.';
  }
  if (effect.tool !== 'meson') return '.';
  return texts.find((text) => text !== null && !text.startsWith('-') && text !== 'setup') ?? '.';
}

/** `TOOL config [set] KEY VALUE`, `KEY=VALUE`. */
function keyAndValue(
  tool: string,
  command: ShellCommand,
  context: CommandContext,
): readonly (readonly [string, string | null])[] {
  const texts = textsOf(command, context).filter((text) => text === null || !text.startsWith('-'));
  const after = texts.slice(texts.indexOf('config') + 1);
  const [first, second] = after[0] === 'set' ? after.slice(1) : after;
  if (first == null) return [];
  const equals = tool === 'npm' ? first.indexOf('=') : -1;
  if (equals > 0) return [[`${tool} ${first.slice(0, equals)}`, first.slice(equals + 1)]];
  return second === undefined ? [] : [[`${tool} ${first}`, second]];
}

/** What a command writes, as far as its own words and heredocs tell. */
function textWritten(command: ShellCommand): string {
  return [
    ...command.words.map((word) => word.value ?? word.raw),
    ...command.redirections.map(({ body }) => body?.text ?? ''),
  ].join('\n');
}

function writesInto(effect: Effect, folder: string, name: RegExp): boolean {
  return effect.writes.some(({ path }) => isWithin(folder, path.path) && name.test(path.path));
}

/** `APT::Install-Recommends "false";`, `APT::Get::Assume-Yes "true";` written into apt's configuration. */
function aptSettings(effect: Effect, command: ShellCommand): readonly (readonly [string, string | null])[] {
  if (!writesInto(effect, '/etc/apt', /apt\.conf/)) return [];
  const written = textWritten(command);
  const recommends = /apt::install-recommends[\s"]+(\w+)/i.exec(written)?.[1];
  const yes = /apt::get::assume-yes[\s"]+(\w+)/i.exec(written)?.[1];
  return [
    ...(recommends === undefined ? [] : [['apt recommends', recommends] as const]),
    ...(yes === undefined ? [] : [['apt yes', yes] as const]),
  ];
}

/** `assumeyes=1` and `install_weak_deps=False` in dnf.conf(5) or yum.conf(5). */
function rpmSettings(effect: Effect, command: ShellCommand): readonly (readonly [string, string | null])[] {
  if (!writesInto(effect, '/etc', /\/(?:dnf|yum)\.conf$|\/dnf\/libdnf5\.conf\.d\//)) return [];
  const written = textWritten(command);
  return (
    [
      ['dnf yes', /(?:assumeyes|defaultyes)\s*=\s*(\w+)/i],
      ['dnf install_weak_deps', /install_weak_deps\s*=\s*(\w+)/i],
      ['dnf tsflags', /tsflags\s*=\s*(\w+)/i],
    ] as const
  ).flatMap(([name, pattern]) => {
    const value = pattern.exec(written)?.[1];
    return value === undefined ? [] : [[name, value] as const];
  });
}
