// `plimsoll check`: findings of Dockerfiles, as text or JSON. It changes nothing and builds nothing.
import { fixesFor } from '../features/code-actions.ts';
import { syntaxDiagnostics } from '../features/diagnostics.ts';
import { checkJson, jsonFile, type JsonFile } from '../report/check-json.ts';
import { checkSarif } from '../report/check-sarif.ts';
import { checkText } from '../report/check-text.ts';
import { rules } from '../rules/index.generated.ts';
import { severities, type Finding, type Fix, type Rule, type Severity } from '../rules/rule.ts';
import { runAllRules, runIgnoreFileRules } from '../rules/run-rules.ts';
import { indexLines } from '../text/line-index.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { eachDockerfile } from './each-dockerfile.ts';
import { mergeFiles, shownIgnoreFile } from './ignore-file-findings.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { parseOptions, textOption } from './parse-options.ts';

const usage = `usage: plimsoll check [PATH…] [--fail-on SEVERITY] [--rules all|ID,…] [--format text|json|sarif]
  PATH       Dockerfiles, or folders to look through (default: this folder; - reads standard input)
  --fail-on  least severity that makes the exit code 1: error, warning (default), info, hint, never
  --rules    all: every rule, whatever its default; a list: only those
  --format   text for people (default), json, or sarif for code hosts`;

const formats = ['text', 'json', 'sarif'] as const;

/** Which rules run and how; or the sentence that says what is wrong with the option. */
function chooseRules(
  option: string | null,
): { readonly rules: readonly Rule[]; readonly turnedOn: readonly Rule[] } | { readonly error: string } {
  if (option === null) return { rules, turnedOn: [] };
  if (option === 'all') return { rules, turnedOn: rules.filter((rule) => rule.meta.severity === 'off') };
  const ids = option.split(',').map((id) => id.trim());
  const chosen = rules.filter((rule) => ids.includes(rule.meta.id));
  const unknown = ids.filter((id) => !rules.some((rule) => rule.meta.id === id));
  return unknown.length > 0
    ? { error: `there is no rule "${unknown.join('", "')}"; plimsoll rules lists them` }
    : { rules: chosen, turnedOn: chosen.filter((rule) => rule.meta.severity === 'off') };
}

/** The settings with rules that are off by default turned on as hints, unless the settings say something themselves. */
function turnOn(settings: Settings, turnedOn: readonly Rule[]): Settings {
  const on = Object.fromEntries(turnedOn.map((rule) => [rule.meta.id, 'info' as const]));
  return { ...settings, rules: { ...on, ...settings.rules } };
}

function syntaxFindings({ snapshot }: LoadedDockerfile): readonly Finding[] {
  return syntaxDiagnostics(snapshot).map(({ code, severity, message, range }) => ({
    rule: code,
    aliases: [],
    severity,
    message,
    range,
    saving: null,
    proof: {},
    instruction: null,
    curedBySplit: false,
  }));
}

export const check: Command = {
  usage,
  run: async (args, io) => {
    const options = parseOptions(args, {
      'fail-on': { type: 'string' },
      rules: { type: 'string' },
      format: { type: 'string' },
    });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = textOption(options, 'format') ?? 'text';
    if (!formats.some((each) => each === format)) return usageError(io, `--format is ${formats.join(', ')}`, usage);
    const failOn = textOption(options, 'fail-on') ?? 'warning';
    if (failOn !== 'never' && !severities.some((severity) => severity === failOn))
      return usageError(io, `--fail-on is one of ${severities.join(', ')}, never`, usage);
    const chosen = chooseRules(textOption(options, 'rules'));
    if ('error' in chosen) return usageError(io, chosen.error, usage);
    const paths = options.positionals.length === 0 ? ['.'] : options.positionals;
    const checked = await eachDockerfile(
      io,
      paths,
      (loaded) => checkOne(io, loaded, chosen),
      ({ path, error }): readonly JsonFile[] => [{ path, error, findings: [] }],
    );
    const files = [
      ...checked.flatMap((each) => each.slice(0, 1)),
      ...mergeFiles(checked.flatMap((each) => each.slice(1))),
    ];
    if (format === 'text') io.stdout(checkText(files, io));
    else {
      const document =
        format === 'json'
          ? checkJson(files)
          : checkSarif(
              files,
              rules.map(({ meta }) => meta),
            );
      io.stdout(`${JSON.stringify(document, null, 2)}\n`);
    }
    return exitCode(files, failOn);
  },
};

function checkOne(
  io: CommandIo,
  loaded: LoadedDockerfile,
  { rules: chosen, turnedOn }: { readonly rules: readonly Rule[]; readonly turnedOn: readonly Rule[] },
): readonly JsonFile[] {
  const { snapshot } = loaded;
  const bug = (message: string, error: unknown): void =>
    io.stderr(`plimsoll: ${message}${error instanceof Error ? `: ${error.message}` : ''}\n`);
  const settings = turnOn(loaded.settings, turnedOn);
  const withFixes = (finding: Finding): { readonly finding: Finding; readonly fixes: readonly Fix[] } => ({
    finding,
    fixes: fixesFor(snapshot, finding, { rules: chosen, bug }),
  });
  const found = runAllRules(snapshot, settings, { rules: chosen, bug });
  const all = [...syntaxFindings(loaded), ...found].sort((a, b) => a.range.start - b.range.start);
  const own = jsonFile(loaded.path, snapshot.dockerfile.lines, all.map(withFixes));
  const inIgnoreFile = runIgnoreFileRules(snapshot, settings, { rules: chosen, bug });
  const ignoreFile = shownIgnoreFile(io, loaded);
  if (ignoreFile === null || inIgnoreFile.length === 0) return [own];
  const lines = indexLines(snapshot.context?.ignoreFile?.text ?? '');
  return [own, jsonFile(ignoreFile, lines, inIgnoreFile.map(withFixes))];
}

function exitCode(files: readonly JsonFile[], failOn: string): number {
  const limit = severities.indexOf(failOn as Severity);
  const over = files.some((file) => file.findings.some((finding) => severities.indexOf(finding.severity) <= limit));
  if (over) return exitCodes.findings;
  return files.length > 0 && files.every((file) => 'error' in file) ? exitCodes.failed : exitCodes.clean;
}
