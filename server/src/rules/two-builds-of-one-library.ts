// Some libraries are published in several builds that put the same module in the same place: onnxruntime and
// onnxruntime-gpu, opencv-python and its headless twin. With two of them installed the image carries both, and the files of
// the later overwrite those of the earlier. Reported where both are asked for, or one comes through another package.
import type { Snapshot } from '../facts/snapshot.ts';
import { wheelClosure } from '../knowledge/python-wheels.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { dropPackagesFix } from './parts/drop-package.ts';
import { speaksOfGpu } from './parts/gpu-signs.ts';
import { bringerOf, placeOf, shippedPython, type ShippedPackage } from './parts/python-environment.ts';
import { buildsOfOne } from './parts/python-families.ts';
import { pythonWants } from './parts/python-wants.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

interface Build {
  readonly name: string;
  readonly by: ShippedPackage;
}

function ownBytes(name: string): number | null {
  return wheelClosure([name], { cpu: false }).parts.find((part) => part.name === name)?.fileBytes ?? null;
}

/** Builds of one library that the environment holds, the one to keep first. */
function buildsIn(snapshot: Snapshot, names: readonly string[]): readonly Build[] {
  const environment = shippedPython(snapshot);
  const found = names.flatMap((name): Build[] => {
    const by = bringerOf(environment, name);
    return by === undefined ? [] : [{ name, by }];
  });
  const isGpu = ({ name }: Build): boolean => /-gpu|-cuda/.test(name) || name === 'tensorflow';
  return found.some(isGpu) && found.some((build) => !isGpu(build)) && speaksOfGpu(snapshot)
    ? [...found].sort((a, b) => Number(isGpu(b)) - Number(isGpu(a)))
    : found;
}

function* checkBuilds(snapshot: Snapshot): Generator<FileFinding> {
  const { packages } = shippedPython(snapshot);
  if (packages.size < 2) return;
  for (const names of buildsOfOne) {
    // Why asked for: two packages that each draw in a build of their own are nobody's mistake here.
    if (!names.some((name) => packages.has(name))) continue;
    const [kept, ...others] = buildsIn(snapshot, names);
    const extra = others.find(({ name }) => packages.has(name)) ?? others[0];
    if (kept === undefined || extra === undefined) continue;
    const through = extra.by.name === extra.name ? '' : ` (through ${extra.by.name})`;
    const keptThrough = kept.by.name === kept.name ? '' : ` (through ${kept.by.name})`;
    const bytes = ownBytes(extra.name);
    yield {
      facts: extra.by.site.facts,
      span: placeOf(extra.by),
      message: `${extra.name}${through} and ${kept.name}${keptThrough} are builds of one library, and overwrite each other${bytes === null ? '' : `; one less is about ${formatBytes(bytes)} less`}`,
      ...(bytes === null ? {} : { saving: { bytes, unit: 'file', kind: 'estimated' } }),
      proof: { extra: extra.name, kept: kept.name },
    };
  }
}

function fixBuilds(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const { packages } = shippedPython(snapshot);
  const extra = packages.get(String(proof['extra']));
  if (extra === undefined) return [];
  const fix = dropPackagesFix(snapshot, [extra], {
    id: 'keep-one',
    title: `Leave out ${extra.name} and keep ${String(proof['kept'])}`,
  });
  return fix === null ? [] : [{ ...fix, preferred: true }];
}

export const twoBuildsOfOneLibrary: Rule = {
  meta: {
    id: 'two-builds-of-one-library',
    summary: 'Two builds of the same Python library are installed over each other',
    group: 'dependencies',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pypi.org/project/opencv-python/', 'https://onnxruntime.ai/docs/install/#python-installs'],
    wants: pythonWants,
  },
  checkFile: checkBuilds,
  fix: fixBuilds,
};
