// Python packages that steps of the build itself use: a script that a RUN starts, code on its command line, a tool called by
// name. What is only installed is not used. Scripts that are not in the context may use anything.
import { joinPath } from '../../effects/path-set.ts';
import type { CommandFacts, Snapshot } from '../../facts/snapshot.ts';
import { modulesOf } from './python-imports.ts';
import { trainingTools } from './python-families.ts';
import { remembered } from './remembered.ts';
import { shippingChain } from './stage-chain.ts';
import { textAt } from './started-program.ts';

interface BuildPrograms {
  /** Texts of scripts and command lines. */
  readonly texts: readonly string[];
  /** Names of programs called. */
  readonly programs: ReadonlySet<string>;
  /** Some script could not be read. */
  readonly isOpen: boolean;
}

function scriptOf({ command, context }: CommandFacts): string | null {
  const script = command.words.slice(1).find(({ value }) => value?.endsWith('.py') === true)?.value;
  return script == null ? null : joinPath(context.workingFolder, script);
}

const programsOf: (snapshot: Snapshot) => BuildPrograms = remembered((snapshot) => {
  const texts: string[] = [];
  const programs = new Set<string>();
  let isOpen = false;
  for (const facts of shippingChain(snapshot)) {
    if (facts.syntax.keyword !== 'RUN') continue;
    for (const each of facts.commands) {
      if (each.effect.role === 'install') continue;
      const name = each.command.name?.slice(each.command.name.lastIndexOf('/') + 1) ?? '';
      programs.add(name);
      if (!/^(?:python|pypy)[\d.]*$/.test(name)) continue;
      texts.push(each.command.words.map(({ raw }) => raw).join(' '));
      const script = scriptOf(each);
      const text = script === null ? undefined : textAt(snapshot, script)?.text;
      if (text !== undefined) texts.push(text);
      else if (script !== null) isOpen = true;
    }
  }
  return { texts, programs, isOpen };
});

/** True where a step of the build may need the distribution, named as in an index. */
export function mayServeBuild(snapshot: Snapshot, distribution: string): boolean {
  const { texts, programs, isOpen } = programsOf(snapshot);
  const modules = modulesOf(distribution);
  return (
    // Why not the tools of the desk: a script of the build that was not read hardly imports a linter.
    (isOpen && trainingTools.has(distribution)) ||
    programs.has(distribution) ||
    modules.some((module) => programs.has(module) || texts.some((text) => text.includes(module)))
  );
}
