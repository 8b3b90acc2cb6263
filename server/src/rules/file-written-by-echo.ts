// A file that a RUN writes with echo or cat is text inside shell quotes inside a Dockerfile. `COPY <<EOF` holds it as it is,
// with owner and mode, and starts no container. A matter of taste, so it is off unless asked for.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { joinPath } from '../effects/path-set.ts';
import type { ShellRedirection } from '../shell/shell.ts';
import { programOf, runCommands } from './parts/called.ts';
import { commandOf, factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** The one `> FILE` of echo, printf or a cat that is given a heredoc; null for other commands. */
function writtenBy(command: CommandFacts): ShellRedirection | null {
  const program = programOf(command);
  const { redirections, pipeline } = command.command;
  const outputs = redirections.filter(({ operator, descriptor }) => /^>>?$/.test(operator) && (descriptor ?? 1) === 1);
  const [output, ...more] = outputs;
  if (output === undefined || more.length > 0 || pipeline !== null || output.target === null) return null;
  const text = output.target.value ?? output.target.raw;
  if (/^\/(?:dev|proc|sys)\//.test(text)) return null;
  if (program === 'echo' || program === 'printf') return output;
  return program === 'cat' && redirections.some(({ body }) => body !== null) ? output : null;
}

function* checkFiles(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of runCommands(facts)) {
    const output = writtenBy(command);
    if (output?.target == null) continue;
    yield {
      span: command.command.span,
      message: `${programOf(command)} writes a file here that COPY <<EOF would hold as it is`,
    };
    return;
  }
}

/** Files that package managers read: an `echo` of theirs is looked at by other rules, a COPY is not. */
const settings = /apt|apk|dnf|yum|zypp|pip|gem|npm|yarn|conda|pacman/;

/** The text that a plain `echo` prints; null where an option or an expansion decides. */
function printed(command: CommandFacts): string | null {
  if (command.command.words[0]?.value !== 'echo' || !command.command.exact) return null;
  const values = command.command.words.slice(1).map(({ value }) => value);
  const text = values.join(' ');
  // Why: shells differ in what `echo` makes of a backslash or of a dash.
  return values.includes(null) || /[\\\r\n]/.test(text) || text.startsWith('-') ? null : text;
}

function copyInstead(snapshot: Snapshot, finding: Finding): Fix | null {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const instruction = facts === undefined ? undefined : instructionOf(snapshot, facts);
  if (facts === undefined || command === undefined || instruction?.keyword !== 'RUN') return null;
  const { syntax, commands, before } = facts;
  if (commands.length !== 1 || syntax.flags.length > 0 || syntax.innerComments.length > 0 || syntax.heredocs.length > 0)
    return null;
  const output = writtenBy(command);
  const text = printed(command);
  const target = output?.target?.value ?? null;
  if (output?.operator !== '>' || text === null || target === null || command.command.redirections.length > 1)
    return null;
  if (
    settings.test(target) ||
    !/^(?:root|0)(?::|$)/.test(before.user) ||
    !target.startsWith('/') ||
    /\s/.test(target) ||
    text === 'EOF'
  )
    return null;
  const { lineEnd } = snapshot.dockerfile;
  const lines = [`COPY <<'EOF' ${joinPath('/', target)}`, text, 'EOF'];
  return {
    id: 'copy-heredoc',
    title: 'Hold the text in COPY <<EOF',
    // Why: the classic builder knows no heredocs.
    applicability: 'unsafe',
    edits: [{ range: instruction.range, newText: lines.join(lineEnd) }],
    preferred: true,
  };
}

export const fileWrittenByEcho: Rule = {
  meta: {
    id: 'file-written-by-echo',
    summary: 'A RUN writes a file of text that COPY could hold',
    group: 'correctness',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/reference/dockerfile/#here-documents'],
  },
  checkInstruction: checkFiles,
  fix: (snapshot, finding) => [copyInstead(snapshot, finding)].filter((fix) => fix !== null),
};
