// PyTorch, TensorFlow, JAX and PaddlePaddle each bring their own kernels, half a gigabyte to five. One program seldom runs
// on two. Reported where an environment that ships asks for several; which one goes is told where the program's imports do.
import type { Snapshot } from '../facts/snapshot.ts';
import { bytesBeyond } from '../knowledge/python-wheels.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { dropPackagesFix } from './parts/drop-package.ts';
import { bringerOf, placeOf, shippedPython, type ShippedPackage } from './parts/python-environment.ts';
import { importsOfProgram } from './parts/python-imports.ts';
import { frameworks, frameworkUsers } from './parts/python-families.ts';
import { programWants } from './parts/python-wants.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

interface Framework {
  readonly module: string;
  readonly by: ShippedPackage;
}

function frameworksIn(snapshot: Snapshot): readonly Framework[] {
  const environment = shippedPython(snapshot);
  if (environment.packages.size < 2) return [];
  const found: Framework[] = [];
  for (const [module, names] of Object.entries(frameworks)) {
    const direct = names.map((name) => environment.packages.get(name)).find((each) => each !== undefined);
    const by = direct ?? (names[0] === undefined ? undefined : bringerOf(environment, names[0]));
    // Why: one package that brings two frameworks is no choice of this file.
    if (by !== undefined && !found.some((other) => other.by === by)) found.push({ module, by });
  }
  return found;
}

/** Packages that the framework comes through, but for those that are asked for by other names too. */
function bringers(snapshot: Snapshot, module: string): readonly ShippedPackage[] {
  const { packages } = shippedPython(snapshot);
  return (frameworks[module] ?? []).flatMap((name) => packages.get(name) ?? []);
}

function* checkFrameworks(snapshot: Snapshot): Generator<FileFinding> {
  const found = frameworksIn(snapshot);
  if (found.length < 2) return;
  const imports = importsOfProgram(snapshot);
  const unused =
    imports?.complete === true
      ? found.find(({ module }) => !(frameworkUsers[module] ?? [module]).some((each) => imports.modules.has(each)))
      : undefined;
  const last = unused ?? found.at(-1);
  if (last === undefined) return;
  const names = [...shippedPython(snapshot).packages.keys()];
  const own = frameworks[last.module] ?? [];
  const bytes = bytesBeyond(
    own.slice(0, 1),
    names.filter((name) => !own.includes(name) && name !== last.by.name),
  );
  const list = found.map(({ module }) => module).join(' and ');
  const which =
    unused === undefined
      ? `; ${last.module} alone is about ${formatBytes(bytes)}`
      : `; the program never imports ${last.module}, about ${formatBytes(bytes)}`;
  yield {
    facts: last.by.site.facts,
    span: placeOf(last.by),
    message: `${list} are installed side by side${bytes > 0 ? which : ''}`,
    ...(bytes > 0 ? { saving: { bytes, unit: 'file', kind: 'estimated' } } : {}),
    proof: { unused: unused?.module ?? null },
  };
}

function fixFrameworks(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const { unused } = proof;
  if (typeof unused !== 'string') return [];
  const dropped = bringers(snapshot, unused);
  if (dropped.length === 0) return [];
  const fix = dropPackagesFix(snapshot, dropped, {
    id: 'drop-unused',
    title: `Leave out ${dropped.map(({ name }) => name).join(' and ')}, which the program never imports`,
  });
  return fix === null ? [] : [fix];
}

export const severalDeepLearningFrameworks: Rule = {
  meta: {
    id: 'several-deep-learning-frameworks',
    summary: 'Two or more deep-learning frameworks ship in one image',
    group: 'dependencies',
    severity: 'info',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://arxiv.org/abs/2212.09437'],
    wants: programWants,
  },
  checkFile: checkFrameworks,
  fix: fixFrameworks,
};
