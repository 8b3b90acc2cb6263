// Whether what starts with a container is a script whose text was not read: it may call anything.
import type { Snapshot } from '../../facts/snapshot.ts';
import { joinPath } from '../../effects/path-set.ts';
import { nameOfProgram, startedCommands, textAt } from './started-program.ts';

const isScriptName = (word: string): boolean =>
  /\.(?:ba|z)?sh$/.test(word) || /entry|start|run|init|launch|boot|wrapper/i.test(nameOfProgram(word));

/** `"$@"`: what CMD says, which is looked at by itself. */
const isRest = (word: string): boolean => /^["']?\$\{?[@*]\}?["']?$/.test(word);

/** True for a script that is not in what was read of the context, and for a start that a variable decides. */
export function startsUnknownScript(snapshot: Snapshot): boolean {
  const started = startedCommands(snapshot);
  if (started.length === 0) return true;
  return started.some(({ argv, folder }) =>
    argv.some(
      (word, at) =>
        (at === 0 && word.includes('$') && !isRest(word)) ||
        (at < 2 && isScriptName(word) && textAt(snapshot, joinPath(folder, word)) === undefined),
    ),
  );
}
