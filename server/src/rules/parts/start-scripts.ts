// The scripts of the context that ENTRYPOINT or CMD name, with what each of their commands does. Nothing is run; a script
// that is not in the context, or is in no shell's language, is left out.
import type { CommandFacts, InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { startOf, type State } from '../../facts/stage-state.ts';
import { interpretScript } from '../../effects/interpret-script.ts';
import { joinPath } from '../../effects/path-set.ts';
import { parseShell } from '../../shell/parse-shell.ts';
import { remembered } from './remembered.ts';
import { textAt } from './started-program.ts';

export interface StartScript {
  /** Path in the context. */
  readonly path: string;
  readonly text: string;
  /** ENTRYPOINT or CMD, whichever names it. */
  readonly facts: InstructionFacts;
  readonly commands: readonly CommandFacts[];
}

/** Longer ones are not read; code units. */
const longest = 65_536;

/** Names and arguments that may be a script: `/entrypoint.sh`, `sh start`, behind tini and its kin too. */
function candidates({ commands }: InstructionFacts): readonly string[] {
  return commands.slice(0, 8).flatMap(({ command }) =>
    command.words
      .slice(0, 6)
      .map(({ value }) => value ?? '')
      .filter((value) => /^[\w./-]+$/.test(value) && (value.includes('/') || /\.(?:ba)?sh$/.test(value))),
  );
}

/** The last few scripts by their text: a keystroke in the Dockerfile changes none of them. */
const read = new Map<string, readonly CommandFacts[]>();

function commandsOf(text: string, facts: InstructionFacts): readonly CommandFacts[] {
  const known = read.get(text);
  if (known !== undefined) return known;
  const script = parseShell({ text, span: { from: 0, to: text.length } });
  const start = startOf((facts.before as State).core);
  const commands = interpretScript(script, start).commands.map(({ command, effect, bind }) => ({
    command,
    effect,
    context: bind(start),
  }));
  if (read.size > 16) read.clear();
  read.set(text, commands);
  return commands;
}

/** Those that start with the container, in the order they are named. */
export const startScripts: (snapshot: Snapshot) => readonly StartScript[] = remembered((snapshot) => {
  const { entrypoint, cmd, workingFolder } = snapshot.config;
  if (snapshot.context === null) return [];
  const found = new Map<string, StartScript>();
  for (const facts of [entrypoint, cmd]) {
    if (facts === null) continue;
    for (const name of candidates(facts)) {
      const file = textAt(snapshot, joinPath(workingFolder, name));
      if (file === undefined || found.has(file.path) || file.text.length > longest || file.text.includes('\0'))
        continue;
      if (file.text.startsWith('#!') && !/^#!.*\b(?:ba|da|[akz])?sh\b/.test(file.text)) continue;
      if (!file.text.startsWith('#!') && !/\.(?:ba)?sh$/.test(file.path)) continue;
      const commands = commandsOf(file.text, facts);
      found.set(file.path, { ...file, facts, commands });
    }
  }
  return [...found.values()];
});
