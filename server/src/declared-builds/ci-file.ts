// Builds that a CI configuration names: `docker/build-push-action` and `docker build …` in steps of GitHub workflows, and
// scripts of GitLab CI and CircleCI. Expressions that only a run decides are not known.
import { listOf, recordOf, stringOf, type JsonRecord } from '../image/untrusted-json.ts';
import { parseShell } from '../shell/parse-shell.ts';
import { resolvePath } from '../text/resolve-path.ts';
import { readBuildCommand } from './build-command-line.ts';
import { buildLimit, isRemoteContext, readPair, type DeclaredBuild, type Surroundings } from './declared-build.ts';
import { readYaml } from './read-yaml.ts';

const stepLimit = 500;
const scriptLimit = 20_000;

/** Every build in the file, in its order. The folder is the repository's. */
export function readCiFile(text: string, { folder }: Surroundings): readonly DeclaredBuild[] {
  // Why: most workflows build no image, and YAML is slow to read.
  if (!/\bbuild(?:x|-push-action|ah)?\b/.test(text)) return [];
  const top = recordOf(readYaml(text));
  const jobs = Object.entries(recordOf(top['jobs'] ?? top)).slice(0, stepLimit);
  const builds: DeclaredBuild[] = [];
  for (const [name, value] of jobs) {
    const job = recordOf(value);
    const called = `job ${name}`;
    for (const step of listOf(job['steps'], stepLimit)) builds.push(...readStep(recordOf(step), folder, called));
    for (const script of ['before_script', 'script']) builds.push(...readScript(linesOf(job[script]), folder, called));
  }
  return builds.slice(0, buildLimit);
}

/** A step of GitHub Actions (`uses`, `with`, `run`) or of CircleCI (`run`, text or `command`). */
function readStep(step: JsonRecord, folder: string, name: string): readonly DeclaredBuild[] {
  const uses = stringOf(step['uses'], 200) ?? '';
  if (/(?:^|\/)build-push-action@/.test(uses)) {
    const build = readAction(recordOf(step['with']), folder, name);
    return build === null ? [] : [build];
  }
  const run = step['run'];
  const script = stringOf(run, scriptLimit) ?? stringOf(recordOf(run)['command'], scriptLimit) ?? '';
  const where = known(step['working-directory'] ?? recordOf(run)['working_directory'], '.');
  return where === null ? [] : readScript(script, resolvePath(folder, where), name);
}

function readAction(inputs: JsonRecord, folder: string, name: string): DeclaredBuild | null {
  const place = known(inputs['context'], '.');
  const file = known(inputs['file'], '');
  if (place === null || file === null || isRemoteContext(place)) return null;
  const context = resolvePath(folder, place);
  const target = known(inputs['target'], '');
  const buildArgs: Record<string, string> = {};
  for (const line of linesOf(inputs['build-args']).split('\n')) {
    const pair = line.includes('${{') ? null : readPair(line.trim());
    if (pair) buildArgs[pair[0]] = pair[1];
  }
  const platforms = (known(linesOf(inputs['platforms']), '') ?? '').split(/[\s,]+/);
  return {
    dockerfile: file === '' ? resolvePath(context, 'Dockerfile') : resolvePath(folder, file),
    context,
    target: target === '' ? null : target,
    buildArgs,
    platforms: platforms.filter((platform) => /^[\w./-]+$/.test(platform)),
    name,
  };
}

/** Text with the repository's own folder put in; `otherwise` where there is none, null where a run decides. */
function known(value: unknown, otherwise: string): string | null {
  if (value === undefined || value === null) return otherwise;
  const text = stringOf(value)?.replaceAll(/\$\{\{\s?github\.workspace\s?\}\}/g, '.');
  return text === undefined || text.includes('${{') ? null : text.replaceAll('{{defaultContext}}', '.');
}

function linesOf(value: unknown): string {
  const lines = Array.isArray(value) ? listOf(value, stepLimit) : [value];
  const texts = lines.flatMap((line) => (Array.isArray(line) ? listOf(line, stepLimit) : [line]));
  return texts.flatMap((line) => stringOf(line, scriptLimit) ?? []).join('\n');
}

function readScript(script: string, folder: string, name: string): readonly DeclaredBuild[] {
  if (!/\b(?:build|bud)\b/.test(script)) return [];
  // Why: to a shell an expression of the workflow is a bad substitution; a variable of a run says the same.
  const text = script
    .replaceAll(/\$\{\{\s?github\.workspace\s?\}\}/g, '.')
    .replaceAll(/\$\{\{[^{}]{0,500}\}\}/g, '$expression');
  const { commands } = parseShell({ text, span: { from: 0, to: text.length } });
  let place: string | null = folder;
  return commands.flatMap((command) => {
    const [first, moved] = command.words;
    if (first?.value === 'cd') {
      const { value = null } = moved ?? {};
      place = place === null || value === null ? null : resolvePath(place, value);
    }
    return (place === null ? null : readBuildCommand(command, place, name)) ?? [];
  });
}
