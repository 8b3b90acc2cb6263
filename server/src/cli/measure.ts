// `plimsoll measure`: what the layers of an image weigh, from an engine, an archive or an OCI layout folder.
import path from 'node:path';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { isUnavailable } from '../host/host.ts';
import { isFailure } from '../image/build-outcome.ts';
import { measure as measureImage } from '../operations/measure.ts';
import type { BuiltText } from '../operations/attribute-layers.ts';
import { findTarget } from '../operations/stage-chain.ts';
import { formatFailure } from '../report/build-text.ts';
import { failureJson, measureJson } from '../report/measure-json.ts';
import { formatMeasured } from '../report/measure-text.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { formatOption, parseOptions, switchOption, textOption } from './parse-options.ts';

const usage = `usage: plimsoll measure IMAGE|archive:FILE|oci:DIR [--dockerfile FILE [--target STAGE]] [--platform OS/ARCH] [--engine PROGRAM] [--files] [--packages] [--format text|json]
  --dockerfile  the text it was built from: bytes are then shown per line
  --target      stage of that text (default the last)
  --platform    which platform of several
  --engine      program of the engine (default docker, then podman)
  --files       more of the biggest files and folders, and files that are there several times
  --packages    more of the packages, whose the files are, and what no package owns
  --format      text for people (default) or json`;

/** Bytes of a file above which it is no Dockerfile. */
const byteLimit = 5_000_000;

export const measure: Command = {
  usage,
  async run(args, io) {
    const options = parseOptions(args, {
      dockerfile: { type: 'string' },
      target: { type: 'string' },
      platform: { type: 'string' },
      engine: { type: 'string' },
      files: { type: 'boolean' },
      packages: { type: 'boolean' },
      format: { type: 'string' },
    });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formatOption(options);
    if (format === null) return usageError(io, '--format is text or json', usage);
    const [image, ...rest] = options.positionals;
    if (image === undefined || rest.length > 0) return usageError(io, 'name one image', usage);
    const file = textOption(options, 'dockerfile');
    const built = file === null ? null : await readBuilt(io, file, textOption(options, 'target'));
    if (built !== null && 'error' in built) return usageError(io, built.error, usage);
    const request = {
      image: absolute(io, image),
      engine: textOption(options, 'engine'),
      platform: textOption(options, 'platform'),
      built,
    };
    const wanted = { files: switchOption(options, 'files'), packages: switchOption(options, 'packages') };
    const result = await measureImage(io.host, request, () => undefined, io.signal);
    if (isFailure(result)) {
      if (format === 'json') io.stdout(`${JSON.stringify(failureJson(result), null, 2)}\n`);
      io.stderr(formatFailure(result));
      return exitCodes.failed;
    }
    if (format === 'json') io.stdout(`${JSON.stringify(measureJson({ ...result, name: image }), null, 2)}\n`);
    else io.stdout(formatMeasured({ ...result, name: image }, io.columns, wanted));
    return exitCodes.clean;
  },
};

function absolute(io: CommandIo, image: string): string {
  const medium = /^(archive|oci):(.+)$/s.exec(image);
  return medium ? `${medium[1] ?? ''}:${path.resolve(io.folder, medium[2] ?? '')}` : image;
}

async function readBuilt(io: CommandIo, file: string, target: string | null): Promise<BuiltText | { error: string }> {
  const bytes = await io.host.readFile(path.resolve(io.folder, file), byteLimit);
  if (isUnavailable(bytes)) return { error: `${file}: ${bytes.why}` };
  const dockerfile = parseDockerfile(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const stage = findTarget(dockerfile, target);
  return stage ? { dockerfile, target: stage } : { error: `${file} has no stage named ${target ?? ''}` };
}
