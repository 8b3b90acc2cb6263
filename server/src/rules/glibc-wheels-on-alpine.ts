// Alpine's libc is musl: a wheel for glibc (manylinux) does not run there, so pip takes the source, for which compilers and
// headers have to be installed and minutes spent, or finds nothing at all. Reported for packages that have no wheel for musl;
// the slim image of the same version takes the wheels as they are.
import type { Snapshot } from '../facts/snapshot.ts';
import { hasGlibcWheelsOnly } from '../knowledge/musl-wheels.ts';
import { parseTag } from '../knowledge/image-tags.ts';
import { hasBusyboxBase, stageOf } from './parts/base-family.ts';
import { placeOf, shippedPython, type ShippedPackage } from './parts/python-environment.ts';
import { pythonWants } from './parts/python-wants.ts';
import { baseTagFix } from './parts/shipped-base.ts';
import { shippingChain } from './parts/stage-chain.ts';
import type { FileFinding, Rule } from './rule.ts';

/** `3.13-slim` for python's `3.13-alpine3.22`; null for other images, which have no such twin. */
function slimTag(snapshot: Snapshot): string | null {
  const reference = snapshot.target.baseReference;
  if (reference?.repository !== 'library/python' || reference.tag === null) return null;
  const { version } = parseTag(reference.tag);
  return version === '' ? 'slim' : `${version}-slim`;
}

function* checkWheels(snapshot: Snapshot): Generator<FileFinding> {
  if (!snapshot.stages.some(({ baseReference }) => /alpine/i.test(baseReference?.text ?? ''))) return;
  const byCommand = new Map<object, ShippedPackage[]>();
  for (const asked of shippedPython(snapshot).packages.values()) {
    if (!hasGlibcWheelsOnly(asked.name) || !hasBusyboxBase(snapshot, asked.site.facts)) continue;
    const same = byCommand.get(asked.site.command);
    if (same === undefined) byCommand.set(asked.site.command, [asked]);
    else same.push(asked);
  }
  const tag = slimTag(snapshot);
  const usesApk = shippingChain(snapshot).some(({ commands }) => commands.some(({ effect }) => effect.tool === 'apk'));
  for (const [first, ...more] of byCommand.values()) {
    if (first === undefined) continue;
    const names = [first, ...more].map(({ name }) => name);
    const isTarget = stageOf(snapshot, first.site.facts)?.ships === true;
    yield {
      facts: first.site.facts,
      span: placeOf(first),
      message: `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no wheel for musl: on Alpine pip compiles from source or finds nothing`,
      proof: { tag: isTarget ? tag : null, needed: usesApk },
    };
  }
}

export const glibcWheelsOnAlpine: Rule = {
  meta: {
    id: 'glibc-wheels-on-alpine',
    summary: 'Python packages without wheels for musl are installed on Alpine',
    group: 'base-image',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/'],
    wants: pythonWants,
  },
  checkFile: checkWheels,
  fix: (snapshot, finding) =>
    baseTagFix(snapshot, finding, 'slim-tag', (tag) => `Start from the slim image, which takes wheels (${tag})`),
};
