// `plimsoll split`: plans the multi-stage rewrite and shows or writes it, or says why not. It builds nothing.
import { rewriteSnapshot, type Rewrite } from '../features/rewrite.ts';
import { isUnavailable } from '../host/host.ts';
import { unifiedDiff } from '../report/line-diff.ts';
import { planText } from '../report/plan-text.ts';
import { jsonSplitFile, splitJson, type JsonSplitFile } from '../report/split-json.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { eachDockerfile } from './each-dockerfile.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { formatOption, parseOptions, switchOption } from './parse-options.ts';

const usage = `usage: plimsoll split PATH… [--diff|--write] [--format text|json]
  --diff    print the change alone, as a patch
  --write   make it
  --format  text for people (default: the reasons, then the change) or json
Exit codes: 0 planned, 1 refused, 2 could not run`;

type Shown = 'reasons-and-diff' | 'diff' | 'write' | 'json';

export const split: Command = {
  usage,
  run: async (args, io) => {
    const options = parseOptions(args, {
      diff: { type: 'boolean' },
      write: { type: 'boolean' },
      format: { type: 'string' },
    });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formatOption(options);
    if (format === null) return usageError(io, '--format is text or json', usage);
    if (options.positionals.length === 0) return usageError(io, 'name at least one Dockerfile', usage);
    const write = switchOption(options, 'write');
    const diff = switchOption(options, 'diff');
    if (write && diff) return usageError(io, '--diff or --write, not both', usage);
    const shown: Shown = format === 'json' ? 'json' : write ? 'write' : diff ? 'diff' : 'reasons-and-diff';
    const files = await eachDockerfile(
      io,
      options.positionals,
      async (loaded): Promise<JsonSplitFile> => {
        const rewrite = rewriteSnapshot(loaded.snapshot);
        report(io, loaded, rewrite, shown);
        const error = write && 'plan' in rewrite ? await writePlanned(io, loaded, rewrite.text) : null;
        return error === null
          ? jsonSplitFile(loaded.path, loaded.snapshot.dockerfile, rewrite)
          : { path: loaded.path, error, refusals: [] };
      },
      ({ path, error }): JsonSplitFile => ({ path, error, refusals: [] }),
    );
    if (format === 'json') io.stdout(`${JSON.stringify(splitJson(files), null, 2)}\n`);
    for (const file of files)
      if ('error' in file && format === 'text') io.stderr(`plimsoll: ${file.path}: ${file.error}\n`);
    if (files.length === 0) return usageError(io, 'there is no Dockerfile', usage);
    if (files.some((file) => 'error' in file)) return exitCodes.failed;
    return files.some((file) => file.refusals.length > 0) ? exitCodes.findings : exitCodes.clean;
  },
};

function report(io: CommandIo, { path, text, snapshot }: LoadedDockerfile, rewrite: Rewrite, shown: Shown): void {
  if (shown === 'json') return;
  const refused = 'refusals' in rewrite;
  if (refused || shown !== 'diff') {
    const reasons = planText(path, snapshot.dockerfile, rewrite);
    if (refused && shown === 'diff') io.stderr(reasons);
    else io.stdout(reasons);
  }
  if (!refused && shown !== 'write')
    io.stdout(`${shown === 'diff' ? '' : '\n'}${unifiedDiff(path, text, rewrite.text)}`);
}

/** Writes the rewritten text in place of the original; what went wrong, or null. */
async function writePlanned(io: CommandIo, { file }: LoadedDockerfile, text: string): Promise<string | null> {
  if (file === null) {
    io.stdout(text);
    return null;
  }
  const done = await io.host.writeFile(file, text);
  return isUnavailable(done) ? `${done.what}: ${done.why}` : null;
}
