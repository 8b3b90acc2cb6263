// apk takes packages out together that were installed under one name (--virtual). Named one by one, in two lists, sooner or
// later one list has a package more than the other, and it ships. A matter of order, not of bytes: off unless asked for.
import type { PackageWord } from '../effects/effect.ts';
import type { CommandFacts, InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { insertWord, removeWord } from '../rewrite/run-edits.ts';
import { editsConflict } from '../text/edit.ts';
import { runCommands } from './parts/called.ts';
import { commandOf, editsAt, factsOf, headSpan, verbWord } from './parts/places.ts';
import type { Finding, Fix, LocalFinding, Rule } from './rule.ts';

const group = '.build-deps';

function wordsRemoved({ effect }: CommandFacts): readonly PackageWord[] {
  return effect.removes.flatMap(({ manager, packages }) => (manager === 'apk' ? packages : []));
}

/** A later `apk del` of the RUN that names packages of this `apk add`. */
function removerOf(facts: InstructionFacts, add: CommandFacts): CommandFacts | undefined {
  const [install] = add.effect.installs;
  if (add.effect.tool !== 'apk' || add.effect.verb !== 'add' || install === undefined) return undefined;
  if (install.group !== undefined) return undefined;
  const names = new Set(install.packages.map(({ name }) => name));
  const commands = runCommands(facts);
  return commands
    .slice(commands.indexOf(add) + 1)
    .find((each) => wordsRemoved(each).some(({ name }) => names.has(name)));
}

function* checkRemovals(facts: InstructionFacts): Generator<LocalFinding> {
  const commands = runCommands(facts);
  if (!commands.some(({ effect }) => effect.tool === 'apk' && effect.removes.length > 0)) return;
  for (const command of commands)
    if (removerOf(facts, command) !== undefined)
      yield {
        span: headSpan(command),
        message: 'packages are taken out again one by one: under one name (--virtual) none is forgotten',
      };
}

/** Where both lists name the same packages, the name takes the place of the second. */
function fixRemovals(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const add = commandOf(snapshot, finding);
  const remover = facts === undefined || add === undefined ? undefined : removerOf(facts, add);
  if (facts === undefined || add === undefined || remover === undefined) return [];
  const verb = verbWord(add);
  const removed = wordsRemoved(remover);
  const installed = new Set(
    add.effect.installs.flatMap(({ packages, open }) => (open ? [''] : packages.map(({ name }) => name))),
  );
  const isSame = removed.length === installed.size && removed.every(({ name }) => installed.has(name));
  const [first, ...others] = removed;
  if (verb === undefined || first === undefined || !isSame || !add.command.exact || !remover.command.exact) return [];
  const edits = editsAt(snapshot, facts, [
    insertWord(verb.span, `--virtual ${group}`),
    { span: first.word.span, newText: group },
    ...others.flatMap(({ word }) => removeWord(facts.syntax, word.span)),
  ]);
  if (facts.syntax.text.includes(group) || editsConflict(edits)) return [];
  return [
    { id: 'virtual', title: `Give them one name (--virtual ${group})`, applicability: 'safe', edits, preferred: true },
  ];
}

export const apkBuildPackagesRemovedByName: Rule = {
  meta: {
    id: 'apk-build-packages-removed-by-name',
    summary: 'Packages that apk installs to build are taken out again one by one',
    group: 'layer-size',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['dockerfilelint:apkadd-missing-virtual'],
    references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper'],
  },
  checkInstruction: checkRemovals,
  fix: fixRemovals,
};
