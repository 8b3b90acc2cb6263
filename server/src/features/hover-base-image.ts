// What a person sees on FROM: how heavy the base is, by whose figures and of when, and which leaner images could stand
// in for it, with what each saves and what it changes. Figures come from the catalogue or a measurement, never from here.
import type { Instruction } from '../dockerfile/dockerfile.ts';
import type { Snapshot, StageFacts } from '../facts/snapshot.ts';
import { formatReference, type Reference } from '../image/reference.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { toRange, type Range } from '../text/range.ts';
import { baseImageSizes, type ImageSizes, type KnownFigures, type TwinSizes } from './base-image-sizes.ts';

export interface MarkdownHover {
  readonly range: Range;
  readonly markdown: string;
}

/** What is known beside the catalogue, and what to say of a registry that is being asked or did not answer. */
export interface HoverFigures extends KnownFigures {
  readonly remark?: string;
}

const defaultPlatform = 'linux/amd64';

/** The stage whose FROM holds the offset; undefined elsewhere. */
export function baseAt(snapshot: Snapshot, offset: number): StageFacts | undefined {
  return snapshot.stages.find(({ stage: { from } }) => {
    if (from === null) return false;
    const { start, end } = hoverRange(from);
    return start <= offset && offset <= end;
  });
}

function hoverRange(from: Instruction): Range {
  const image = from.syntax.from?.image;
  const keyword = toRange(from.range.start, from.syntax.keywordSpan);
  return image === undefined || image === null
    ? keyword
    : { start: keyword.start, end: from.range.start + image.span.to };
}

/** The hover of the FROM at `offset`; null elsewhere. What is known wins over the catalogue. */
export function hoverBaseImage(snapshot: Snapshot, offset: number, known: HoverFigures = {}): MarkdownHover | null {
  const facts = baseAt(snapshot, offset);
  const from = facts?.stage.from;
  if (facts === undefined || from === undefined || from === null) return null;
  return { range: hoverRange(from), markdown: describeBase(snapshot, facts, from, known) };
}

function describeBase(snapshot: Snapshot, facts: StageFacts, from: Instruction, known: HoverFigures): string {
  const { base } = facts.stage;
  switch (base.kind) {
    case 'none':
      return '';
    case 'scratch':
      return '**scratch** is empty: 0 bytes, no shell, no libraries.';
    case 'unknown':
      return base.missing.length === 0
        ? `The base ${code(base.text)} is not known before the build.`
        : `The base is decided by ${base.missing.map((name) => code(name)).join(', ')}, which ${base.missing.length === 1 ? 'has' : 'have'} no default here.`;
    case 'stage': {
      const parent = snapshot.stages[base.stage];
      const name = parent?.stage.name ?? String(base.stage);
      const origin =
        facts.baseReference === null ? '' : `, which begins from ${code(formatReference(facts.baseReference))}`;
      return `Begins from stage ${code(name)}${origin}.`;
    }
    case 'image': {
      if (facts.baseReference === null) return `${code(base.text)} is not a valid image reference.`;
      return describeImage(facts.baseReference, platformOf(from), known);
    }
  }
}

/** `--platform` where it is written out; the commonest platform otherwise. */
export function platformOf(from: Instruction): string {
  const flag = from.syntax.flags.find(({ name }) => name === 'platform')?.value;
  return flag !== undefined && flag !== null && /^[a-z0-9]+\/[a-z0-9]+(?:\/v\d+)?$/.test(flag) ? flag : defaultPlatform;
}

function describeImage(reference: Reference, platform: string, known: HoverFigures): string {
  const { image, twins } = baseImageSizes(reference, platform, known);
  // Why: without a tag a digest says nothing of which figures of the catalogue are meant.
  const told = known.registry?.(image.reference) ?? null;
  const nameless = reference.tag === null && reference.digest !== null && told === null;
  const sizes: ImageSizes = nameless
    ? {
        ...image,
        downloadBytes: null,
        layers: null,
        source: null,
        fileBytes: image.measuredBy === null ? null : image.fileBytes,
      }
    : image;
  return [
    `**${escapeText(formatReference({ ...reference, digest: null }))}** · ${escapeText(platform)}`,
    sizeLine(sizes),
    ...(reference.digest !== null && !nameless && told === null
      ? ['The digest pins one build of this image; the figures are those of its tag.']
      : []),
    ...(twins.length === 0 || nameless ? [] : [twinTable(sizes, twins)]),
    // Why last: a hover shows its first lines, and what they say comes before who says it.
    ...(sizes.source === null ? [] : [`*${escapeText(sourceLine(sizes, sizes.source))}*`]),
    ...(known.remark === undefined ? [] : [`*${escapeText(known.remark)}*`]),
  ].join('\n\n');
}

function figure(bytes: number, approximate: boolean): string {
  return `${approximate ? '≈ ' : ''}${formatBytes(bytes)}`;
}

function sizeLine({ downloadBytes, fileBytes, layers, approximate, measuredBy }: ImageSizes): string {
  const download =
    downloadBytes === null ? 'download size unknown' : `**${figure(downloadBytes, approximate)}** download`;
  const unpacked =
    fileBytes === null
      ? 'unpacked size unknown'
      : measuredBy === null
        ? `**${figure(fileBytes, approximate)}** unpacked`
        : `**${formatBytes(fileBytes)}** unpacked, measured by ${escapeText(measuredBy)}`;
  return [download, unpacked, ...(layers === null ? [] : [`${layers} ${layers === 1 ? 'layer' : 'layers'}`])].join(
    ' · ',
  );
}

function sourceLine({ approximate, neighbour, observed }: ImageSizes, source: string): string {
  const of = neighbour === null ? '' : `figures of ${neighbour}, `;
  const when = approximate ? (observed ?? '').slice(0, 4) : observed;
  return `${approximate ? 'Approximate: ' : ''}${of}${when ?? 'no date'}; ${source}`;
}

function twinTable(own: ImageSizes, twins: readonly TwinSizes[]): string {
  const rows = twins.map((twin) => {
    const size = twin.downloadBytes === null ? 'unknown' : figure(twin.downloadBytes, twin.approximate);
    return `| ${code(twin.reference)} | ${size} | ${savingCell(own, twin)} | ${escapeText(twin.caveats.join('; '))} |`;
  });
  return ['| leaner image | download | saves | what changes |', '|:--|--:|--:|:--|', ...rows].join('\n');
}

function savingCell(own: ImageSizes, twin: TwinSizes): string {
  if (own.downloadBytes === null || twin.downloadBytes === null) return 'unknown';
  if (twin.savedDownloadBytes === null) return 'nothing';
  const share = Math.round((twin.savedDownloadBytes / own.downloadBytes) * 100);
  // Why non-breaking: a narrow column must not part a figure from its unit.
  return `${figure(twin.savedDownloadBytes, own.approximate || twin.approximate)} (${share} %)`.replaceAll(
    ' ',
    '\u00a0',
  );
}

/** Inline code that no text can break out of. */
function code(text: string): string {
  const clean = text.replace(/[\r\n|]+/g, ' ');
  return clean.includes('`') ? `\`\` ${clean} \`\`` : `\`${clean}\``;
}

function escapeText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}
