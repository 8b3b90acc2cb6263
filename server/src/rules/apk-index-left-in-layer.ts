// `apk update` and `apk upgrade` download the index of every package and keep it in /var/cache/apk: 2 to 3 MB. `apk add
// --no-cache` fetches an index of its own, so that the update before it is of no use at all. Where `apk add` keeps the index
// itself, that is told there.
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { removeCommand } from '../rewrite/remove-command.ts';
import { apkAdds } from './parts/apk-adds.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { addedAs, asCalled } from './parts/called-alike.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

/** Every `apk add` of the RUN fetches its own index. */
function isNeedless({ commands }: InstructionFacts, { effect }: CommandFacts): boolean {
  const adds = commands.filter(({ effect: each }) => each.tool === 'apk' && each.verb === 'add');
  return effect.verb === 'update' && adds.length > 0 && adds.every(({ effect: each }) => each.caches.length === 0);
}

function* checkUpdates(facts: InstructionFacts): Generator<LocalFinding> {
  const { left, updates } = apkAdds(facts);
  if (left.length > 0) return;
  for (const command of updates)
    yield {
      span: headSpan(command),
      message: isNeedless(facts, command)
        ? 'the package index stays in this layer (/var/cache/apk), and apk add --no-cache does not read it'
        : 'the package index stays in this layer (/var/cache/apk)',
    };
}

function fixUpdates(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const command = commandOf(snapshot, finding);
  const cleanup = command?.effect.caches.find(({ id }) => id === 'apk')?.cleanup;
  if (facts === undefined || command === undefined || cleanup === undefined || cleanup === null) return [];
  const verb = verbWord(command);
  if (command.effect.verb !== 'update' && verb !== undefined && command.command.exact)
    return [
      {
        id: 'no-cache',
        title: 'Let apk keep no index (--no-cache)',
        applicability: 'safe',
        edits: editsAt(snapshot, facts, [insertWord(verb.span, '--no-cache')]),
        preferred: true,
      },
    ];
  const removed =
    isNeedless(facts, command) && facts.script !== null
      ? removeCommand(facts.syntax, facts.script, command.command)
      : null;
  if (removed !== null)
    return [
      {
        id: 'remove-update',
        title: 'Take out apk update: apk add --no-cache fetches its own index',
        applicability: 'safe',
        edits: editsAt(snapshot, facts, removed),
        preferred: true,
      },
    ];
  const appended = cleanUpFix(
    snapshot,
    facts,
    asCalled(command, cleanup),
    { id: 'clean-up', title: 'Remove the package index in the same layer' },
    addedAs(command),
  );
  return appended === null ? [] : [appended];
}

export const apkIndexLeftInLayer: Rule = {
  meta: {
    id: 'apk-index-left-in-layer',
    summary: 'apk update or apk upgrade leaves the package index in the layer',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper'],
  },
  checkInstruction: checkUpdates,
  fix: fixUpdates,
};
