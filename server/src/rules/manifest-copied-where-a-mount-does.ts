// A requirements file that only the install right below reads can be mounted for that RUN: one layer less, and no file in
// the image that nothing reads. A matter of taste more than of bytes, so off unless asked for.
import { mayMatch } from '../effects/path-set.ts';
import type { InstructionFacts, Snapshot, StageFacts } from '../facts/snapshot.ts';
import { isMetadata } from './parts/instructions.ts';
import { installFrom } from './parts/manifest-installs.ts';
import { copiedThing, mountInstead } from './parts/mount-instead.ts';
import { factsOf } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { actingFacts, instructionOf } from './parts/triggers.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Most pairs looked into in one file. */
const bound = 5;

/** The RUN installs from this requirements file: pip's, as other managers' manifests are read at run time too. */
const manifestOf: (run: InstructionFacts) => string | null = remembered(({ syntax, commands }) => {
  if (syntax.keyword !== 'RUN') return null;
  for (const command of commands) {
    if (command.effect.tool !== 'pip' && command.effect.tool !== 'uv') continue;
    const install = installFrom(command);
    const [name, ...more] = install?.names ?? [];
    if (install !== null && name !== undefined && more.length === 0 && name.endsWith('.txt'))
      return `${install.folder === '/' ? '' : install.folder}/${name}`;
  }
  return null;
});

/** A later copy of a folder brings the file into the image all the same. */
function isCopiedAgain(later: readonly InstructionFacts[], place: string): boolean {
  return later.some(({ copy }) => copy?.kind === 'context' && copy.writes.some((path) => mayMatch(path, place)));
}

/** Each install of a stage with the instruction right above it, metadata apart. */
const installsIn = remembered((instructions: readonly InstructionFacts[]) => {
  const steps = instructions.filter(({ syntax }) => !isMetadata(syntax));
  return steps.flatMap((each, at) => {
    const run = actingFacts(each);
    const above = steps[at - 1];
    const manifest = manifestOf(run);
    return above === undefined || manifest === null ? [] : [{ each, run, manifest, copy: actingFacts(above) }];
  });
});

function* pairsIn(snapshot: Snapshot, { instructions }: StageFacts): Generator<readonly [InstructionFacts, Fix]> {
  for (const { each, run, manifest, copy } of installsIn(instructions)) {
    const thing = copiedThing(copy);
    if (copy.copy?.kind !== 'context' || thing?.place !== manifest) continue;
    if (isCopiedAgain(instructions.slice(instructions.indexOf(each)), thing.place)) continue;
    const fix = mountInstead(snapshot, thing, run, []);
    if (fix !== null) yield [copy, fix];
  }
}

function* checkManifests(snapshot: Snapshot): Generator<FileFinding> {
  let found = 0;
  for (const stage of snapshot.stages)
    for (const [copy] of pairsIn(snapshot, stage)) {
      if (++found > bound) return;
      yield {
        facts: copy,
        span: copy.syntax.argumentSpan,
        message: 'only the install below reads this file: it can be mounted for that RUN',
      };
    }
}

function fixManifest(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const copy = factsOf(snapshot, finding);
  const index = copy === undefined ? null : instructionOf(snapshot, copy)?.stage;
  const stage = index == null ? undefined : snapshot.stages[index];
  if (stage === undefined) return [];
  return [...pairsIn(snapshot, stage)].filter(([each]) => each === copy).map(([, fix]) => fix);
}

export const manifestCopiedWhereAMountDoes: Rule = {
  meta: {
    id: 'manifest-copied-where-a-mount-does',
    summary: 'A requirements file is copied that a bind mount could show to the install',
    group: 'cache',
    severity: 'off',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/cache/optimize/#use-bind-mounts'],
  },
  checkFile: checkManifests,
  fix: fixManifest,
};
