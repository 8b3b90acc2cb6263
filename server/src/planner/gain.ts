// What a rewrite takes off the shipped image, estimated from the base catalogue and package closures, and whether that
// is worth a second stage. Figures that are not known are left out, never counted as nothing saved.
import { figureOf } from '../knowledge/base-images.ts';
import { closureBytes } from '../knowledge/debian-packages.ts';
import type { Saving } from '../estimate/saving.ts';
import { type Decisions } from './decisions.ts';
import type { BaseView } from './base-view.ts';
import { languageInstalls, systemInstalls } from './stage-view.ts';

export interface Gain {
  /** Null where nothing about it is known. */
  readonly saving: Saving | null;
  readonly basis: readonly { readonly what: string; readonly bytes: number }[];
}

/** Unpacked over download bytes: 2.7 for the official images measured both ways (python, buildpack-deps). */
const unpackedRatio = 2.7;
const least = 50_000_000;

/** The expected saving and what it is made of, biggest first. */
export function estimateGain(decisions: Decisions): Gain {
  const basis: { what: string; bytes: number }[] = [];
  const before = decisions.view.base;
  const beforeBytes = before === null ? null : baseBytes(before.reference);
  if (decisions.base.tier !== 'same' && beforeBytes !== null) {
    const after = baseBytes(decisions.base.reference);
    if (after !== null)
      basis.push({
        what: `base ${decisions.base.reference.tag ?? ''} instead of ${before?.reference.tag ?? 'latest'}`,
        bytes: beforeBytes - after,
      });
  }
  basis.push(...packageBytes(decisions));
  const positive = basis.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
  const bytes = positive.reduce((sum, each) => sum + each.bytes, 0);
  return { saving: positive.length === 0 ? null : { bytes, unit: 'file', kind: 'estimated' }, basis: positive };
}

function baseBytes(reference: BaseView['reference'] | Decisions['base']['reference']): number | null {
  const figure = figureOf(reference);
  if (figure === null) return null;
  return figure.fileBytes ?? (figure.downloadBytes === null ? null : Math.round(figure.downloadBytes * unpackedRatio));
}

/** Compilers share most of their closure, so the biggest counts whole and the others only what they add. */
const shared: Readonly<Record<string, number>> = { gcc: 0, 'g++': 0, make: 0, cpp: 0, 'libc6-dev': 0, 'dpkg-dev': 0 };

function packageBytes({ packages, view }: Decisions): readonly { readonly what: string; readonly bytes: number }[] {
  const left = new Map<string, number>();
  const purged = purgedInPlace(view);
  // Why: a full image has the build packages already; installing them again adds little.
  const hasThem = view.base?.role === 'full' || view.base?.role === 'devel' || view.base?.role === 'toolchain';
  for (const decision of [...packages.values()].flat()) {
    const { name } = decision.package;
    if (decision.kept || purged.has(name)) continue;
    const bytes = decision.bytes ?? closureBytes(name);
    if (bytes !== null && !(hasThem && (bytes > 100_000_000 || Object.hasOwn(shared, name)))) left.set(name, bytes);
  }
  const heavy = [...left].sort((a, b) => b[1] - a[1]);
  const compiler = heavy.find(([name]) => /^(?:build-essential|g\+\+|gcc|gfortran|clang)$/.test(name));
  return heavy.map(([what, bytes]) => {
    const within =
      compiler !== undefined && what !== compiler[0] && (Object.hasOwn(shared, what) || bytes >= 170_000_000);
    return { what, bytes: within ? 0 : bytes };
  });
}

/** Packages that are gone again when their RUN ends, removed by name or as no longer needed: they do not ship as it is. */
function purgedInPlace(view: Decisions['view']): ReadonlySet<string> {
  const purged = new Set<string>();
  for (const { steps, facts } of view.units) {
    for (const { manager, packages } of steps.flatMap(systemInstalls)) {
      const left = view.stage.packages.after(facts, manager);
      for (const { name } of packages) if (!left.has(name)) purged.add(name);
    }
  }
  return purged;
}

/** A folder of dependencies that only the build reads stays behind: `node_modules` of a site of static files, say. */
function leavesDependencies({ view, slice, lastBuilder }: Decisions): boolean {
  return view.units.some(
    ({ place, steps }) =>
      place <= lastBuilder &&
      steps.some(
        (step) =>
          languageInstalls(step).some(({ into }) => into.kind === 'project') &&
          slice.outcomes.get(step)?.outputs.length === 0,
      ),
  );
}

/** True where at least one thing that only building needs ships today: more than 50 MB, or of unknown weight. */
export function isWorthwhile(decisions: Decisions): boolean {
  const { packages, view, base, lastBuilder } = decisions;
  const purged = purgedInPlace(view);
  const leaves = [...packages.values()].flat().filter(({ kept, package: one }) => !kept && !purged.has(one.name));
  if (base.tier !== 'same' || leavesDependencies(decisions)) return true;
  if (leaves.length === 0 || (lastBuilder < 0 && leaves.every(({ ships }) => ships.length > 0))) return false;
  const known = leaves.map(({ package: one, bytes }) => bytes ?? closureBytes(one.name));
  if (known.some((bytes) => bytes === null)) return true;
  const total = known.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  if (total >= least) return true;
  const whole = baseBytes(base.reference);
  const shipped = [...packages.values()].flat().filter(({ kept }) => kept);
  const weights = shipped.map(({ package: one }) => closureBytes(one.name));
  // Why: a share of an image whose own packages nobody weighed is not known to be a tenth.
  if (whole === null || weights.includes(null)) return false;
  return total > weights.reduce<number>((sum, bytes) => sum + (bytes ?? 0), whole) / 10;
}
