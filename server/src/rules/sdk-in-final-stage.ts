// The images of golang, rust, gradle, maven, JDKs, dotnet/sdk and gcc are toolchains: hundreds of megabytes up to gigabytes
// of which the program they make needs none, or only the run-time half. Reported where such an image ships and this very
// file builds with it. Silent where a shell or the toolchain itself is what starts: then it is the point of the image.
import type { Snapshot } from '../facts/snapshot.ts';
import { leanerTwins } from '../knowledge/leaner-twins.ts';
import { lineOf } from './parts/places.ts';
import { savingOf, writtenImage } from './parts/shipped-base.ts';
import { shippedSdk } from './parts/shipped-sdk.ts';
import type { FileFinding, Rule } from './rule.ts';

function* checkSdk(snapshot: Snapshot): Generator<FileFinding> {
  const found = shippedSdk(snapshot);
  if (found === null) return;
  const { base, sdk, building } = found;
  const line = lineOf(snapshot, building);
  const [twin] = leanerTwins(base.reference).filter(({ kind }) => kind === 'runtime');
  const weight = twin === undefined ? null : savingOf(base.reference, twin);
  const name = twin === undefined ? sdk.instead : writtenImage(twin);
  yield {
    facts: base.facts,
    span: base.span,
    message: `${sdk.what} ships, which only building${line === null ? '' : ` (line ${String(line)})`} needs: build in a stage of its own and copy the result to ${name}${weight === null ? '' : `, ${weight.text}`}`,
    ...(weight === null ? {} : { saving: weight.saving }),
    proof: { instead: name },
  };
}

export const sdkInFinalStage: Rule = {
  meta: {
    id: 'sdk-in-final-stage',
    summary: 'The image ships on the toolchain that built it',
    group: 'stages',
    severity: 'warning',
    needs: 'source',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
    curedBySplit: true,
  },
  checkFile: checkSdk,
};
