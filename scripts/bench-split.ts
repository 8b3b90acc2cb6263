// `npm run bench:split`: every project of the proving ground, rewritten, built before and after, compared by the ladder and
// once more by its own probe. Writes the table of docs/results.md; names as arguments choose some and renew their rows only.
// `--check` only says whether the table has a row of every project. Exits 1 when a bar is missed.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { provideCatalogues } from '../server/src/knowledge/catalogues.ts';
import { isEngineSetUp, startEngine } from './support/engine-run.ts';
import { readProjects, tryProject, type Probe, type Project, type ProjectResult } from './support/proving-ground.ts';
import {
  readRows,
  reductionOf,
  resultsPage,
  stackToRefuse,
  sumsText,
  sumUp,
  writeRows,
  type ResultRow,
} from './support/results-page.ts';

/** Share of the original's bytes that half of the rewrites leave behind at least. */
const reductionBar = 0.6;

provideCatalogues((name): unknown => JSON.parse(readFileSync(`server/data/${name}.json`, 'utf8')));

function rowOf(result: ProjectResult): ResultRow {
  const { project, tier, verdict, level, detail, before, after, seconds, broken } = result;
  const said = broken.length > 0 ? `BROKEN: ${broken.join('; ')}` : detail;
  // Why the first line: a table has no room for the end of a build's output, which the run prints.
  const [first = ''] = said.split('\n');
  return {
    name: project.name,
    stack: stackOf(project.probe),
    tier: tier ?? '',
    verdict: first === '' ? verdict : `${verdict}: ${first}`,
    level: level ?? '',
    before,
    after,
    seconds,
  };
}

function print(row: ResultRow): void {
  const bytes = [row.before, row.after].map((each) => (each === null ? '-' : `${(each / 1e6).toFixed(0)} MB`));
  const saved = reductionOf(row);
  const share = saved === null ? '-' : `${(saved * 100).toFixed(1)} %`;
  const cells = [row.tier || '-', row.level || '-', ...bytes, share, `${row.seconds} s`].map((cell) =>
    cell.padStart(9),
  );
  console.log(`${row.name.padEnd(24)}${cells.join('')}  ${row.verdict}`);
}

async function attempt(projects: readonly Project[], all: readonly Project[]): Promise<void> {
  const engine = await startEngine();
  const verbose = process.env['BENCH_SPLIT_LOG'] === '1';
  try {
    console.log(`Docker ${engine.version}, ${engine.store}, ${projects.length} projects`);
    for (const project of projects) {
      const result = await tryProject(engine, project, (line) =>
        verbose ? console.log(`    ${line}`) : undefined,
      ).catch((error: unknown): ProjectResult => ({
        ...{ project, tier: null, level: null, before: null, after: null, seconds: 0, broken: [] },
        ...{ verdict: 'error', detail: error instanceof Error ? error.message : String(error) },
      }));
      const row = rowOf(result);
      await keep(row, all);
      print(row);
      for (const line of [...result.detail.split('\n').slice(1), ...result.broken]) console.log(`    ${line}`);
    }
  } finally {
    await engine.stop();
  }
}

function notRun({ name, probe }: Project): ResultRow {
  return {
    name,
    stack: stackOf(probe),
    tier: '',
    verdict: 'not run',
    level: '',
    before: null,
    after: null,
    seconds: 0,
  };
}

function stackOf({ stack, refused }: Probe): string {
  return refused === undefined ? stack : stackToRefuse(stack, refused);
}

/** Renews a project's row on the page, so that a run that is ended keeps what it has. */
async function keep(row: ResultRow, all: readonly Project[]): Promise<void> {
  const page = readFileSync(resultsPage, 'utf8');
  const known = new Map([...readRows(page), row].map((each) => [each.name, each]));
  const rows = all.map((project) => known.get(project.name) ?? notRun(project));
  const options = await resolveConfig(resultsPage);
  writeFileSync(resultsPage, await format(writeRows(page, rows), { ...options, filepath: resultsPage }));
}

/** What is wrong with the page by itself: it must have a row of every project and of nothing else. */
function staleRows(rows: readonly ResultRow[], all: readonly Project[]): readonly string[] {
  const wanted = new Map(all.map(({ name, probe }) => [name, stackOf(probe)]));
  const known = new Map(rows.map(({ name, stack }) => [name, stack]));
  return [
    ...[...wanted]
      .filter(([name, stack]) => known.get(name) !== stack)
      .map(([name]) => `${name} has no row, or another text`),
    ...[...known.keys()].filter((name) => !wanted.has(name)).map((name) => `${name} is no project`),
  ];
}

async function main(names: readonly string[]): Promise<number> {
  const all = readProjects();
  if (names[0] === '--check') {
    const stale = staleRows(readRows(readFileSync(resultsPage, 'utf8')), all);
    for (const line of stale) console.error(`${resultsPage}: ${line}; run \`npm run bench:split\``);
    return stale.length === 0 ? 0 : 1;
  }
  const unknown = names.filter((name) => all.every((project) => project.name !== name));
  if (unknown.length > 0) {
    console.error(`bench:split: there is no project ${unknown.join(', ')}`);
    return 2;
  }
  const setUp = isEngineSetUp();
  if (!setUp.ready) {
    console.error(`bench:split: ${setUp.reason}; set up with: ${setUp.command}`);
    return 2;
  }
  await attempt(
    names.length === 0 ? all : names.flatMap((name) => all.find((project) => project.name === name) ?? []),
    all,
  );
  const rows = readRows(readFileSync(resultsPage, 'utf8'));
  const sums = sumUp(rows);
  console.log(`\n${sumsText(sums)}`);
  const missed = [
    ...(sums.broken > 0 ? [`${sums.broken} rewrites that were let through are broken`] : []),
    ...(sums.verified + sums.checked < sums.eligible ? ['not every project to rewrite was proven'] : []),
    ...(sums.refusedRightly < sums.toRefuse ? ['not every project to refuse was refused rightly'] : []),
    ...((sums.medianReduction ?? 0) < reductionBar ? ['the median reduction is below its bar'] : []),
  ];
  for (const line of missed) console.error(`missed: ${line}`);
  return missed.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
