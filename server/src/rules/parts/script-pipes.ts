// Downloads that are piped into an interpreter while nothing makes their failure seen: an empty script runs well. It judges
// no finding.
import type { CommandFacts, InstructionFacts } from '../../facts/snapshot.ts';
import type { ShellCommand } from '../../shell/shell.ts';
import { programOf } from './called.ts';
import { unguardedPipes } from './pipes.ts';
import { remembered } from './remembered.ts';

const interpreters = /^(?:(?:ba|da|[azk])?sh|python[\d.]*|perl|ruby|node|php|bun|deno)$/;

export interface ScriptPipe {
  readonly download: CommandFacts;
  readonly interpreter: ShellCommand;
  /** Its name as called. */
  readonly name: string;
}

/** Pipes from curl or wget into an interpreter, with nothing in force that would notice that the download failed. */
export const scriptPipes: (facts: InstructionFacts) => readonly ScriptPipe[] = remembered((facts) =>
  unguardedPipes(facts).flatMap((members): readonly ScriptPipe[] => {
    const [first] = members;
    const last = members.at(-1);
    const download = facts.commands.find(({ command }) => command === first);
    const end = facts.commands.find(({ command }) => command === last);
    if (download?.effect.role !== 'fetch' || end === undefined || last === undefined) return [];
    const name = programOf(end);
    // Why: an interpreter that is given its program otherwise reads data.
    const hasProgram = last.words.some(({ value }) => /^-[a-zA-Z]*[ce]$|^--eval$|^-m$/.test(value ?? ''));
    return interpreters.test(name) && !hasProgram ? [{ download, interpreter: last, name }] : [];
  }),
);
