// A model in ONNX form needs onnxruntime to run and nothing else: the framework that it was trained or exported with is of
// no use any more. Reported only where the program's own imports tell: onnxruntime is reached, the framework is not.
import type { Snapshot } from '../facts/snapshot.ts';
import { bytesBeyond } from '../knowledge/python-wheels.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { dropPackagesFix } from './parts/drop-package.ts';
import { bringerOf, placeOf, shippedPython, type ShippedPackage } from './parts/python-environment.ts';
import { importsOfProgram, modulesOf } from './parts/python-imports.ts';
import { frameworks, frameworkUsers } from './parts/python-families.ts';
import { programWants } from './parts/python-wants.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const runtimes = ['onnxruntime', 'onnxruntime-gpu'];

/** Packages that bring the framework and that the program never imports; null where one is imported. */
function idleBringers(
  snapshot: Snapshot,
  module: string,
  imported: ReadonlySet<string>,
): readonly ShippedPackage[] | null {
  if ((frameworkUsers[module] ?? []).some((each) => imported.has(each))) return null;
  const environment = shippedPython(snapshot);
  const found: ShippedPackage[] = [];
  for (const distribution of frameworks[module] ?? []) {
    for (const each of environment.packages.values()) {
      const alone = { ...environment, packages: new Map([[each.name, each]]) };
      if (found.includes(each) || bringerOf(alone, distribution) === undefined) continue;
      if (modulesOf(each.name).some((name) => imported.has(name))) return null;
      found.push(each);
    }
  }
  return found;
}

function* checkFramework(snapshot: Snapshot): Generator<FileFinding> {
  const { packages } = shippedPython(snapshot);
  if (!runtimes.some((name) => packages.has(name))) return;
  const imports = importsOfProgram(snapshot);
  if (imports?.complete !== true || !imports.modules.has('onnxruntime')) return;
  for (const module of ['torch', 'tensorflow', 'jax', 'paddle']) {
    const idle = idleBringers(snapshot, module, imports.modules);
    const first = idle?.[0];
    if (idle === null || first === undefined) continue;
    const names = idle.map(({ name }) => name);
    const bytes = bytesBeyond(
      names,
      [...packages.keys()].filter((name) => !names.includes(name)),
    );
    yield {
      facts: first.site.facts,
      span: placeOf(first),
      message: `the program runs its models with onnxruntime and never imports ${names.join(', ')}${bytes > 0 ? `, about ${formatBytes(bytes)}` : ''}`,
      ...(bytes > 0 ? { saving: { bytes, unit: 'file', kind: 'estimated' } } : {}),
      proof: { names },
    };
  }
}

function fixFramework(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const { packages } = shippedPython(snapshot);
  const names = Array.isArray(proof['names']) ? proof['names'].map(String) : [];
  const dropped = names.flatMap((name) => packages.get(name) ?? []);
  const fix = dropPackagesFix(snapshot, dropped, {
    id: 'drop-framework',
    title: `Leave out ${names.join(', ')}; export the model before the build, or in a stage of its own`,
  });
  return fix === null ? [] : [fix];
}

export const trainingFrameworkBesideOnnxruntime: Rule = {
  meta: {
    id: 'training-framework-beside-onnxruntime',
    summary: 'A training framework ships although the program runs its models with onnxruntime alone',
    group: 'dependencies',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://onnxruntime.ai/docs/tutorials/'],
    wants: programWants,
  },
  checkFile: checkFramework,
  fix: fixFramework,
};
