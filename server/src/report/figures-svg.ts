// The drawings of a report as SVG inside a page: no script, colours from the page's own style. Names from an image cannot
// become markup: they stand escaped.
import { formatBytes } from '../text/format-bytes.ts';
import { escapeHtml } from './escape-html.ts';
import type { BarSegment, IciclePart, ReportFigure } from './report.ts';

/** Units of the drawing, as wide as the page. */
const width = 1000;
const [barHeight, rowHeight] = [44, 24];
/** Below this nothing could be seen. */
const leastWidth = 1.5;
/** As many as the style has. */
const colours = 8;
/** Of one letter, wide enough for most. */
const letterWidth = 7.2;

/** Rules that the drawings need in the page's style. */
export const figureStyle = `
figure { margin: 1.2rem 0 0; }
figcaption { font-weight: 600; padding-bottom: .3rem; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: CanvasText; stroke: Canvas; stroke-width: 3; stroke-opacity: .6; paint-order: stroke; pointer-events: none; }
svg rect { stroke: Canvas; stroke-width: .6; }
svg .dead { fill: url(#dead); stroke: none; }
svg pattern path { stroke: CanvasText; stroke-width: 2; opacity: .45; }
.base { fill: color-mix(in srgb, CanvasText 22%, Canvas); }
.folder { fill: color-mix(in srgb, CanvasText 9%, Canvas); }
${['#2f7ed8', '#e08a1e', '#2a9d5c', '#b64fc8', '#d64545', '#1aa3b0', '#8a7a1f', '#6f6bd6']
  .map((colour, place) => `.c${String(place)} { fill: color-mix(in srgb, ${colour} 45%, Canvas); }`)
  .join('\n')}
@media (forced-colors: active) { svg rect { stroke: CanvasText; } }
`;

/** Defined once a page. */
const hatching =
  '<defs><pattern id="dead" width="7" height="7" patternUnits="userSpaceOnUse"><path d="M0 7 7 0"/></pattern></defs>\n';

/** A drawing with its caption; `place` among those of the page. */
export function figureSvg(figure: ReportFigure, place: number): string {
  const { title } = figure;
  const { height, body, about } = figure.kind === 'bar' ? bar(figure.segments) : icicle(figure.parts, figure.deepest);
  if (body === '') return '';
  const id = `figure-${String(place)}`;
  return `<figure>
<figcaption id="${id}">${escapeHtml(title)}${body.includes('class="dead"') ? ' <small>(hatched: died later)</small>' : ''}</figcaption>
<svg viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-labelledby="${id}" aria-description="${escapeHtml(about)}">
${place === 0 ? hatching : ''}${body}
</svg>
</figure>
`;
}

interface Drawn {
  readonly height: number;
  readonly body: string;
  readonly about: string;
}

function bar(segments: readonly BarSegment[]): Drawn {
  const whole = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts: string[] = [];
  let x = 0;
  for (const { name, text, bytes, deadBytes, colour } of segments) {
    const wide = (bytes / whole) * width;
    if (wide >= leastWidth) {
      const tip = `${name}: ${formatBytes(bytes)}${deadPart(deadBytes)}${text === name ? '' : `\n${text}`}`;
      const gone = (deadBytes / whole) * width;
      const hatch =
        gone < leastWidth ? '' : rect({ x: x + wide - gone, y: 0, wide: gone, high: barHeight, of: 'dead' });
      const box = rect({ x, y: 0, wide, high: barHeight, of: classOf(colour) });
      parts.push(
        `<g><title>${escapeHtml(tip)}</title>${box}${hatch}${label(name, x, 18, wide)}${label(formatBytes(bytes), x, 35, wide)}</g>`,
      );
    }
    x += wide;
  }
  const about = `${segments.map(({ name, bytes }) => `${name} ${formatBytes(bytes)}`).join(', ')}. The first table says the same.`;
  return { height: barHeight, body: parts.join('\n'), about };
}

function icicle(parts: readonly IciclePart[], deepest: number): Drawn {
  const [root] = parts;
  const whole = root?.bytes ?? 0;
  /** Where the next part within a part begins. */
  const next: number[] = [];
  const drawn: string[] = [];
  let rows = 0;
  for (const [place, { name, bytes, deadBytes, depth, parent, colour }] of parts.entries()) {
    const x = parent < 0 ? 0 : (next[parent] ?? 0);
    const wide = (bytes / whole) * width;
    if (parent >= 0) next[parent] = x + wide;
    next[place] = x;
    if (wide < leastWidth || depth >= deepest) continue;
    rows = Math.max(rows, depth + 1);
    const y = depth * rowHeight;
    const tip = `${pathOf(parts, place)}: ${formatBytes(bytes)}${deadPart(deadBytes)}`;
    const gone = (deadBytes / whole) * width;
    const hatch = gone < leastWidth ? '' : rect({ x: x + wide - gone, y, wide: gone, high: rowHeight, of: 'dead' });
    const box = rect({ x, y, wide, high: rowHeight, of: classOf(colour) });
    drawn.push(`<g><title>${escapeHtml(tip)}</title>${box}${hatch}${label(name, x, y + 16, wide)}</g>`);
  }
  const about =
    'A row for each depth, each folder and file as wide as heavy; files have the colour of the line that wrote them, what died is hatched. The tables of folders and files say the same.';
  return { height: rows * rowHeight, body: drawn.join('\n'), about };
}

function deadPart(deadBytes: number): string {
  return deadBytes === 0 ? '' : `, of which ${formatBytes(deadBytes)} died later`;
}

function pathOf(parts: readonly IciclePart[], place: number): string {
  const names: string[] = [];
  for (let part = parts[place]; part && part.parent >= 0; part = parts[part.parent]) names.unshift(part.name);
  return `/${names.join('/')}`;
}

function classOf(colour: BarSegment['colour'] | IciclePart['colour']): string {
  return typeof colour === 'number' ? `c${String(colour % colours)}` : colour;
}

function rect({ x, y, wide, high, of }: { x: number; y: number; wide: number; high: number; of: string }): string {
  const at = `x="${x.toFixed(1)}" y="${String(y)}" width="${wide.toFixed(1)}" height="${String(high)}"`;
  return `<rect class="${of}" ${at}/>`;
}

/** As much of a name as has room; nothing where that is not worth reading. */
function label(name: string, x: number, y: number, wide: number): string {
  const room = Math.floor((wide - 8) / letterWidth);
  const text = name.length <= room ? name : room >= 4 ? `${name.slice(0, room - 1)}…` : '';
  return text === '' ? '' : `<text x="${(x + 4).toFixed(1)}" y="${String(y)}">${escapeHtml(text)}</text>`;
}
