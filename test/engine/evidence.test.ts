// A real image as evidence: its layers say what an unread script left, its package database what the program loads; an image
// of another text is no evidence.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostOf } from '../../scripts/support/proving-ground.ts';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildImage } from '../../server/src/engine/build-image.ts';
import { findEngine } from '../../server/src/engine/find-engine.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import type { Snapshot } from '../../server/src/facts/snapshot.ts';
import { rewriteAsked, rewriteSnapshot } from '../../server/src/features/rewrite.ts';
import { isFailure } from '../../server/src/image/build-outcome.ts';
import { gatherEvidence } from '../../server/src/operations/gather-evidence.ts';
import { useEngine } from './support/engine.ts';

const engine = useEngine();
const tag = 'plimsoll-evidence:test';
let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'plimsoll-evidence-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const dockerfile = `FROM debian:trixie
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libyaml-dev
COPY install.sh tool.c /tmp/tool/
RUN sh /tmp/tool/install.sh
CMD ["/opt/tool/bin/tool"]
`;
const installer = `set -e
mkdir -p /opt/tool/bin /var/cache/tool
gcc -o /opt/tool/bin/tool /tmp/tool/tool.c -lyaml
echo light > /etc/tool.conf
echo old > /var/cache/tool/list
`;
const program = '#include <yaml.h>\nint main(void) { return yaml_get_version_string()[0] == 0; }\n';

const unread = (text: string): Snapshot => buildSnapshot(parseDockerfile(text));

test('an unread script is known by its layer, libraries by their owners', { timeout: 300_000 }, async () => {
  const texts = { Dockerfile: dockerfile, 'install.sh': installer, 'tool.c': program };
  for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(work, name), text);
  const host = hostOf(engine(), path.join(work, 'cache'));
  const { signal } = new AbortController();
  const found = await findEngine(host, engine().dockerPath, signal);
  if (isFailure(found)) throw new Error(found.message);
  const attendance = { tell: () => undefined, signal, lineOfStep: () => null };
  const build = {
    dockerfile: path.join(work, 'Dockerfile'),
    context: work,
    target: null,
    buildArgs: {},
    network: 'host',
  };
  const built = await buildImage(host, found, { ...build, platform: null, tag }, attendance);
  if (isFailure(built)) throw new Error(`${built.message}\n${built.lines.join('\n')}`);

  const snapshot = unread(dockerfile);
  expect('refusals' in rewriteSnapshot(snapshot)).toBe(true);
  const request = { image: tag, name: tag, engine: engine().dockerPath, platform: null, layout: null };
  const evidence = await gatherEvidence(host, snapshot, request, () => undefined, signal);
  if (isFailure(evidence)) throw new Error(evidence.message);
  const rewrite = rewriteAsked(snapshot, { tier: null, evidence });
  if ('refusals' in rewrite) throw new Error(rewrite.refusals.map(({ message }) => message).join('; '));
  const shipped = rewrite.text.slice(rewrite.text.lastIndexOf('FROM'));
  expect(shipped).toContain('COPY --from=build /opt/tool /opt/tool\n');
  expect(shipped).toContain('COPY --from=build /etc/tool.conf /etc/tool.conf\n');
  expect(shipped).toMatch(/install -y --no-install-recommends libyaml-0-2\b/);
  expect(shipped).not.toMatch(/gcc|libyaml-dev|cache|libgomp1/);

  const other = unread(dockerfile.replace('RUN sh', 'ENV A=b\nRUN true\nRUN sh'));
  expect(isFailure(await gatherEvidence(host, other, request, () => undefined, signal))).toBe(true);
  await host.run({ program: engine().dockerPath, args: ['image', 'rm', '--force', tag], deadline: 60_000 });
});
