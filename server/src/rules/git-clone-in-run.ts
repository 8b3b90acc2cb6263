// `RUN git clone` is kept in the build cache by its text: a branch that has moved on is not fetched again. ADD of a git address
// asks for the commit, keeps no history, and needs no git in the image. A matter of taste, so it is off unless asked for.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { calledBy, runCommands } from './parts/called.ts';
import { headSpan } from './parts/places.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkClones(facts: InstructionFacts): Generator<LocalFinding> {
  // Why: what needs a key or a secret is for the RUN that has it mounted.
  if (facts.mounts.some(({ type }) => type === 'ssh' || type === 'secret')) return;
  for (const command of runCommands(facts)) {
    if (command.effect.tool !== 'git' || command.effect.verb !== 'clone') continue;
    const isPublic = calledBy(command).args.some(({ prefix }) => /^(?:https?|git):\/\//i.test(prefix));
    if (!isPublic || command.command.guard.conditional) continue;
    yield {
      span: headSpan(command),
      message:
        'a clone is cached by its text, also when the branch has moved on; ADD with a git address asks for the commit',
    };
  }
}

export const gitCloneInRun: Rule = {
  meta: {
    id: 'git-clone-in-run',
    summary: 'A repository is cloned in a RUN where ADD would fetch it',
    group: 'cache',
    severity: 'off',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository'],
  },
  checkInstruction: checkClones,
};
