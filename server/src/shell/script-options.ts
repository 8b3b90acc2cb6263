// Options of `set -…` that hold from the start of a script: what its first commands switch on.
import type { ShellCommand, ShellWord } from './shell.ts';

function applySet(words: readonly ShellWord[], options: Set<string>): void {
  for (let i = 1; i < words.length; i++) {
    const value = words[i]?.value ?? '';
    if (!/^[-+][a-z]+$/i.test(value)) return;
    const on = value.startsWith('-');
    for (const letter of value.slice(1)) {
      // Why: long names of the short options mean the same.
      const name = letter === 'o' ? (longNames.get(words[++i]?.value ?? '') ?? words[i]?.value ?? '') : letter;
      if (name === '') continue;
      if (on) options.add(name);
      else options.delete(name);
    }
  }
}

const longNames: ReadonlyMap<string, string> = new Map([
  ['errexit', 'e'],
  ['nounset', 'u'],
  ['xtrace', 'x'],
  ['noglob', 'f'],
]);

/** Letters and `pipefail`; `given` are those on the command line of the shell (`bash -ec`). */
export function optionsOf(main: readonly ShellCommand[], given?: ReadonlySet<string>): ReadonlySet<string> {
  const options = new Set([...(given ?? [])].map((name) => longNames.get(name) ?? name));
  for (const command of main) {
    if (command.name !== 'set' || command.guard.conditional) break;
    applySet(command.words, options);
  }
  return options;
}
