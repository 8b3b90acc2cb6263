// Where a configured project will install to: `./configure --prefix=/opt/x`, `cmake -DCMAKE_INSTALL_PREFIX=…`, `meson
// setup --prefix …`. Learnt when it is configured, needed when `make install` comes.
import type { ShellWord } from '../shell/shell.ts';
import { argumentsOf } from './arguments.ts';
import type { CommandContext, Effect } from './effect.ts';
import { joinPath } from './path-set.ts';

/** The build folder and its install prefix; null where the command is none that configures, or does not say. */
export function readInstallPrefix(
  effect: Effect,
  words: readonly ShellWord[],
  context: CommandContext,
): { readonly folder: string; readonly prefix: string } | null {
  if (effect.role !== 'configure' || !/^(?:configure|cmake|meson|config|Configure)$/.test(effect.tool)) return null;
  if (context.folderUnknown === true) return null;
  const texts = argumentsOf(words.slice(1), context).map((argument) => argument.text ?? '');
  let prefix: string | undefined;
  texts.forEach((text, at) => {
    const given = /^(?:--prefix|-DCMAKE_INSTALL_PREFIX(?::\w+)?|-Dprefix)=(.+)$/.exec(text)?.[1];
    if (given !== undefined) prefix = given;
    else if (text === '--prefix' || text === '--install-prefix') prefix = texts[at + 1];
    else if (text === '-D')
      prefix = /^(?:CMAKE_INSTALL_PREFIX(?::\w+)?|prefix)=(.+)$/.exec(texts[at + 1] ?? '')?.[1] ?? prefix;
  });
  if (prefix === undefined || prefix === '') return null;
  const folder = buildFolder(effect, texts);
  return { folder: joinPath(context.workingFolder, folder), prefix: joinPath(context.workingFolder, prefix) };
}

function buildFolder(effect: Effect, texts: readonly string[]): string {
  if (effect.tool === 'cmake') {
    const at = texts.indexOf('-B');
    return (at >= 0 ? texts[at + 1] : texts.find((text) => /^-B./.test(text))?.slice(2)) ?? '.';
  }
  if (effect.tool !== 'meson') return '.';
  return texts.filter((text) => !text.startsWith('-') && text !== 'setup')[0] ?? '.';
}
