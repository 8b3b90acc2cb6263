// `plimsoll cache`: what measuring keeps on this machine, and its clearing. It touches nothing outside our own cache folder.
import { isUnavailable } from '../host/host.ts';
import { clearKeptFiles, listKeptFiles } from '../operations/kept-files.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { exitCodes, usageError, type Command } from './command.ts';
import { formatOption, parseOptions, switchOption } from './parse-options.ts';

const usage = `usage: plimsoll cache [--clear] [--format text|json]
  --clear   delete what can be had again by building; records of past builds stay
  --format  text for people (default) or json`;

const meanings = {
  records: 'figures of past builds',
  layers: 'contents of layers that were read',
  trees: 'file trees of measured images',
  images: 'exports that the engine completes',
  evidence: 'what built images show of their lines',
  verifications: 'ladders of verified rewrites',
} as const;

export const cache: Command = {
  usage,
  async run(args, io) {
    const options = parseOptions(args, { clear: { type: 'boolean' }, format: { type: 'string' } });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formatOption(options);
    if (format === null) return usageError(io, '--format is text or json', usage);
    if (options.positionals.length > 0) return usageError(io, 'it takes no paths', usage);
    if (switchOption(options, 'clear')) {
      const failed = await clearKeptFiles(io.host);
      if (isUnavailable(failed)) {
        io.stderr(`plimsoll: ${failed.what} cannot be deleted: ${failed.why}\n`);
        return exitCodes.failed;
      }
    }
    const kept = await listKeptFiles(io.host);
    if (format === 'json') {
      io.stdout(`${JSON.stringify({ version: 1, folder: io.host.cacheFolder, kept }, null, 2)}\n`);
      return exitCodes.clean;
    }
    const rows = kept.map(({ what, files, diskBytes }) =>
      [what.padEnd(13), formatBytes(diskBytes).padStart(8), `${String(files).padStart(6)} files`, meanings[what]].join(
        '  ',
      ),
    );
    io.stdout(`${io.host.cacheFolder}\n${rows.join('\n')}\n`);
    return exitCodes.clean;
  },
};
