// The effect of one command: wrappers taken off, the tool found by its name, redirections added. A command that no tool
// knows gets the conservative effect, and says so.
import type { ShellCommand, ShellWord } from '../shell/shell.ts';
import { argumentsOfWord, pathsOf } from './arguments.ts';
import type { CommandContext, Effect, PathPattern, Tool, Write } from './effect.ts';
import { makeEffect } from './make-effect.ts';
import { unknownBelow } from './path-set.ts';
import { isSpecialFile, writeTo } from './persistence.ts';
import { knownNames } from './tool-name.ts';
import { tools } from './tools.ts';
import { unwrap } from './wrappers.ts';

const byName = new Map<string, Tool>(tools.flatMap((tool) => tool.names.map((name) => [name, tool] as const)));

/** The tool that answers to a name or path, versions left off where needed: `/usr/bin/python3.11`, `gcc-12`. */
export function findTool(name: string): Tool | undefined {
  for (const each of knownNames(name)) {
    const tool = byName.get(each);
    if (tool !== undefined) return tool;
  }
  return undefined;
}

/** What a command does where it runs. Never throws; `known: false` where nothing is known of it. */
export function effectOfCommand(command: ShellCommand, context: CommandContext): Effect {
  const unwrapped = unwrap(command.words, context, (module) => findTool(module) !== undefined);
  const effect = effectOfWords(unwrapped.words, unwrapped.context, command);
  return withRedirections(withCacheWrites(effect), command, context);
}

/** What is cached is written. */
function withCacheWrites(effect: Effect): Effect {
  if (effect.caches.length === 0) return effect;
  const writes = effect.caches.flatMap(({ paths }) => paths.map((path): Write => ({ path, persistence: 'cache' })));
  return { ...effect, writes: [...effect.writes, ...writes] };
}

function effectOfWords(words: readonly ShellWord[], context: CommandContext, command: ShellCommand): Effect {
  const first = words[0];
  if (first === undefined) return makeEffect({ tool: '', role: 'configure' });
  const name = argumentsOfWord(first, context)[0]?.text ?? null;
  if (name === null) return conservativeEffect('', context);
  const effect = findTool(name)?.effect(words, context, command) ?? null;
  if (effect !== null) return effect;
  return asksOnly(words, context)
    ? makeEffect({ tool: name, needs: [name], role: 'inspect' })
    : conservativeEffect(name, context);
}

/** `PROGRAM --version` and the like, by the habit that nearly all programs keep. */
function asksOnly(words: readonly ShellWord[], context: CommandContext): boolean {
  const args = words.slice(1).flatMap((word) => argumentsOfWord(word, context));
  return args.length === 1 && /^(?:--?version|-v|-V|version|--help|-h|help)$/.test(args[0]?.text ?? '');
}

/** The effect of a command of which nothing is known: it may read anything and write where programs write. */
export function conservativeEffect(name: string, context: CommandContext): Effect {
  const folders = new Set([context.workingFolder, context.home, '/usr/local', '/opt']);
  return makeEffect({
    tool: name.slice(name.lastIndexOf('/') + 1),
    known: false,
    needs: name === '' ? [] : [name],
    reads: [unknownBelow('/')],
    writes: [...folders].map((folder) => ({ path: unknownBelow(folder), persistence: 'artifact' })),
    network: true,
  });
}

function withRedirections(effect: Effect, command: ShellCommand, context: CommandContext): Effect {
  if (command.redirections.length === 0) return effect;
  const reads: PathPattern[] = [];
  const writes: Write[] = [];
  for (const { operator, target } of command.redirections) {
    if (target === null) continue;
    for (const argument of argumentsOfWord(target, context)) {
      // Why: `>&1` and `>&-` name a descriptor, not a file.
      if (operator.endsWith('&') && /^(?:\d+|-)$/.test(argument.text ?? '')) continue;
      const path = pathsOf(argument, context, 'file');
      if (isSpecialFile(path)) continue;
      if (operator.startsWith('>') || operator.startsWith('&>')) writes.push(writeTo(path, argument.word));
      else if (operator === '<' || operator === '<>') reads.push(path);
    }
  }
  if (reads.length === 0 && writes.length === 0) return effect;
  return { ...effect, reads: [...effect.reads, ...reads], writes: [...effect.writes, ...writes] };
}
