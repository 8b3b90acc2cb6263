// `plimsoll size`: what base images weigh, and what leaner ones weigh instead, from the embedded catalogue or, on request,
// from their registries.
import { baseImageSizes, type BaseImageSizes } from '../features/base-image-sizes.ts';
import { isUnavailable } from '../host/host.ts';
import { formatReference, parseReference } from '../image/reference.ts';
import { leanerTwins } from '../knowledge/leaner-twins.ts';
import { openRegistryFigures, type RegistryFigure, type RegistryFigures } from '../operations/registry-figures.ts';
import { formatSizes, sizesJson } from '../report/size-text.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { formatOption, parseOptions, switchOption, textOption } from './parse-options.ts';

const usage = `usage: plimsoll size REFERENCE… [--registry] [--platform OS/ARCH] [--format text|json]
  --registry  asks the images' own registries, with your Docker login; answers are remembered for a day
  --platform  platform whose figures are shown (default linux/amd64)
  --format    text for people (default) or json`;

export const size: Command = {
  usage,
  run: async (args, io) => {
    const options = parseOptions(args, {
      registry: { type: 'boolean' },
      platform: { type: 'string' },
      format: { type: 'string' },
    });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formatOption(options);
    if (format === null) return usageError(io, '--format is text or json', usage);
    if (options.positionals.length === 0) return usageError(io, 'name at least one image', usage);
    const platform = textOption(options, 'platform') ?? 'linux/amd64';
    const figures = switchOption(options, 'registry') ? openRegistryFigures(io.host) : null;
    const entries: Entry[] = [];
    for (const text of options.positionals) entries.push(await sizesOf(io, text, platform, figures));
    const failed = entries.some((entry) => 'error' in entry);
    if (format === 'json') io.stdout(`${JSON.stringify(sizesJson(entries), null, 2)}\n`);
    else
      for (const entry of entries) {
        if ('error' in entry) io.stderr(`plimsoll: ${entry.reference}: ${entry.error}\n`);
        else io.stdout(formatSizes(entry));
      }
    return failed ? exitCodes.failed : exitCodes.clean;
  },
};

type Entry = BaseImageSizes | { readonly reference: string; readonly error: string };

async function sizesOf(io: CommandIo, text: string, platform: string, figures: RegistryFigures | null): Promise<Entry> {
  const reference = parseReference(text);
  if (reference === null)
    return { reference: text, error: 'not an image reference; write it as [registry/]repository[:tag][@digest]' };
  if (figures === null) return baseImageSizes(reference, platform);
  const told = new Map<string, RegistryFigure>();
  const own = await figures.ask(reference, platform, io.signal);
  if (isUnavailable(own)) return { reference: text, error: `${own.what}: ${own.why}` };
  told.set(formatReference(reference), own);
  for (const twin of leanerTwins(reference)) {
    const figure = await figures.ask({ ...twin, text: '', digest: null }, platform, io.signal);
    // Why nothing is said: a twin that the registry does not have keeps the catalogue's figures.
    if (!isUnavailable(figure)) told.set(formatReference({ ...twin, digest: null }), figure);
  }
  return baseImageSizes(reference, platform, { registry: (name) => told.get(name) ?? null });
}
