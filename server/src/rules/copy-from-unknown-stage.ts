// What `COPY --from` names is no stage above: then it is taken for an image, and a misspelt stage becomes an attempt to pull
// `docker.io/library/biuld`. An image with a tag or digest is what it says it is and is left alone.
import type { Snapshot } from '../facts/snapshot.ts';
import { copiedStages } from './parts/copied-stage.ts';
import { nearestName } from './parts/nearest-name.ts';
import { editsAt, factsOf } from './parts/places.ts';
import { instructionOf } from './parts/triggers.ts';
import { findFlag } from '../dockerfile/flags.ts';
import type { FileFinding, Rule } from './rule.ts';

function* checkCopies(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, flag, name, kind } of copiedStages(snapshot)) {
    if (kind === 'above' || kind === 'own' || /[:@]/.test(name)) continue;
    if (kind === 'below') {
      yield { facts, span: flag.valueSpan, message: `the stage ${name} stands further down` };
      continue;
    }
    if (name.includes('$')) {
      yield { facts, span: flag.valueSpan, message: 'variables are not filled in here: a stage is named as it is' };
      continue;
    }
    const { stages } = snapshot.dockerfile;
    const above = stages.slice(0, instructionOf(snapshot, facts)?.stage ?? 0).flatMap((stage) => stage.name ?? []);
    const meant = nearestName(name, above);
    const isNumber = /^\d+$/.test(name);
    const message =
      meant !== undefined
        ? `no stage above is called ${name}: ${meant} is`
        : `no stage above is called ${name}${isNumber ? '' : ', so an image of that name is pulled, without a tag'}`;
    yield { facts, span: flag.valueSpan, message, ...(meant === undefined ? {} : { proof: { meant } }) };
  }
}

export const copyFromUnknownStage: Rule = {
  meta: {
    id: 'copy-from-unknown-stage',
    summary: 'COPY --from names no stage above and no image with a tag',
    group: 'stages',
    severity: 'info',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3022'],
    references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  },
  checkFile: checkCopies,
  fix(snapshot, finding) {
    const meant = finding.proof['meant'];
    const facts = factsOf(snapshot, finding);
    const flag = facts === undefined ? null : findFlag(facts.syntax, 'from');
    if (typeof meant !== 'string' || facts === undefined || flag === null) return [];
    const edits = editsAt(snapshot, facts, [{ span: flag.valueSpan, newText: meant }]);
    return [{ id: 'nearest-stage', title: `Copy from ${meant}`, applicability: 'unsafe', edits, preferred: true }];
  },
};
