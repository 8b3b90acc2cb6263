// `plimsoll fix`: applies the fixes of findings to a fixed point and shows or writes the result. It builds nothing.
import path from 'node:path';
import { fixAll, type FixAll } from '../features/fix-all.ts';
import { isUnavailable } from '../host/host.ts';
import { jsonEdit, type JsonEdit } from '../report/check-json.ts';
import { unifiedDiff } from '../report/line-diff.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { eachDockerfile } from './each-dockerfile.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { formatOption, parseOptions, switchOption } from './parse-options.ts';

const usage = `usage: plimsoll fix PATH… [--unsafe] [--diff|--write] [--format text|json]
  --unsafe  fixes that may change what the image does too
  --diff    print the change (default)
  --write   make it
  --format  text for people (default) or json`;

type FixedFile =
  | {
      readonly path: string;
      readonly text: string;
      readonly edits: readonly JsonEdit[];
      readonly applied: FixAll['applied'];
      readonly files: FixAll['files'];
      readonly refusals: readonly [];
    }
  | { readonly path: string; readonly error: string };

export const fix: Command = {
  usage,
  run: async (args, io) => {
    const switches = { unsafe: { type: 'boolean' }, diff: { type: 'boolean' }, write: { type: 'boolean' } } as const;
    const options = parseOptions(args, { ...switches, format: { type: 'string' } });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formatOption(options);
    if (format === null) return usageError(io, '--format is text or json', usage);
    if (options.positionals.length === 0) return usageError(io, 'name at least one Dockerfile', usage);
    const reach = switchOption(options, 'unsafe') ? 'unsafe' : 'safe';
    const write = switchOption(options, 'write');
    if (write && switchOption(options, 'diff')) return usageError(io, '--diff or --write, not both', usage);
    const files = await eachDockerfile(
      io,
      options.positionals,
      async (loaded): Promise<FixedFile> => {
        const bug = (message: string): void => io.stderr(`plimsoll: ${message}\n`);
        const fixed = fixAll(loaded.snapshot, loaded.settings, loaded.rebuild, { reach, bug });
        if (format === 'text') io.stdout(describe(loaded, fixed, write));
        const error = write ? await writeFixed(io, loaded, fixed) : null;
        if (error !== null) return { path: loaded.path, error };
        const { lines } = loaded.snapshot.dockerfile;
        const edits = fixed.edits.map((edit) => jsonEdit(lines, edit));
        return { path: loaded.path, text: fixed.text, edits, applied: fixed.applied, files: fixed.files, refusals: [] };
      },
      (failure): FixedFile => failure,
    );
    if (format === 'json') io.stdout(`${JSON.stringify({ version: 1, files }, null, 2)}\n`);
    for (const file of files)
      if ('error' in file && format === 'text') io.stderr(`plimsoll: ${file.path}: ${file.error}\n`);
    return files.some((file) => 'error' in file) ? exitCodes.failed : exitCodes.clean;
  },
};

function describe(loaded: LoadedDockerfile, fixed: FixAll, write: boolean): string {
  if (fixed.applied.length === 0) return `${loaded.path}: nothing to fix\n`;
  const names = fixed.applied.map(({ rule, fix: id }) => `${rule} (${id})`).join(', ');
  if (write) return `${loaded.path}: ${fixed.applied.length} fixed: ${names}\n`;
  return [
    unifiedDiff(loaded.path, loaded.text, fixed.text),
    ...fixed.files.map((file) => unifiedDiff(file.path, textBefore(loaded, file.path), file.text)),
  ].join('');
}

/** The text that a file beside the Dockerfile has now, as far as it was read. */
function textBefore({ snapshot: { context } }: LoadedDockerfile, name: string): string {
  if (context?.ignoreFile?.path === name) return context.ignoreFile.text;
  const file = context?.files.get(name);
  return file !== undefined && 'text' in file ? file.text : '';
}

/** Writes the Dockerfile and the files beside it; what went wrong, or null. */
async function writeFixed(io: CommandIo, loaded: LoadedDockerfile, fixed: FixAll): Promise<string | null> {
  if (loaded.file === null) {
    io.stdout(fixed.text);
    return null;
  }
  const writes = [
    ...(fixed.text === loaded.text ? [] : [{ file: loaded.file, text: fixed.text }]),
    ...fixed.files.map((file) => ({ file: path.resolve(loaded.contextFolder, file.path), text: file.text })),
  ];
  for (const { file, text } of writes) {
    const done = await io.host.writeFile(file, text);
    if (isUnavailable(done)) return `${done.what}: ${done.why}`;
  }
  return null;
}
