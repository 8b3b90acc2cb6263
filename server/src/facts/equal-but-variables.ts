// Whether two facts of one text differ in nothing but the variables in force before it, and neither its commands nor its
// words were read differently for that. Then an answer that asked for no variable holds for both.
import type { InstructionFacts } from './snapshot.ts';
import { startOf, type Core, type State } from './stage-state.ts';

/** True where all that can be asked of the two is the same, the values of variables apart. */
export function areEqualButVariables(a: InstructionFacts, b: InstructionFacts): boolean {
  const { syntax } = a;
  // Why not a trigger: what an ONBUILD runs is not in its facts.
  if (syntax !== b.syntax || syntax.trigger !== null || a.ships !== b.ships) return false;
  if (a.copy?.fromStage !== b.copy?.fromStage || a.commands.length !== b.commands.length) return false;
  const isScript = syntax.shell !== null || syntax.json !== null;
  const expands = isScript
    ? syntax.flags.some(({ value }) => value?.includes('$') === true)
    : syntax.text.includes('$');
  if (expands || !haveEqualCores((a.before as State).core, (b.before as State).core)) return false;
  return a.commands.every(
    ({ command, effect }, at) => command === b.commands[at]?.command && effect === b.commands[at].effect,
  );
}

function haveEqualCores(a: Core, b: Core): boolean {
  if (a.workingFolder !== b.workingFolder || a.folderUnknown !== b.folderUnknown || a.user !== b.user) return false;
  if (a.shell !== b.shell || a.users !== b.users || a.settings !== b.settings) return false;
  return startOf(a).home === startOf(b).home;
}
