// Owner and mode are part of a file's entry in its layer. Changing them in a later RUN writes the whole file again, so a
// `chown -R` of copied code, models or dependencies doubles it. COPY and ADD can set both as they write. Small single files
// (an entry point script made executable) are left alone.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { removeCommand } from '../rewrite/remove-command.ts';
import { addFlag } from '../rewrite/run-edits.ts';
import { formatBytes } from '../text/format-bytes.ts';
import type { TextEdit } from '../text/edit.ts';
import { removeInstruction } from './parts/instructions.ts';
import { shippingWhere } from './parts/instructions-where.ts';
import { writesMet, type LayerWrite } from './parts/layer-writes.ts';
import { commandOf, editsAt, factsOf, headSpan, lineOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { instructionOf } from './parts/triggers.ts';
import { weightAt } from './parts/weight-of-writes.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const touchingCommands: (facts: InstructionFacts) => readonly CommandFacts[] = remembered(({ commands }) =>
  commands.filter(({ effect }) => effect.touches.length > 0),
);

const touching = shippingWhere((facts) => facts.syntax.keyword === 'RUN' && touchingCommands(facts).length > 0);

function* checkTouches(snapshot: Snapshot): Generator<FileFinding> {
  for (const facts of touching(snapshot)) {
    for (const command of touchingCommands(facts))
      for (const { path, word, change } of command.effect.touches) {
        const met = writesMet(snapshot, path).flatMap((write) => {
          const weight = weightAt(snapshot.context, write, path, 'whole');
          return weight === null ? [] : [{ write, bytes: weight.bytes }];
        });
        const [first] = met;
        if (first === undefined) continue;
        const writers = [...new Set(met.map(({ write }) => write.facts))];
        const known = met.every(({ bytes }) => bytes !== null);
        const bytes = known ? met.reduce((sum, each) => sum + (each.bytes ?? 0), 0) : null;
        const lines = writers.map((writer) => lineOf(snapshot, writer) ?? 0).sort((a, b) => a - b);
        const weight = bytes === null ? '' : ` (${formatBytes(bytes)})`;
        yield {
          facts,
          span: word?.span ?? headSpan(command),
          message: `a new ${change} writes ${path.path} again in this layer${weight}: ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')} wrote it first`,
          ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
          proof: {
            writers: writers.map((writer) => instructionOf(snapshot, writer)?.index ?? -1),
            path: path.path,
            change,
          },
        };
      }
  }
}

interface Change {
  readonly flag: string;
  /** User and group that must exist by then; empty for numbers. */
  readonly names: readonly string[];
}

/** `--chown=` or `--chmod=` that says what the command does; null where COPY cannot. */
function changeOf({ command, effect }: CommandFacts, change: string): Change | null {
  const operands = command.words.slice(1).filter(({ value }) => value?.startsWith('-') !== true);
  const [wanted, ...paths] = operands;
  if (wanted?.value == null || paths.length !== 1 || effect.touches.length !== 1 || !command.exact) return null;
  const { value } = wanted;
  if (change === 'mode') return /^[0-7]{3,4}$/.test(value) ? { flag: `--chmod=${value}`, names: [] } : null;
  const owner = /^([\w.-]+)(?::([\w.-]*))?$/.exec(value);
  if (owner === null) return null;
  const names = [owner[1] ?? '', owner[2] ?? ''].filter(
    (name) => name !== '' && !/^\d+$/.test(name) && name !== 'root',
  );
  return { flag: `--chown=${value.replace(/:$/, '')}`, names };
}

/** The name is registered between the copy and the change: it does not exist yet where COPY would need it. */
function comesTooLate(between: readonly InstructionFacts[], names: readonly string[]): boolean {
  return between.some(({ commands }) =>
    commands.some(({ effect }) =>
      effect.registers.some((each) => (each.kind === 'user' || each.kind === 'group') && names.includes(each.name)),
    ),
  );
}

function removal(snapshot: Snapshot, facts: InstructionFacts, command: CommandFacts): readonly TextEdit[] | null {
  if (facts.commands.length === 1) {
    const whole = removeInstruction(snapshot, facts);
    return whole === null || facts.syntax.innerComments.length > 0 ? null : [whole];
  }
  const edits = facts.script === null ? null : removeCommand(facts.syntax, facts.script, command.command);
  return edits === null ? null : editsAt(snapshot, facts, edits);
}

/** The copy that wrote all of the path, and nothing else did. */
function soleCopy(snapshot: Snapshot, { writers, path }: Finding['proof']): InstructionFacts | null {
  const [index, ...more] = Array.isArray(writers) ? (writers as readonly unknown[]) : [];
  const copy = typeof index === 'number' ? snapshot.facts[index] : undefined;
  if (copy === undefined || more.length > 0 || copy.copy === null) return null;
  const places: readonly LayerWrite['path']['path'][] = [
    copy.copy.target ?? '',
    ...copy.copy.writes.map((each) => each.path),
  ];
  return typeof path === 'string' && places.includes(path) ? copy : null;
}

function fixTouch(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const copy = soleCopy(snapshot, finding.proof);
  if (facts === undefined || command === undefined || copy?.copy == null) return [];
  const change = changeOf(command, String(finding.proof['change']));
  const taken = finding.proof['change'] === 'mode' ? copy.copy.mode : copy.copy.owner;
  if (change === null || taken !== null) return [];
  const chain = shippingChain(snapshot);
  if (comesTooLate(chain.slice(chain.indexOf(copy), chain.indexOf(facts) + 1), change.names)) return [];
  const removed = removal(snapshot, facts, command);
  if (removed === null) return [];
  return [
    {
      id: 'set-on-copy',
      title: `Set it as it is written (${change.flag})`,
      // Why: a folder that was there before the copy keeps its own owner; COPY sets what it writes.
      applicability: 'unsafe',
      edits: [...editsAt(snapshot, copy, [addFlag(copy.syntax, change.flag)]), ...removed],
      preferred: true,
    },
  ];
}

export const ownerOrModeChangedInNewLayer: Rule = {
  meta: {
    id: 'owner-or-mode-changed-in-new-layer',
    summary: 'Changing owner or mode in a later layer writes the files a second time',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  },
  checkFile: checkTouches,
  fix: fixTouch,
};
