// The diff of a plan as a table: each line with why it stands there, where it runs and what it adds to the image. Text in,
// HTML out.
import type { PlanLine, PlanNote, PlanPlace } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import type { PageFrame } from './frame.ts';
import { escapeHtml, proseHtml } from './html.ts';

const marks = { same: [' ', ''], removed: ['−', 'removed'], added: ['+', 'added'] } as const;

/** The table; `links` act on lines of the text before. */
export function diffTable(lines: readonly PlanLine[], links: PageFrame['links']): string {
  const rows = lines.map((line, place) => {
    const [sign, word] = marks[line.mark];
    const number =
      line.before === null
        ? ''
        : `<a href="${escapeHtml(links.reveal(line.before))}" title="Show line ${line.before + 1}">${line.before + 1}</a>`;
    return `<tr class="${line.mark}"><td class="number">${number}</td><td class="number">${line.after === null ? '' : line.after + 1}</td><td class="mark"><span aria-hidden="true">${sign}</span><span class="hidden">${word}</span></td><td class="code"><code>${highlight(line.text)}</code></td>${noteCells(lines, place, links)}</tr>`;
  });
  return `<table id="diff"><thead><tr><th scope="col" class="number">before</th><th scope="col" class="number">after</th><th scope="col" class="mark"><span class="hidden">change</span></th><th scope="col">Dockerfile</th><th scope="col">why</th><th scope="col">runs in</th><th scope="col" class="bytes">ships</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

/** The note's cells reach down to the next note; lines below it have none of their own. */
function noteCells(lines: readonly PlanLine[], place: number, links: PageFrame['links']): string {
  const note = lines[place]?.note ?? null;
  if (note === null && place > 0 && isSameBlock(lines, place - 1, place)) return '';
  let span = 1;
  while (place + span < lines.length && lines[place + span]?.note === null && isSameBlock(lines, place, place + span))
    span++;
  const at = lines[place]?.place ?? null;
  return `<td class="why" rowspan="${span}">${note === null ? '' : noteText(note)}</td><td class="place" rowspan="${span}">${at === null ? '' : placeText(at, links)}</td><td class="bytes" rowspan="${span}">${note === null ? '' : bytesText(note)}</td>`;
}

function isSameBlock(lines: readonly PlanLine[], from: number, to: number): boolean {
  return lines[from]?.mark === lines[to]?.mark;
}

function noteText({ reason, confidence, move, observed }: PlanNote): string {
  const sure =
    confidence === null || confidence === 'certain'
      ? ''
      : ` <span class="sure ${escapeHtml(confidence)}">${escapeHtml(confidence)}</span>`;
  const again = move === 'replay' ? ' <span class="sure">repeated</span>' : '';
  const seen = observed ? ' <span class="sure" title="Seen in the measured image">seen</span>' : '';
  return `${proseHtml(reason)}${sure}${again}${seen}`;
}

const stages = { builder: 'builder', final: 'final stage', both: 'both' } as const;

/** Where the line runs, and the ways to have it elsewhere. */
function placeText({ line, side, chosen }: PlanPlace, links: PageFrame['links']): string {
  const others = (['builder', 'final'] as const).filter((other) => other !== side);
  const moves = chosen
    ? [moveLink(line, null, 'put back', `Put line ${line + 1} back where it was planned`, links)]
    : others.map((other) =>
        moveLink(
          line,
          other,
          side === 'both' ? `${stages[other]} only` : `→ ${stages[other]}`,
          `Run line ${line + 1} in the ${stages[other]} alone`,
          links,
        ),
      );
  return `<span class="${chosen ? 'chosen' : 'stage'}">${stages[side]}${chosen ? ', by you' : ''}</span> <span class="moves">${moves.join(' ')}</span>`;
}

function moveLink(
  line: number,
  side: 'builder' | 'final' | null,
  label: string,
  title: string,
  links: PageFrame['links'],
): string {
  return `<a role="button" class="move" data-key="place ${line} ${side === null ? 'planned' : side}" href="${escapeHtml(links.place(line, side))}" aria-label="${escapeHtml(title)}" title="${escapeHtml(title)}">${escapeHtml(label)}</a>`;
}

function bytesText({ bytes }: PlanNote): string {
  if (bytes === null) return '';
  if (bytes === 0) return '<span class="muted">nothing</span>';
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

/** Comments muted, the keyword of a line marked: enough to read a Dockerfile by. */
function highlight(text: string): string {
  if (/^\s*#/.test(text)) return `<span class="comment">${escapeHtml(text)}</span>`;
  const keyword = /^\s*[A-Z]+(?=\s)/.exec(text)?.[0];
  return keyword === undefined
    ? escapeHtml(text)
    : `<span class="keyword">${escapeHtml(keyword)}</span>${escapeHtml(text.slice(keyword.length))}`;
}
