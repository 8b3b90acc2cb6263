// Which flags each instruction takes and what kind of value each has (Dockerfile reference, dockerfile 1.20 with labs).
import type { Flag, InstructionSyntax, Keyword } from './dockerfile.ts';

/** How a flag's value is to be read. */
export type FlagValueKind =
  | 'boolean'
  | 'checksum'
  | 'count'
  | 'duration'
  | 'mode'
  | 'mount'
  | 'network'
  | 'owner'
  | 'path-pattern'
  | 'platform'
  | 'security'
  | 'stage-or-image'
  | 'device';

export interface KnownFlag {
  readonly name: string;
  readonly kind: FlagValueKind;
  readonly repeats: boolean;
}

function once(name: string, kind: FlagValueKind): KnownFlag {
  return { name, kind, repeats: false };
}

function many(name: string, kind: FlagValueKind): KnownFlag {
  return { name, kind, repeats: true };
}

const knownFlags: Partial<Record<Keyword, readonly KnownFlag[]>> = {
  ADD: [
    once('checksum', 'checksum'),
    once('chmod', 'mode'),
    once('chown', 'owner'),
    many('exclude', 'path-pattern'),
    once('keep-git-dir', 'boolean'),
    once('link', 'boolean'),
    once('unpack', 'boolean'),
  ],
  COPY: [
    once('chmod', 'mode'),
    once('chown', 'owner'),
    many('exclude', 'path-pattern'),
    once('from', 'stage-or-image'),
    once('link', 'boolean'),
    once('parents', 'boolean'),
  ],
  FROM: [once('platform', 'platform')],
  HEALTHCHECK: [
    once('interval', 'duration'),
    once('retries', 'count'),
    once('start-interval', 'duration'),
    once('start-period', 'duration'),
    once('timeout', 'duration'),
  ],
  RUN: [many('device', 'device'), many('mount', 'mount'), once('network', 'network'), once('security', 'security')],
};

/** The flags that an instruction takes; none for most. */
export function flagsOf(keyword: Keyword): readonly KnownFlag[] {
  return knownFlags[keyword] ?? [];
}

/** What is known of a flag; null for one that the instruction does not take. */
export function knownFlag(keyword: Keyword, name: string): KnownFlag | null {
  return flagsOf(keyword).find((flag) => flag.name === name) ?? null;
}

/** The first flag of that name. */
export function findFlag(syntax: InstructionSyntax, name: string): Flag | null {
  return syntax.flags.find((flag) => flag.name === name) ?? null;
}

/** A flag's value with its quotes and backslashes resolved, as BuildKit reads flags; empty where there is none. */
export function flagText(flag: Flag): string {
  return (flag.value ?? '').replace(/\\(.)|["']/gs, (_, escaped: string | undefined) => escaped ?? '');
}

/** True for `--link`, `--link=true`; false for `--link=false` and where the flag is absent. */
export function isFlagOn(syntax: InstructionSyntax, name: string): boolean {
  const flag = findFlag(syntax, name);
  return flag !== null && (flag.value === null || /^(?:1|t|true)$/i.test(flagText(flag)));
}
