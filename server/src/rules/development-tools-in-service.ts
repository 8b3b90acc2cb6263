// Notebooks, test runners, linters and experiment trackers are for the desk; a program that serves never imports them.
// Reported where a started service ships them: the tools of the desk always, those of training only where the program's
// imports were followed and do not reach them.
import type { Snapshot } from '../facts/snapshot.ts';
import { bytesBeyond } from '../knowledge/python-wheels.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { insertWord } from '../rewrite/run-edits.ts';
import { dropPackagesFix } from './parts/drop-package.ts';
import { editsAt, headSpan, verbWord } from './parts/places.ts';
import { placeOf, shippedPython, type InstallSite, type ShippedPackage } from './parts/python-environment.ts';
import { importsOfProgram, modulesOf, type ProgramImports } from './parts/python-imports.ts';
import { deskTools, trainingTools } from './parts/python-families.ts';
import { mayServeBuild } from './parts/python-in-build.ts';
import { programWants } from './parts/python-wants.ts';
import { nameOfProgram, runsService, startedCommands } from './parts/started-program.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** Less than this is not worth a word. */
const smallBytes = 5_000_000;

function isNeedless(name: string, imports: ProgramImports | null): boolean {
  if (imports !== null && modulesOf(name).some((module) => imports.modules.has(module))) return false;
  return deskTools.has(name) || (imports?.complete === true && trainingTools.has(name));
}

/** What is started names the tool: `mlflow server`, `python -m wandb`. */
function isStarted(snapshot: Snapshot, name: string): boolean {
  return startedCommands(snapshot).some(({ argv }) =>
    argv.some((word) => nameOfProgram(word) === name || word === modulesOf(name)[0]),
  );
}

/** Needless packages of the environment, by the command that installs them. */
function needlessBySite(snapshot: Snapshot): ReadonlyMap<InstallSite, readonly ShippedPackage[]> {
  const found = new Map<InstallSite, ShippedPackage[]>();
  const { packages } = shippedPython(snapshot);
  let imports: ProgramImports | null | undefined;
  for (const [name, asked] of packages) {
    if (!deskTools.has(name) && !trainingTools.has(name)) continue;
    imports ??= importsOfProgram(snapshot);
    if (!isNeedless(name, imports) || isStarted(snapshot, name) || mayServeBuild(snapshot, name)) continue;
    const list = found.get(asked.site);
    if (list === undefined) found.set(asked.site, [asked]);
    else list.push(asked);
  }
  return found;
}

function* checkTools(snapshot: Snapshot): Generator<FileFinding> {
  const { packages } = shippedPython(snapshot);
  if (packages.size === 0) return;
  const found = needlessBySite(snapshot);
  if (found.size === 0 || !runsService(snapshot)) return;
  const needless = new Set([...found.values()].flat().map(({ name }) => name));
  const kept = [...packages.keys()].filter((name) => !needless.has(name));
  for (const [site, list] of found) {
    const names = list.map(({ name }) => name);
    const bytes = bytesBeyond(names, kept);
    if (bytes < smallBytes) continue;
    const [first] = list;
    yield {
      facts: site.facts,
      span: first === undefined ? headSpan(site.command) : placeOf(first),
      message: `${names.slice(0, 4).join(', ')}${names.length > 4 ? ' and more' : ''} ${names.length > 1 ? 'are' : 'is'} of no use to the service, about ${formatBytes(bytes)}`,
      saving: { bytes, unit: 'file', kind: 'estimated' },
      proof: { names },
    };
  }
}

/** The flag that leaves the groups of development out; null where the manager has none, or it would not do. */
function withoutGroups({ command }: InstallSite): string | null {
  if (command.effect.tool === 'uv' && command.effect.verb === 'sync') return '--no-dev';
  if (command.effect.tool === 'poetry' && command.effect.verb === 'install') return '--only main';
  if (command.effect.tool === 'pdm') return '--prod';
  return null;
}

function fixTools(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const { packages } = shippedPython(snapshot);
  const names = Array.isArray(proof['names']) ? proof['names'].map(String) : [];
  const dropped = names.flatMap((name) => packages.get(name) ?? []);
  const site = dropped[0]?.site;
  const flag = site === undefined ? null : withoutGroups(site);
  if (site !== undefined && flag !== null) {
    const verb = verbWord(site.command);
    const already = site.command.command.words.some(({ value }) => flag.startsWith(value ?? ' '));
    if (verb === undefined || already || !site.command.command.exact) return [];
    const edits = editsAt(snapshot, site.facts, [insertWord(verb.span, flag)]);
    return [
      { id: 'main-only', title: `Install without the groups of development (${flag})`, applicability: 'unsafe', edits },
    ];
  }
  const fix = dropPackagesFix(snapshot, dropped, { id: 'drop-tools', title: `Leave out ${names.join(', ')}` });
  return fix === null ? [] : [fix];
}

export const developmentToolsInService: Rule = {
  meta: {
    id: 'development-tools-in-service',
    summary: 'Notebooks, tests, linters or trackers ship in the image of a service',
    group: 'dependencies',
    severity: 'info',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://packaging.python.org/en/latest/specifications/dependency-groups/'],
    wants: programWants,
  },
  checkFile: checkTools,
  fix: fixTools,
};
