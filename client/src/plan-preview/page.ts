// The plan as a page: the diff with reason, confidence and bytes beside each line, and what to check before applying; or
// the refusals with what would unblock them. Text in, HTML out; it runs no script and knows no editor.
import type { PlanLine, PlanNote, PlanPreview, PlanRefusal } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';

export interface PageFrame {
  /** Nonce of the one style element. */
  readonly nonce: string;
  /** Name of the Dockerfile for people. */
  readonly file: string;
  /** `command:` links; the page has no other way to act. */
  readonly links: {
    readonly apply: string;
    readonly compare: string;
    readonly reveal: (line: number) => string;
  };
  /** How the apply key is written on this machine. */
  readonly applyKey: string;
}

/** Text that is safe inside an element and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A sentence with names in backticks, as the planner writes them. */
function proseHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

export function planPage(plan: PlanPreview, frame: PageFrame): string {
  const saving =
    plan.saving === null
      ? '<p class="figure">Saving unknown before a build</p>'
      : `<p class="figure"><strong>${plan.saving.kind === 'estimated' ? '≈ ' : ''}${formatBytes(plan.saving.bytes)}</strong> less to ${plan.saving.unit === 'download' ? 'download' : 'ship'} <span class="muted">(${plan.saving.kind}, ${plan.saving.unit} bytes)</span></p>`;
  return page(
    frame,
    plan.title,
    `<header>
  <div><h1>${escapeHtml(plan.title)}</h1><p class="muted">${escapeHtml(frame.file)} · ${escapeHtml(plan.recipe)} · ${escapeHtml(tierText(plan.tier))}</p>${saving}</div>
  <nav><a id="apply" class="button" role="button" href="${escapeHtml(frame.links.apply)}">Apply <kbd>${escapeHtml(frame.applyKey)}</kbd></a><a id="compare" class="button secondary" role="button" href="${escapeHtml(frame.links.compare)}">Compare side by side</a></nav>
</header>
${list('Check before you apply', plan.assumptions.map(proseHtml), 'assumptions')}
${diffTable(plan.lines, frame)}
${list(
  'What the saving is made of',
  plan.basis
    .slice(0, 12)
    .map(({ what, bytes }) => `${escapeHtml(what)} <span class="muted">${formatBytes(bytes)}</span>`),
  'basis',
)}`,
  );
}

const tiers: Readonly<Record<string, string>> = {
  same: 'same base image',
  slim: 'slim twin of the base',
  runtime: 'run-time twin of the base',
  'shell-less': 'shell-less base',
};

function tierText(tier: string): string {
  return tiers[tier] ?? tier;
}

function list(title: string, items: readonly string[], id: string): string {
  if (items.length === 0) return '';
  return `<section id="${id}"><h2>${title}</h2><ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul></section>`;
}

function diffTable(lines: readonly PlanLine[], frame: PageFrame): string {
  const rows = lines.map((line, place) => {
    const mark = { same: [' ', ''], removed: ['−', 'removed'], added: ['+', 'added'] }[line.mark];
    const number =
      line.before === null
        ? ''
        : `<a href="${escapeHtml(frame.links.reveal(line.before))}" title="Show line ${line.before + 1}">${line.before + 1}</a>`;
    return `<tr class="${line.mark}"><td class="number">${number}</td><td class="number">${line.after === null ? '' : line.after + 1}</td><td class="mark"><span aria-hidden="true">${mark[0] ?? ''}</span><span class="hidden">${mark[1] ?? ''}</span></td><td class="code"><code>${highlight(line.text)}</code></td>${noteCells(lines, place)}</tr>`;
  });
  return `<table id="diff"><thead><tr><th scope="col" class="number">before</th><th scope="col" class="number">after</th><th scope="col" class="mark"><span class="hidden">change</span></th><th scope="col">Dockerfile</th><th scope="col">why</th><th scope="col" class="bytes">ships</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

/** The note's cells reach down to the next note; lines below it have none of their own. */
function noteCells(lines: readonly PlanLine[], place: number): string {
  const note = lines[place]?.note ?? null;
  if (note === null && place > 0 && hasNoteAbove(lines, place)) return '';
  let span = 1;
  while (place + span < lines.length && lines[place + span]?.note === null && sameBlock(lines, place, place + span))
    span++;
  return `<td class="why" rowspan="${span}">${note === null ? '' : noteText(note)}</td><td class="bytes" rowspan="${span}">${note === null ? '' : bytesText(note)}</td>`;
}

function sameBlock(lines: readonly PlanLine[], from: number, to: number): boolean {
  return lines[from]?.mark === lines[to]?.mark;
}

function hasNoteAbove(lines: readonly PlanLine[], place: number): boolean {
  return sameBlock(lines, place - 1, place);
}

function noteText({ reason, confidence, move }: PlanNote): string {
  const sure =
    confidence === null || confidence === 'certain'
      ? ''
      : ` <span class="sure ${escapeHtml(confidence)}">${escapeHtml(confidence)}</span>`;
  const again = move === 'replay' ? ' <span class="sure">repeated</span>' : '';
  return `${proseHtml(reason)}${sure}${again}`;
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

export function refusalPage(refusals: readonly PlanRefusal[], frame: PageFrame): string {
  const items = refusals.map(
    ({ code, message, range, excerpt }) =>
      `<li><p>${proseHtml(message)}</p><p class="muted"><a href="${escapeHtml(frame.links.reveal(range.start.line))}">Line ${range.start.line + 1}</a> <code>${escapeHtml(excerpt)}</code> · ${escapeHtml(code)}</p></li>`,
  );
  return page(
    frame,
    'No multi-stage rewrite',
    `<header><div><h1>No multi-stage rewrite for this file</h1><p class="muted">${escapeHtml(frame.file)} is left as it is. A rewrite is offered only where it can be shown to keep what the image does.</p></div></header>
<section id="refusals"><h2>What stands in the way</h2><ul>${items.join('')}</ul></section>`,
  );
}

function page({ nonce }: PageFrame, title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style nonce="${nonce}">${style}</style></head><body>${body}</body></html>`;
}

const style = `
body { padding: 0 1.5rem 2rem; line-height: 1.5; color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
header { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: flex-start; position: sticky; top: 0; padding: 1rem 0 .75rem; background: var(--vscode-editor-background); border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); z-index: 1; }
h1 { font-size: 1.35rem; font-weight: 600; margin: 0; }
h2 { font-size: 1rem; font-weight: 600; margin: 1.25rem 0 .25rem; }
p { margin: .15rem 0; }
.muted { color: var(--vscode-descriptionForeground); }
.figure { font-size: 1.1rem; margin-top: .4rem; }
.figure strong { color: var(--vscode-charts-green, inherit); }
nav { display: flex; gap: .5rem; padding-top: .25rem; }
.button { display: inline-block; padding: .35rem .9rem; border-radius: 3px; text-decoration: none; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); }
.button:hover { background: var(--vscode-button-hoverBackground); color: var(--vscode-button-foreground); }
.button.secondary { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
.button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
a:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
kbd { font: inherit; font-size: .85em; opacity: .8; margin-left: .35em; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
#assumptions { border-left: 3px solid var(--vscode-editorWarning-foreground); padding: .1rem 0 .1rem .75rem; margin-top: 1rem; }
#assumptions h2 { margin-top: .25rem; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
th { text-align: left; font-weight: 600; color: var(--vscode-descriptionForeground); padding: .2rem .5rem; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
td { padding: .05rem .5rem; vertical-align: top; }
code { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); white-space: pre-wrap; overflow-wrap: anywhere; background: none; color: inherit; }
td.code { width: 56%; }
.number { text-align: right; color: var(--vscode-editorLineNumber-foreground); user-select: none; width: 1%; white-space: nowrap; font-variant-numeric: tabular-nums; }
.number a { color: inherit; text-decoration: none; }
.number a:hover { text-decoration: underline; }
.mark { width: 1%; user-select: none; font-family: var(--vscode-editor-font-family); }
tr.added > .code, tr.added > .mark { background: var(--vscode-diffEditor-insertedLineBackground, var(--vscode-diffEditor-insertedTextBackground)); }
tr.removed > .code, tr.removed > .mark { background: var(--vscode-diffEditor-removedLineBackground, var(--vscode-diffEditor-removedTextBackground)); }
.vscode-high-contrast tr.added > .mark { border-left: 2px solid var(--vscode-diffEditor-insertedTextBorder, currentColor); }
.vscode-high-contrast tr.removed > .mark { border-left: 2px dashed var(--vscode-diffEditor-removedTextBorder, currentColor); }
.keyword { color: var(--vscode-symbolIcon-keywordForeground, inherit); font-weight: 600; }
.comment { color: var(--vscode-descriptionForeground); font-style: italic; }
.why { padding-left: 1rem; color: var(--vscode-foreground); border-top: 1px solid var(--vscode-panel-border, transparent); }
.bytes { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; border-top: 1px solid var(--vscode-panel-border, transparent); }
.sure { display: inline-block; font-size: .85em; padding: 0 .4em; border-radius: 3px; color: var(--vscode-badge-foreground); background: var(--vscode-badge-background); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
#refusals li { margin-bottom: .75rem; }
`;
