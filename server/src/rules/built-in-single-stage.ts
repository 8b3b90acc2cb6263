// One stage that compiles and ships takes all along that compiling needed: toolchain, headers, sources, intermediate files.
// The general finding: it speaks where no nearer one does (a toolchain as the base, build packages, a full or devel base),
// and a step of the only stage compiles what the image then runs.
import type { Snapshot } from '../facts/snapshot.ts';
import { sdkOf } from '../knowledge/sdk-images.ts';
import { leanerTwins, standsOnBuildpack } from '../knowledge/leaner-twins.ts';
import { isBuildPackage } from './parts/build-packages.ts';
import { compilesAtRunTime } from './parts/compiling.ts';
import { headSpan } from './parts/places.ts';
import { shippedBase } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { compileStepAt } from './parts/stage-contents.ts';
import { isInteractive } from './parts/starting.ts';
import type { FileFinding, Rule } from './rule.ts';

/** A nearer rule speaks of the base or of the packages. */
function isToldOtherwise(snapshot: Snapshot): boolean {
  const base = shippedBase(snapshot);
  if (base !== null) {
    if (sdkOf(base.reference) !== null) return true;
    const told = standsOnBuildpack(base.reference) ? 'slim' : 'runtime';
    if (leanerTwins(base.reference).some(({ kind }) => kind === told)) return true;
  }
  return shippingChain(snapshot).some(({ commands }) =>
    commands.some(({ effect }) =>
      effect.installs.some(({ manager, packages }) => packages.some(({ name }) => isBuildPackage(manager, name))),
    ),
  );
}

function* checkStage(snapshot: Snapshot): Generator<FileFinding> {
  const [only, ...more] = snapshot.stages;
  if (only === undefined || more.length > 0 || only.stage.from === null) return;
  const step = compileStepAt(snapshot, only, '/', true);
  if (step === undefined || isInteractive(snapshot)) return;
  if (isToldOtherwise(snapshot) || compilesAtRunTime(snapshot, only.instructions)) return;
  yield {
    facts: step.facts,
    span: headSpan(step.command),
    message: `what ${step.command.effect.tool} needs ships with what it makes: a stage of its own can build, and the last one copy the result`,
  };
}

export const builtInSingleStage: Rule = {
  meta: {
    id: 'built-in-single-stage',
    summary: 'The only stage compiles the program and ships with all that this took',
    group: 'stages',
    severity: 'info',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
    curedBySplit: true,
  },
  checkFile: checkStage,
};
