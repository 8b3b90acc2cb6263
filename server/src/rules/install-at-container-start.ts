// What CMD and ENTRYPOINT install or download is installed again by each container that starts: minutes in which it serves
// nothing, a network it depends on, and another result each time. Read in the start script too, where the context has it.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { headSpan } from './parts/places.ts';
import { startScripts } from './parts/start-scripts.ts';
import type { FileFinding, Rule } from './rule.ts';

/** A condition decides whether it runs: an option of the image, or a check whether it is needed. */
function isConditional({ command: { guard } }: CommandFacts): boolean {
  return guard.conditional || guard.function !== null;
}

/** A file from a place that the text names, and not from a service next door. */
function downloads({ command, effect }: CommandFacts): boolean {
  if (effect.role !== 'fetch' || !effect.network || effect.tool === 'git') return false;
  const isNamed = command.words.some(({ value }) =>
    /^(?:https?|ftp):\/\/(?!localhost|127\.|\[::1\])[\w-]+\.[\w.-]+\//.test(value ?? ''),
  );
  return isNamed && effect.writes.some(({ persistence }) => persistence === 'artifact');
}

/** What the command brings each time; null where it brings nothing. */
function broughtBy(facts: CommandFacts): string | null {
  const { effect } = facts;
  if (isConditional(facts)) return null;
  const name = [effect.tool, effect.verb].filter((part) => part !== null && part !== '').join(' ');
  if (effect.network && effect.role === 'install') return `${name} runs`;
  return downloads(facts) ? `${name} downloads` : null;
}

function* checkStart(snapshot: Snapshot): Generator<FileFinding> {
  const { entrypoint, cmd } = snapshot.config;
  for (const facts of [entrypoint, cmd]) {
    if (facts === null) continue;
    for (const command of facts.commands) {
      const brought = broughtBy(command);
      if (brought !== null)
        yield {
          facts,
          span: headSpan(command),
          message: `${brought} each time a container starts; in a RUN it runs once`,
        };
    }
  }
  for (const { facts, path, text, commands } of startScripts(snapshot)) {
    const first = commands.find((command) => broughtBy(command) !== null);
    const brought = first === undefined ? null : broughtBy(first);
    if (first === undefined || brought === null) continue;
    const line = text.slice(0, first.command.span.from).split('\n').length;
    yield {
      facts,
      span: spanOf(facts),
      message: `${brought} each time a container starts (${path}, line ${String(line)}); in a RUN it runs once`,
      proof: { path, line },
    };
  }
}

function spanOf({ syntax }: InstructionFacts): { from: number; to: number } {
  return { from: syntax.keywordSpan.from, to: syntax.argumentSpan.to };
}

export const installAtContainerStart: Rule = {
  meta: {
    id: 'install-at-container-start',
    summary: 'Something is installed or downloaded each time a container starts',
    group: 'runtime',
    severity: 'warning',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#create-ephemeral-containers'],
    wants: [
      '*.sh',
      ...['entrypoint', 'docker-entrypoint', 'start', 'run'].flatMap((name) => [
        name,
        ...['docker', 'scripts', 'bin', 'deploy', '.docker'].flatMap((folder) => [
          `${folder}/${name}`,
          `${folder}/${name}.sh`,
        ]),
      ]),
    ],
  },
  checkFile: checkStart,
};
