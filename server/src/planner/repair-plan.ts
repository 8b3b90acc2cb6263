// A plan mended by what building it taught: packages that the shipped stage lacks are installed, paths are carried. It does
// not judge whether that is enough; the mended plan is checked and built again.
import type { Plan, PlannedInstruction } from './plan.ts';

/** What the shipped image lacks, and what brings it. */
export type Remedy =
  | { readonly kind: 'package'; readonly name: string; readonly reason: string }
  /** Absolute, in the builder. A library that the loader finds by its cache needs the cache renewed. */
  | { readonly kind: 'path'; readonly path: string; readonly isLibrary: boolean; readonly reason: string };

const packageForm = /^[a-z0-9][a-z0-9+.-]*$/;
const pathForm = /^\/[\w./+@-]+$/;

/** The plan with the remedies; null where one of them cannot be had in it. */
export function repairPlan(plan: Plan, remedies: readonly Remedy[]): Plan | null {
  const shipped = plan.stages.at(-1);
  const builder = plan.kind === 'split' ? (plan.stages.at(-2)?.name ?? null) : null;
  if (shipped === undefined || remedies.length === 0) return null;
  const packages = new Map<string, string>();
  const paths = new Map<string, Extract<Remedy, { kind: 'path' }>>();
  for (const remedy of remedies) {
    if (remedy.kind === 'package' && packageForm.test(remedy.name)) packages.set(remedy.name, remedy.reason);
    else if (remedy.kind === 'path' && builder !== null && pathForm.test(remedy.path)) paths.set(remedy.path, remedy);
    else return null;
  }
  const line = (text: string, reason: string): PlannedInstruction => ({
    text,
    origin: null,
    move: 'new',
    reason,
    confidence: 'likely',
    bytes: null,
    comments: [],
  });
  const names = [...packages.keys()].sort();
  const install = `RUN apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')} && rm -rf /var/lib/apt/lists/*`;
  const carried = [...paths.values()];
  const added = [
    ...(names.length > 0 ? [line(install, [...packages.values()].join('; '))] : []),
    ...carried.map(({ path, reason }) => line(`COPY --from=${builder ?? ''} ${path} ${path}`, reason)),
    ...(carried.some(({ isLibrary }) => isLibrary) ? [line('RUN ldconfig', 'the loader finds what was copied')] : []),
  ];
  const [from, ...rest] = shipped.instructions;
  if (from === undefined) return null;
  const stages = [...plan.stages.slice(0, -1), { ...shipped, instructions: [from, ...added, ...rest] }];
  const more = carried.map(({ path, reason }) => ({ path, kind: 'file' as const, reason }));
  return { ...plan, stages, carried: [...plan.carried, ...more] };
}
