// conda is an interpreter of its own with a solver, its caches and a second copy of many libraries. What a service needs is
// the environment that it made, which runs without it. Reported where a conda distribution ships under a started service.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import type { Span } from '../text/range.ts';
import { headSpan } from './parts/places.ts';
import { remembered } from './parts/remembered.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { runsService } from './parts/started-program.ts';
import type { FileFinding, Rule } from './rule.ts';

const distributions =
  /^(?:continuumio\/(?:miniconda3?|anaconda3?)|condaforge\/(?:miniforge3|mambaforge(?:-pypy3)?|miniforge-pypy3)|conda\/miniconda3(?:-centos7)?)$/;

/** Where an installer of conda is run; null where none is. */
const installer: (facts: InstructionFacts) => Span | null = remembered((facts) => {
  if (facts.syntax.keyword !== 'RUN') return null;
  const command = facts.commands.find(
    ({ command: { words } }) =>
      /^(?:\/bin\/)?(?:ba)?sh$/.test(words[0]?.value ?? '') &&
      words.some(({ value, raw }) =>
        /(?:miniconda|anaconda|miniforge|mambaforge|conda)[\w.${}-]*$/i.test(value ?? raw),
      ) &&
      words.some(({ value }) => /^-[a-z]*b/.test(value ?? '')),
  );
  return command === undefined ? null : headSpan(command);
});

function* checkConda(snapshot: Snapshot): Generator<FileFinding> {
  const base = shippedBase(snapshot);
  const isBase = base !== null && distributions.test(base.reference.repository);
  const run = isBase ? undefined : shippingChain(snapshot).find((facts) => installer(facts) !== null);
  if ((!isBase && run === undefined) || !runsService(snapshot)) return;
  const span = run === undefined ? base?.span : installer(run);
  const facts = run ?? base?.facts;
  if (span == null || facts === undefined) return;
  yield {
    facts,
    span,
    message:
      'conda itself ships with the service; its environment runs without it, from a slim stage (conda-pack, or a copy of the prefix)',
  };
}

export const condaShipsWithEnvironment: Rule = {
  meta: {
    id: 'conda-ships-with-environment',
    summary: 'conda itself ships beside the environment that a service runs in',
    group: 'base-image',
    severity: 'hint',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://conda.github.io/conda-pack/'],
    wants: ['*.sh'],
  },
  checkFile: checkConda,
};
