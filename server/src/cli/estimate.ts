// `plimsoll estimate`: what each shipping line of a Dockerfile would weigh, from the text and the files alone. Nothing is
// built; every figure is an estimate and says so.
import { estimateImage, type InstructionEstimate } from '../features/estimate-image.ts';
import { baseImageSizes } from '../features/base-image-sizes.ts';
import { estimateText, estimateJson, type EstimatedFile } from '../report/estimate-text.ts';
import { exitCodes, usageError, type Command } from './command.ts';
import { eachDockerfile } from './each-dockerfile.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';
import { formatOption, parseOptions } from './parse-options.ts';

const usage = `usage: plimsoll estimate PATH… [--format text|json]
  --format  text for people (default) or json`;

export const estimate: Command = {
  usage,
  run: async (args, io) => {
    const options = parseOptions(args, { format: { type: 'string' } });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formatOption(options);
    if (format === null) return usageError(io, '--format is text or json', usage);
    if (options.positionals.length === 0) return usageError(io, 'name at least one Dockerfile', usage);
    const files = await eachDockerfile(io, options.positionals, describe, (failure): EstimatedFile => failure);
    io.stdout(format === 'json' ? `${JSON.stringify(estimateJson(files), null, 2)}\n` : estimateText(files));
    return files.some((file) => 'error' in file) ? exitCodes.failed : exitCodes.clean;
  },
};

function describe({ path, snapshot }: LoadedDockerfile): EstimatedFile {
  const { dockerfile, target } = snapshot;
  const reference = target.baseReference;
  const lines = estimateImage(snapshot).map(({ instruction, estimate: value }: InstructionEstimate) => {
    const { range, syntax } = dockerfile.instructions[instruction] ?? { range: { start: 0, end: 0 }, syntax: null };
    return { range, text: syntax?.text ?? '', estimate: value };
  });
  return {
    path,
    lines: dockerfile.lines,
    base: reference === null ? null : baseImageSizes(reference, 'linux/amd64').image,
    instructions: lines,
  };
}
