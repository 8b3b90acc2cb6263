// A plan that is mended says what it got and stays a Dockerfile; what cannot be said in it is not mended.
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { splitDockerfile } from '../../server/src/planner/make-plan.ts';
import type { Plan } from '../../server/src/planner/plan.ts';
import { renderPlan } from '../../server/src/planner/render-plan.ts';
import { repairPlan } from '../../server/src/planner/repair-plan.ts';

const dockerfile = parseDockerfile(`FROM debian:trixie
RUN apt-get update && apt-get install -y build-essential
WORKDIR /app
COPY . .
RUN make
CMD ["./app"]
`);

function planned(): Plan {
  const result = splitDockerfile(buildSnapshot(dockerfile));
  if ('refusals' in result) throw new Error(result.refusals.map(({ message }) => message).join('; '));
  return result.plan;
}

test('packages are installed and paths copied, in front of the rest', () => {
  const mended = repairPlan(planned(), [
    { kind: 'package', name: 'libxml2', reason: '/app/app loads libxml2.so.2' },
    { kind: 'package', name: 'libpq5', reason: '/app/app loads libpq.so.5' },
    { kind: 'path', path: '/usr/local/lib/libown.so.1', isLibrary: true, reason: '/app/app loads libown.so.1' },
  ]);
  const text = mended === null ? '' : renderPlan(dockerfile, mended);
  const shipped = text.slice(text.lastIndexOf('FROM'));
  expect(shipped.split('\n').slice(1, 4)).toEqual([
    'RUN apt-get update && apt-get install -y --no-install-recommends libpq5 libxml2 && rm -rf /var/lib/apt/lists/*',
    'COPY --from=build /usr/local/lib/libown.so.1 /usr/local/lib/libown.so.1',
    'RUN ldconfig',
  ]);
  expect(mended?.carried.at(-1)?.path).toBe('/usr/local/lib/libown.so.1');
});

test('names that a shell would read otherwise are not written', () => {
  expect(repairPlan(planned(), [{ kind: 'package', name: 'a;b', reason: '' }])).toBeNull();
  expect(repairPlan(planned(), [{ kind: 'path', path: '/a b', isLibrary: false, reason: '' }])).toBeNull();
  expect(repairPlan(planned(), [])).toBeNull();
});
