// `plimsoll size`: what base images weigh, and what leaner ones weigh instead, from the embedded catalogue.
import { baseImageSizes, type BaseImageSizes } from '../features/base-image-sizes.ts';
import { parseReference } from '../image/reference.ts';
import { formatSizes, sizesJson } from '../report/size-text.ts';
import { exitCodes, usageError, type Command } from './command.ts';
import { formatOption, parseOptions, textOption } from './parse-options.ts';

const usage = `usage: plimsoll size REFERENCE… [--platform OS/ARCH] [--format text|json]
  --platform  platform whose figures are shown (default linux/amd64)
  --format    text for people (default) or json`;

export const size: Command = {
  usage,
  run: (args, io) => {
    const options = parseOptions(args, { platform: { type: 'string' }, format: { type: 'string' } });
    if ('error' in options) return Promise.resolve(usageError(io, options.error, usage));
    const format = formatOption(options);
    if (format === null) return Promise.resolve(usageError(io, '--format is text or json', usage));
    if (options.positionals.length === 0) return Promise.resolve(usageError(io, 'name at least one image', usage));
    const platform = textOption(options, 'platform') ?? 'linux/amd64';
    const entries = options.positionals.map((text): BaseImageSizes | { reference: string; error: string } => {
      const reference = parseReference(text);
      if (reference === null)
        return { reference: text, error: 'not an image reference; write it as [registry/]repository[:tag][@digest]' };
      return baseImageSizes(reference, platform);
    });
    const failed = entries.some((entry) => 'error' in entry);
    if (format === 'json') io.stdout(`${JSON.stringify(sizesJson(entries), null, 2)}\n`);
    else
      for (const entry of entries) {
        if ('error' in entry) io.stderr(`plimsoll: ${entry.reference}: ${entry.error}\n`);
        else io.stdout(formatSizes(entry));
      }
    return Promise.resolve(failed ? exitCodes.failed : exitCodes.clean);
  },
};
