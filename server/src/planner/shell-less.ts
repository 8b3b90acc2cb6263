// The tier without a shell: which base of Google's distroless images runs what a stage compiles, and what of a plan such a
// base cannot do. Asked for by name only, never offered of itself. It chooses and refuses; it writes no line.
import { joinPath } from '../effects/path-set.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import type { BaseView } from './base-view.ts';
import type { BaseChoice } from './choose-base.ts';
import type { Decisions } from './decisions.ts';
import type { PackageDecision } from './packages.ts';
import type { Plan, Refusal } from './plan.ts';
import { instructionRange, refuse } from './refusals.ts';
import type { StageView, Step, Unit } from './stage-view.ts';

/** What each image has (distroless, `base` and `cc` READMEs): by Debian's names before and after the change of time_t. */
const inStatic = ['ca-certificates', 'tzdata', 'netbase', 'base-files', 'media-types'];
const inBase = [...inStatic, 'libc6', 'libssl3', 'libssl3t64', 'openssl'];
const inCc = [...inBase, 'libgcc-s1', 'libgomp1', 'libstdc++6'];

const images = {
  static: { repository: 'distroless/static-debian13', packages: new Set(inStatic), what: 'static programs' },
  base: { repository: 'distroless/base-debian13', packages: new Set(inBase), what: 'programs that load the C library' },
  cc: { repository: 'distroless/cc-debian13', packages: new Set(inCc), what: 'programs that load the C++ library' },
} as const;

/** Releases whose programs run on Debian 13: the same C library or an older one. */
const notNewer = /^(?:debian-(?:10|11|12|13)|ubuntu-(?:18|20|22|24)\.\d\d)$/;

const isGo = (tool: string): boolean => tool === 'go' || tool.endsWith('/go');

/** Builds without the C library: `CGO_ENABLED=0` in force for every `go build` and `go install` of the stage. */
function isStaticGo(view: StageView): boolean {
  const builds = view.units.flatMap(({ steps }) =>
    steps.filter(({ facts }) => isGo(facts.effect.tool) && /^(?:build|install)$/.test(facts.effect.verb ?? '')),
  );
  return builds.length > 0 && builds.every(({ facts }) => cgoOf(facts) === '0');
}

function cgoOf({ command, context }: Step['facts']): string | undefined {
  const own = command.assignments.find(({ name }) => name === 'CGO_ENABLED');
  return own === undefined ? context.variable('CGO_ENABLED') : (own.value?.value ?? undefined);
}

/** The base without a shell for what the stage builds; else why there is none. */
export function shellLessBase(view: StageView, base: BaseView, written: string): BaseChoice | string {
  const language = /\/(python|node|openjdk|eclipse-temurin|maven|gradle|ruby|php)$/.exec(base.image)?.[1];
  if (language !== undefined || /pytorch|cuda|dotnet/.test(base.image))
    return `what runs on ${base.image.replace('docker.io/library/', '')} needs an interpreter or libraries at the paths of that image, which no base without a shell has`;
  const compiles = view.units.some(({ steps }) => steps.some(({ kind }) => kind === 'compile'));
  if (!compiles) return 'nothing is compiled here, so what runs needs the programs of its base';
  const go = base.image.endsWith('/golang');
  const kind = isStaticGo(view) ? 'static' : go ? 'base' : 'cc';
  if (kind !== 'static' && (base.distribution === null || !notNewer.test(base.distribution)))
    return base.manager === 'apk'
      ? 'what is built on Alpine loads musl, which no base without a shell has; set CGO_ENABLED=0 or build on Debian'
      : 'the release of the base is not known to be as old as the C library of a base without a shell';
  const { repository, what } = images[kind];
  return {
    tier: 'shell-less',
    shipped: `gcr.io/${repository}`,
    builder: written,
    reference: { registry: 'gcr.io', repository, tag: 'latest' },
    reason: `a base without a shell or a package manager, for ${what}`,
    caveats: ['no shell: `docker exec … sh` does not work'],
    confirmed: true,
  };
}

/** Packages that the base has of itself need not be installed there. */
export function withoutOwnPackages(
  base: BaseChoice,
  packages: ReadonlyMap<Step, readonly PackageDecision[]>,
): ReadonlyMap<Step, readonly PackageDecision[]> {
  const has = packagesIn(base);
  const reason = 'the base without a shell has it';
  return new Map(
    [...packages].map(([step, all]) => [
      step,
      all.map((one) =>
        one.ships.every((name) => has.has(name))
          ? { ...one, ships: [], kept: false, reason: one.kept ? reason : one.reason }
          : one,
      ),
    ]),
  );
}

/** Names of the packages that a base without a shell has of itself. */
export function packagesIn({ reference }: BaseChoice): ReadonlySet<string> {
  const found = Object.values(images).find(({ repository }) => repository === reference.repository);
  return found?.packages ?? new Set();
}

const shellHint = 'a base without a shell';

/** What of the plan needs a shell, a package manager or a program that nothing brings; empty where nothing does. */
export function refuseShell(decisions: Decisions, plan: Plan, from: Unit): readonly Refusal[] {
  const { view } = decisions;
  const { entrypoint, cmd, healthcheck, user } = view.snapshot.config;
  for (const [facts, keyword] of [
    [entrypoint, 'ENTRYPOINT'],
    [cmd, 'CMD'],
    [healthcheck, 'HEALTHCHECK'],
  ] as const) {
    if (facts === null || facts.syntax.json !== null || /^\s*NONE\s*$/i.test(facts.syntax.argumentText)) continue;
    const why = `${keyword} is written for a shell, and ${shellHint} has none; write it as a JSON list`;
    return [refuseAt(view, facts, why)];
  }
  const programs = refusePrograms(decisions);
  if (programs.length > 0) return programs;
  const range = instructionRange(from);
  for (const { text, origin } of plan.stages.at(-1)?.instructions ?? []) {
    if (!/^run\b/i.test(text)) continue;
    const unit = view.units.find(({ instruction }) => instruction.index === origin);
    const line = (text.split('\n')[0] ?? '').slice(0, 60);
    const why = `\`${line}\` runs in the image that ships, and ${shellHint} runs nothing`;
    return [refuse('no-runtime-twin', unit === undefined ? range : instructionRange(unit), why)];
  }
  for (const { instruction, facts } of view.units) {
    const named = facts.copy?.owner ?? null;
    if (named !== null && !/^\d*(?::\d*)?$|^(?:root|nonroot|nobody)(?::\w+)?$/.test(named))
      return [refuse('no-runtime-twin', instruction.range, `${named} is no user of ${shellHint}; give the number`)];
  }
  if (!/^\d+(?::\d+)?$|^(?:root|nonroot|nobody)(?::\w+)?$/.test(user)) {
    const unit = view.units.findLast(({ instruction }) => instruction.keyword === 'USER');
    const why = `${user} is no user of ${shellHint}; give the number`;
    return [refuse('no-runtime-twin', unit === undefined ? range : instructionRange(unit), why)];
  }
  return [];
}

/** Programs that run and that neither a copy nor the builder brings. */
function refusePrograms({ view, roots, carried, advice }: Decisions): readonly Refusal[] {
  const entry = roots.entry;
  if (entry === null) return [];
  const brought = (path: string): boolean =>
    carried.some(({ to, kind }) => to === path || (kind === 'tree' && path.startsWith(`${to}/`))) ||
    view.units.some(({ facts }) =>
      facts.copy?.writes.some(
        (write) => write.path === path || (write.kind !== 'file' && path.startsWith(`${write.path}/`)),
      ),
    );
  const [argv0 = ''] = roots.argv;
  for (const [name, why] of new Map([...roots.commands, ...advice.commands])) {
    const places = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].map(
      (folder) => `${folder}/${name}`,
    );
    const own = argv0.endsWith(`/${name}`) ? [joinPath(entry.before.workingFolder, argv0)] : places;
    if (!own.some(brought))
      return [refuseAt(view, entry, `${name} runs (${why}), and nothing brings it to ${shellHint}`)];
  }
  const script = roots.texts.find(({ image, text }) => image !== null && text.startsWith('#!'));
  return script === undefined
    ? []
    : [refuseAt(view, entry, `${script.image ?? ''} is a script, and ${shellHint} has nothing to run it`)];
}

function refuseAt(view: StageView, facts: InstructionFacts, why: string): Refusal {
  const unit = view.units.find((each) => each.facts === facts) ?? view.units[0];
  return refuse('no-runtime-twin', unit === undefined ? { start: 0, end: 0 } : instructionRange(unit), why);
}
