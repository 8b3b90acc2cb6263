// `plimsoll measure`: what the layers of an image weigh, from an engine, an archive, an OCI layout folder or a registry; what
// is in the bytes, how it compares with another image, and whether it keeps its budgets.
import type { AnnouncedImage } from '../image/announced-image.ts';
import { isFailure, type Failure } from '../image/build-outcome.ts';
import { judgeBudgets, type Budgets } from '../operations/judge-budgets.ts';
import { measureAndCompare } from '../operations/measure-and-compare.ts';
import { readAnnouncedImage } from '../operations/read-announced-image.ts';
import { announcedJson, announcedReport, formatAnnounced } from '../report/announced-report.ts';
import { formatFailure } from '../report/build-text.ts';
import { failureJson, measureJson } from '../report/measure-json.ts';
import { measureReport } from '../report/measure-report.ts';
import { formatMeasured } from '../report/measure-text.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportMarkdown } from '../report/report-markdown.ts';
import { exitCodes, usageError, type Command, type CommandIo } from './command.ts';
import { absolute, keepRequest, readBudgets, readBuilt } from './measure-options.ts';
import { parseOptions, switchOption, textOption } from './parse-options.ts';

const usage = `usage: plimsoll measure IMAGE|archive:FILE|oci:DIR|registry:REFERENCE [--files] [--packages] [--compare OTHER] [--max-size BYTES] [--max-dead BYTES] [--max-growth SHARE|BYTES] [--dive-ci FILE] [--dockerfile FILE [--target STAGE] [--keep]] [--platform OS/ARCH] [--engine PROGRAM] [--format text|json|markdown|html]
  --files       more of the biggest files and folders, and files that are there several times; without it, --packages,
                --compare and budgets the layers of registry:REFERENCE are not read, only told of
  --packages    more of the packages, whose the files are, and what no package owns
  --compare     another image, archive, folder or registry:REFERENCE: what changed since, by instruction, package and path
  --max-size    exit 1 where the files of all layers weigh more: 500MB
  --max-dead    exit 1 where more bytes were overwritten or deleted by later layers: 20MB
  --max-growth  exit 1 where it grew by more since --compare: 5%, 20MB
  --dive-ci     thresholds of dive, by dive's own score
  --dockerfile  the text it was built from: bytes are then shown per line
  --target      stage of that text (default the last)
  --keep        keep the figures and files as a build of that text does, for the editor
  --platform    which platform of several
  --engine      program of the engine (default docker, then podman)
  --format      text for people (default), json, markdown, or html: a page that needs nothing else`;

const formats = ['text', 'json', 'markdown', 'html'] as const;

export const measure: Command = {
  usage,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const options = parseOptions(args, {
      files: { type: 'boolean' },
      packages: { type: 'boolean' },
      keep: { type: 'boolean' },
      compare: text,
      'max-size': text,
      'max-dead': text,
      'max-growth': text,
      'dive-ci': text,
      dockerfile: text,
      target: text,
      platform: text,
      engine: text,
      format: text,
    });
    if ('error' in options) return usageError(io, options.error, usage);
    const format = formats.find((known) => known === (textOption(options, 'format') ?? 'text'));
    if (format === undefined) return usageError(io, `--format is one of ${formats.join(', ')}`, usage);
    const [name, ...rest] = options.positionals;
    if (name === undefined || rest.length > 0) return usageError(io, 'name one image', usage);
    const built = await readBuilt(io, options);
    if (built !== null && 'error' in built) return usageError(io, built.error, usage);
    const keep = switchOption(options, 'keep');
    if (keep && built === null) return usageError(io, '--keep needs --dockerfile', usage);
    const other = textOption(options, 'compare');
    const budgets = await readBudgets(io, options, other !== null);
    if ('error' in budgets) return usageError(io, budgets.error, usage);
    const request = {
      image: absolute(io, name),
      name,
      compare: other === null ? null : { image: absolute(io, other), name: other },
      dive: budgets.dive !== null,
      map: format === 'html',
      keep: keep ? keepRequest(io, options, built) : null,
      engine: textOption(options, 'engine'),
      platform: textOption(options, 'platform'),
      built,
    };
    const wanted = { files: switchOption(options, 'files'), packages: switchOption(options, 'packages') };
    const reference = /^registry:(.*)$/s.exec(name)?.[1];
    if (
      reference !== undefined &&
      !wanted.files &&
      !wanted.packages &&
      !keep &&
      other === null &&
      !hasBudget(budgets)
    ) {
      const asked = { reference, name, platform: request.platform, built };
      return tellAnnounced(io, await readAnnouncedImage(io.host, asked, io.signal), format);
    }
    const result = await measureAndCompare(io.host, request, () => undefined, io.signal);
    if (isFailure(result)) return tellFailure(io, result, format);
    const verdicts = judgeBudgets(result, budgets);
    const { image, comparison, map, unkept } = result;
    if (unkept !== null) io.stderr(`plimsoll: the measurement is not kept: ${unkept}\n`);
    const extras = { wanted, comparison, verdicts, map };
    const written = {
      text: () => formatMeasured(image, io.columns, extras),
      json: () =>
        `${JSON.stringify(measureJson({ image, comparison, dive: result.dive, budgets: verdicts }), null, 2)}\n`,
      markdown: () => reportMarkdown(measureReport(image, extras)),
      html: () => reportHtml(measureReport(image, { ...extras, wanted: { files: true, packages: true } })),
    };
    io.stdout(written[format]());
    return verdicts.every(({ kept }) => kept) ? exitCodes.clean : exitCodes.findings;
  },
};

function hasBudget({ maxBytes, maxDeadBytes, maxGrowth, dive }: Budgets): boolean {
  return maxBytes !== null || maxDeadBytes !== null || maxGrowth !== null || dive !== null;
}

function tellFailure(io: CommandIo, failure: Failure, format: string): number {
  if (format === 'json') io.stdout(`${JSON.stringify(failureJson(failure), null, 2)}\n`);
  io.stderr(formatFailure(failure));
  return exitCodes.failed;
}

function tellAnnounced(io: CommandIo, announced: AnnouncedImage | Failure, format: (typeof formats)[number]): number {
  if (isFailure(announced)) return tellFailure(io, announced, format);
  const told = {
    text: () => formatAnnounced(announced, io.columns),
    json: () => `${JSON.stringify(announcedJson(announced), null, 2)}\n`,
    markdown: () => reportMarkdown(announcedReport(announced)),
    html: () => reportHtml(announcedReport(announced)),
  };
  io.stdout(told[format]());
  return exitCodes.clean;
}
