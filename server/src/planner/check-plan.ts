// V0, the static check of a plan: its text is read again from scratch and compared with the original. What ships must be
// configured the same, every line accounted for, every copy's source there. A plan that fails is withdrawn.
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { variableNames } from '../dockerfile/expand-variables.ts';
import { buildSnapshot } from '../facts/build-snapshot.ts';
import type { InstructionFacts, RuntimeConfig, Snapshot } from '../facts/snapshot.ts';
import type { Plan, Refusal } from './plan.ts';
import { isWithin, joinPath, mayMatch } from '../effects/path-set.ts';
import { canonicalPath } from './carry.ts';
import { refuse } from './refusals.ts';
import { runsEverywhere } from './place.ts';
import { packageOfProgram } from './programs.ts';
import { gatherRoots, type Roots } from './roots.ts';
import { baseName, type StageView, systemInstalls, type Unit, viewStage } from './stage-view.ts';
import { renderPlan } from './render-plan.ts';

/** Nothing where the plan holds; else what fails, at the place in the original. */
export function checkPlan(snapshot: Snapshot, plan: Plan): readonly Refusal[] {
  const text = renderPlan(snapshot.dockerfile, plan);
  const entry = snapshot.dockerfile.instructions.find(({ keyword }) => keyword === 'FROM');
  const range = entry?.range ?? { start: 0, end: 0 };
  if (text === snapshot.dockerfile.text)
    return [refuse('nothing-to-gain', range, 'nothing of it can be left behind: the rewrite would be the same text')];
  const after = buildSnapshot(parseDockerfile(text), {
    context: snapshot.context,
    buildArguments: snapshot.buildArguments,
  });
  const failed = [
    ...checkStages(after, plan),
    ...checkReading(after, plan),
    ...checkConfiguration(snapshot, after),
    ...checkAccounts(snapshot, plan),
    ...checkArguments(after, snapshot),
    ...checkRoots(snapshot, plan),
  ];
  return failed
    .slice(0, 1)
    .map((why) => refuse('verification-failed', range, `the rewrite did not pass its own check: ${why}`));
}

/** The text has the planned stages, and every copy from a stage names one that stands above it. */
function checkStages(after: Snapshot, plan: Plan): readonly string[] {
  const failed: string[] = [];
  const { stages, instructions } = after.dockerfile;
  if (stages.length !== plan.stages.length)
    failed.push(`it has ${stages.length} stages instead of ${plan.stages.length}`);
  for (const instruction of instructions) {
    const problem = instruction.syntax.problems.find(({ code }) => code !== 'duplicate-directive');
    if (problem !== undefined) failed.push(problem.message);
  }
  for (const stage of after.stages)
    for (const { copy } of stage.instructions)
      if (copy?.kind === 'stage' && (copy.fromStage === null || copy.fromStage >= stage.stage.index))
        failed.push(`--from=${copy.from ?? ''} names no stage above`);
  const names = stages.flatMap(({ name }) => (name === null ? [] : [name.toLowerCase()]));
  if (new Set(names).size !== names.length) failed.push('two stages have one name');
  return failed;
}

/** Every line is read again as it was planned: no text runs into the line below it. */
function checkReading({ dockerfile }: Snapshot, plan: Plan): readonly string[] {
  const flat = (text: string): string => text.replaceAll(/\r\n?/g, '\n');
  const planned = [...plan.preamble, ...plan.stages.flatMap(({ instructions }) => instructions)];
  const odd = planned.find(({ text }, at) => flat(text) !== flat(dockerfile.instructions[at]?.syntax.text ?? ''));
  if (odd !== undefined) return [`\`${(odd.text.split('\n')[0] ?? '').slice(0, 40)}\` is read as something else`];
  return planned.length === dockerfile.instructions.length ? [] : ['it has lines that were not planned'];
}

function checkConfiguration(before: Snapshot, after: Snapshot): readonly string[] {
  const a = describeConfig(before.config);
  const b = describeConfig(after.config);
  return Object.keys(a).flatMap((key) =>
    a[key] === b[key] ? [] : [`${key} changes from ${a[key] ?? ''} to ${b[key] ?? ''}`],
  );
}

/** Everything of the configuration that ships, as text. */
export function describeConfig(config: RuntimeConfig): Readonly<Record<string, string>> {
  const whole = (facts: InstructionFacts | null): string => facts?.syntax.text ?? 'none';
  return {
    ENTRYPOINT: whole(config.entrypoint),
    CMD: whole(config.cmd),
    HEALTHCHECK: whole(config.healthcheck),
    USER: config.user,
    WORKDIR: config.workingFolder,
    ENV: JSON.stringify([...config.environment]),
    EXPOSE: JSON.stringify([...config.exposed]),
    VOLUME: JSON.stringify([...config.volumes]),
    LABEL: JSON.stringify([...config.labels]),
    STOPSIGNAL: config.stopSignal ?? 'none',
    SHELL: JSON.stringify(config.shell),
  };
}

/** Every original instruction stands somewhere or is dropped with a reason. */
function checkAccounts(snapshot: Snapshot, plan: Plan): readonly string[] {
  const kept = new Set(plan.stages.flatMap(({ instructions }) => instructions.flatMap(({ origin }) => origin ?? [])));
  const dropped = new Set(plan.dropped.map(({ origin }) => origin));
  return snapshot.dockerfile.stages.flatMap(({ instructions }) =>
    instructions.flatMap(({ index, keyword }) =>
      kept.has(index) || dropped.has(index) ? [] : [`${keyword} is lost without a reason`],
    ),
  );
}

/** Build arguments that a line of the new file uses are declared in its own stage, where the original had them so. */
function checkArguments(after: Snapshot, before: Snapshot): readonly string[] {
  const known = new Set(
    before.dockerfile.instructions.flatMap(({ keyword, syntax }) =>
      keyword === 'ARG' ? syntax.pairs.map(({ name }) => name) : [],
    ),
  );
  const failed: string[] = [];
  for (const stage of after.dockerfile.stages) {
    const declared = new Set<string>();
    for (const { keyword, syntax } of stage.instructions) {
      if (keyword === 'ARG' || keyword === 'ENV') for (const { name } of syntax.pairs) declared.add(name);
      if (!['COPY', 'ADD', 'ENV', 'USER', 'WORKDIR', 'LABEL', 'EXPOSE', 'VOLUME'].includes(keyword)) continue;
      for (const name of variableNames(syntax.argumentText, syntax.escape))
        if (known.has(name) && !declared.has(name) && wasDeclared(before, name))
          failed.push(`${keyword} uses the build argument ${name}, which its stage does not declare`);
    }
  }
  return failed;
}

function wasDeclared(before: Snapshot, name: string): boolean {
  return before.target.stage.instructions.some(
    ({ keyword, syntax }) => keyword === 'ARG' && syntax.pairs.some((pair) => pair.name === name),
  );
}

/** Images whose programs are made in the file: their twins have none of what runs but a shell and its tools. */
const programMakers = /^docker\.io\/(?:library\/(?:golang|rust|gcc)|rustlang\/rust)$/;

/** The program that starts, where it is named without its folder and the shipped base is a bare distribution. */
function checkProgram(view: StageView, roots: Roots, plan: Plan): readonly string[] {
  const [program = ''] = roots.argv;
  if (plan.tier === 'same' || !programMakers.test(view.base?.image ?? '')) return [];
  if (/^[\w./-]*\/[\w.-]+$/.test(program)) return checkProgramFile(view, roots, plan, program);
  if (!/^[\w.-]+$/.test(program)) return [];
  const searched = ['/usr/local/bin', '/usr/bin', '/bin'].concat(
    view.snapshot.config.environment.get('PATH')?.split(':') ?? [],
  );
  const holds = (path: string, isFile: boolean): boolean =>
    baseName(path) === program || (!isFile && searched.some((folder) => isWithin(path, folder)));
  if (runsEverywhere(program) || plan.carried.some(({ path, kind }) => holds(path, kind === 'file'))) return [];
  const brought = view.units.some(
    ({ facts, steps }) =>
      facts.copy?.writes.some(({ kind, path }) => holds(path, kind === 'file')) === true ||
      steps.some((step) =>
        systemInstalls(step).some(
          ({ packages, open }) =>
            open || packages.some(({ name }) => name === program || name === packageOfProgram(program)),
        ),
      ),
  );
  return brought ? [] : [`nothing brings ${program}, which starts`];
}

/** A program that is named by its path is copied from the builder or the context, or made where the image ships. */
function checkProgramFile(view: StageView, roots: Roots, plan: Plan, program: string): readonly string[] {
  const path = joinPath(roots.entry?.before.workingFolder ?? '/', program);
  if (['/bin', '/usr', '/sbin'].some((folder) => isWithin(folder, path) && !isWithin('/usr/local', path))) return [];
  const carried = plan.carried.some((one) => one.path === path || (one.kind === 'tree' && isWithin(one.path, path)));
  const shipped = linesThatShip(plan);
  const brought = view.units.some(
    (unit) =>
      shipped.has(unit.instruction.index) &&
      (unit.facts.copy?.writes.some((each) => mayMatch(each, path)) === true ||
        unit.steps.some((step) => step.facts.effect.writes.some((each) => mayMatch(each.path, path)))),
  );
  return carried || brought ? [] : [`nothing brings ${path}, which starts`];
}

/** Lines of the original that stand in the shipped stage; a copy of what a line made is not the line. */
function linesThatShip(plan: Plan): ReadonlySet<number> {
  return new Set(
    plan.stages.at(-1)?.instructions.flatMap(({ origin, move }) => (origin !== null && move !== 'new' ? [origin] : [])),
  );
}

/** What the entry point, ENV and scripts name and a RUN made arrives: copied, or made again in the shipped stage. */
function checkRoots(snapshot: Snapshot, plan: Plan): readonly string[] {
  if (plan.kind === 'base-swap') return [];
  const view = viewStage(snapshot);
  const roots = gatherRoots(view);
  const shipped = linesThatShip(plan);
  const failed: string[] = [...checkProgram(view, roots, plan)];
  for (const [named, why] of roots.paths) {
    const path = canonicalPath(named, view.base);
    const maker = [...view.units].reverse().find((unit) => makes(unit, named));
    if (maker?.instruction.keyword !== 'RUN' || shipped.has(maker.instruction.index)) continue;
    if (
      !plan.carried.some((one) =>
        one.kind === 'tree' || why.startsWith('ENV ')
          ? isWithin(one.path, path) || isWithin(path, one.path)
          : one.path === path,
      )
    )
      failed.push(`${path} would be missing (${why})`);
  }
  return failed;
}

function makes(unit: Unit, path: string): boolean {
  const written = [
    ...(unit.facts.copy?.writes ?? []),
    ...unit.steps.flatMap(({ facts }) =>
      facts.effect.writes.filter(({ persistence }) => persistence === 'artifact').map((write) => write.path),
    ),
  ];
  return written.some((each) => each.kind !== 'unknown' && mayMatch(each, path));
}
