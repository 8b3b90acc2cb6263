// Commands that link a program, and whether it keeps its symbol table and debug information: go, cargo and the C family by
// their own flags, variables and profile. A later `strip` or `upx` in the stage settles it for all.
import type { CommandFacts, ContextFacts, InstructionFacts } from '../../facts/snapshot.ts';
import { readTomlTables, tomlString } from './toml-lines.ts';
import { argumentTexts } from './called.ts';

export interface LinkedBinary {
  readonly command: CommandFacts;
  readonly kind: 'go' | 'cargo' | 'c';
}

/** `-s`, or `-w`: either leaves the debug information out, which is the bulk. */
function leavesOut(flags: string): boolean {
  return /(?:^|[\s'"=,])-[sw](?:[\s'",]|$)/.test(flags);
}

function isGoKept(command: CommandFacts): boolean {
  const texts = argumentTexts(command);
  const at = texts.findIndex((text) => /^--?ldflags(?:=|$)/.test(text));
  const flags = at < 0 ? '' : (texts[at]?.split('=').slice(1).join('=') ?? '') || (texts[at + 1] ?? '');
  // Why: flags that a variable holds are not known.
  if (at >= 0 && flags === '') return false;
  const goflags = command.context.variable('GOFLAGS') ?? '';
  if (leavesOut(flags) || /-ldflags=\S*-[sw]/.test(goflags)) return false;
  const raw = command.command.words.map((word) => word.raw).join(' ');
  if (/-ldflags[^\n]*-[sw]\b/.test(raw) || /\$\{?\w*(?:LDFLAGS|ldflags)/.test(raw)) return false;
  // Why: several packages without -o are compiled and thrown away; a plug-in or an archive is another matter.
  const isChecked = texts.some((text) => text.endsWith('...')) && !texts.some((text) => /^-o/.test(text));
  return !isChecked && !texts.some((text) => /^-buildmode/.test(text));
}

const releaseProfile = 'profile.release';

/** What Cargo.toml says of stripping release builds; undefined where it was not read or says nothing. */
function stripOfProfile(context: ContextFacts | null): string | undefined {
  const file = context?.files.get('Cargo.toml');
  if (file === undefined || !('text' in file)) return undefined;
  const entry = readTomlTables(file.text)
    .find(({ name }) => name === releaseProfile)
    ?.entries.get('strip');
  return entry === undefined ? undefined : (tomlString(entry) ?? entry);
}

function isCargoKept(command: CommandFacts, context: ContextFacts | null): boolean {
  const texts = argumentTexts(command);
  const isRelease =
    command.effect.verb === 'install'
      ? !texts.includes('--debug')
      : texts.some((text) => text === '--release' || text === '-r' || text === '--profile=release');
  if (!isRelease || texts.includes('--config')) return false;
  const said = command.context.variable('CARGO_PROFILE_RELEASE_STRIP') ?? stripOfProfile(context) ?? 'none';
  if (!/^(?:none|false|debuginfo)$/.test(said)) return false;
  const flags = command.context.variable('RUSTFLAGS') ?? '';
  return !/strip=|link-arg=-(?:Wl,)?-?s\b/.test(flags);
}

function isCKept({ command, effect }: CommandFacts): boolean {
  if (effect.verb !== 'link') return false;
  const values = command.words.map(({ value }) => value);
  // Why: a library is stripped otherwise, and what a variable holds may say anything.
  return (
    values.some((value) => value === '-o') &&
    !values.some(
      (value) => value === null || /^-(?:[scr]|shared|g\S*|fsanitize\S*)$|^-Wl,(?:-s|--strip\S*)/.test(value),
    )
  );
}

/** The programs of an instruction that keep their symbols. `context` is asked for Cargo.toml. */
export function keptSymbols(facts: InstructionFacts, context: ContextFacts | null): readonly LinkedBinary[] {
  if (facts.syntax.keyword !== 'RUN') return [];
  return facts.commands.flatMap((command): LinkedBinary[] => {
    const { tool, verb, role } = command.effect;
    if (tool === 'go' && (verb === 'build' || verb === 'install'))
      return isGoKept(command) ? [{ command, kind: 'go' }] : [];
    if (tool === 'cargo' && (verb === 'build' || verb === 'b' || verb === 'install'))
      return isCargoKept(command, context) ? [{ command, kind: 'cargo' }] : [];
    if (role === 'compile' && /^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)$/.test(tool))
      return isCKept(command) ? [{ command, kind: 'c' }] : [];
    return [];
  });
}

/** A command that takes symbols off, or packs the program, whatever linked it. */
export function strips({ commands }: InstructionFacts): boolean {
  return commands.some(
    ({ effect, command }) =>
      /^(?:strip|upx|eu-strip|llvm-strip|objcopy)$/.test(effect.tool) ||
      command.words.some(({ value }) => /^(?:--strip(?:-\w+)?|install-strip|-s -w)$/.test(value ?? '')),
  );
}
