// `ln -sf /bin/bash /bin/sh` puts another shell in the place of the system's own: every script of the distribution that says
// `#!/bin/sh` runs in it from then on, and a package update puts the old one back. SHELL says it for the build alone.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { joinPath } from '../effects/path-set.ts';
import { parseOptions } from '../effects/options.ts';
import { removeCommand } from '../rewrite/remove-command.ts';
import { calledBy, programOf, runCommands } from './parts/called.ts';
import { insertBefore, removeInstruction } from './parts/instructions.ts';
import { commandOf, editsAt, factsOf } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

interface Link {
  readonly source: string | null;
  readonly command: CommandFacts;
}

function linkOf(command: CommandFacts): Link | null {
  if (programOf(command) !== 'ln') return null;
  const { operands } = parseOptions(calledBy(command).args.slice(1), { values: ['-t', '-S'] });
  const [source, target, ...more] = operands;
  if (target?.text == null || more.length > 0) return null;
  const path = joinPath(command.context.workingFolder, target.text);
  return path === '/bin/sh' || path === '/usr/bin/sh' ? { source: source?.text ?? null, command } : null;
}

function* checkLinks(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of runCommands(facts))
    if (linkOf(command) !== null)
      yield {
        span: command.command.span,
        message: "a link replaces the system's own /bin/sh for every script; SHELL changes it for the build alone",
      };
}

function useShell(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  if (facts?.script == null || command === undefined || facts.syntax.shell?.kind !== 'line') return null;
  const link = linkOf(command);
  const source = link?.source == null ? '' : link.source.includes('/') ? link.source : `/bin/${link.source}`;
  if (!/^\/[\w./-]*sh$/.test(source)) return null;
  const { span } = command.command;
  // Why: what else the RUN does to the file would be left without its other half.
  const others = facts.syntax.text.slice(0, span.from) + facts.syntax.text.slice(span.to);
  if (others.includes('bin/sh')) return null;
  const shell = insertBefore(snapshot, facts, [`SHELL ["${source}", "-c"]`]);
  const shorter = removeCommand(facts.syntax, facts.script, command.command);
  const alone = facts.commands.length === 1 && facts.syntax.flags.length === 0;
  const removed = alone ? removeInstruction(snapshot, facts) : null;
  const rest = removed === null ? (shorter === null ? null : editsAt(snapshot, facts, shorter)) : [removed];
  if (shell === null || rest === null || facts.syntax.innerComments.length > 0) return null;
  // Why: two edits at one place would be in each other's way.
  const edits = removed === null ? [shell, ...rest] : [{ range: removed.range, newText: shell.newText }];
  return {
    id: 'shell',
    title: 'Say it with SHELL',
    // Why: programs that call /bin/sh when the image runs get the system's own again.
    applicability: 'unsafe',
    edits,
    preferred: true,
  };
}

export const shellReplacedByLink: Rule = {
  meta: {
    id: 'shell-replaced-by-link',
    summary: 'A link puts another shell in the place of /bin/sh',
    group: 'correctness',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL4005'],
    references: ['https://docs.docker.com/reference/dockerfile/#shell'],
  },
  checkInstruction: checkLinks,
  fix: (snapshot, finding) => [useShell(snapshot, finding)].filter((fix) => fix !== null),
};
