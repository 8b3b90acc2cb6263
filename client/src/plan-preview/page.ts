// The pages of a rewrite: the plan as a diff with reason, place, confidence and bytes beside each line, what verifying it
// showed and what to check before applying; or the refusals with what would unblock them. Text in, HTML out.
import type { PlanEvidence, PlanPreview, PlanRefusal } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import { diffTable } from './diff-table.ts';
import type { PageFrame } from './frame.ts';
import { escapeHtml, listSection, proseHtml } from './html.ts';
import { verificationFigure, verificationSection } from './verification-section.ts';

/** The plan. A rewrite that failed its verification cannot be applied from here. */
export function planPage(plan: PlanPreview, frame: PageFrame, evidence: PlanEvidence | null = null): string {
  const { verification, places } = plan;
  const observed = plan.lines.filter(({ note }) => note?.observed === true).length;
  const isWithdrawn = verification?.label === 'failed';
  const restore =
    places.length === 0
      ? ''
      : `<p>${places.length === 1 ? 'One line stands' : `${places.length} lines stand`} where you put ${places.length === 1 ? 'it' : 'them'}. <a role="button" data-key="restore" href="${escapeHtml(frame.links.restore)}">Put back</a></p>`;
  return `<header>
  <div><h1>${escapeHtml(plan.title)}</h1><p class="muted">${escapeHtml(frame.file)} · ${escapeHtml(plan.recipe)} · ${escapeHtml(tiers[plan.tier] ?? plan.tier)}</p>${verification === null ? savingFigure(plan) : verificationFigure(verification)}${evidenceHtml(evidence, observed)}${restore}</div>
  <nav>${isWithdrawn ? '' : button('apply', frame.links.apply, 'Apply', frame.keys.apply, '')}${frame.trusted ? button('verify', frame.links.verify, verification === null ? 'Verify' : 'Verify again', frame.keys.verify, isWithdrawn ? '' : ' secondary') : ''}${button('compare', frame.links.compare, 'Compare side by side', null, ' secondary')}</nav>
</header>
${noticeHtml(frame)}
${verification === null ? '' : verificationSection(verification)}
${listSection('Check before you apply', plan.assumptions.map(proseHtml), 'assumptions')}
${diffTable(plan.lines, frame.links)}
${listSection(
  'What the saving is made of',
  plan.basis
    .slice(0, 12)
    .map(({ what, bytes }) => `${escapeHtml(what)} <span class="muted">${formatBytes(bytes)}</span>`),
  'basis',
)}`;
}

function button(id: string, link: string, label: string, key: string | null, kind: string): string {
  const shown = key === null ? '' : ` <kbd>${escapeHtml(key)}</kbd>`;
  return `<a id="${id}" data-key="${id}" class="button${kind}" role="button" href="${escapeHtml(link)}">${label}${shown}</a>`;
}

function savingFigure({ saving }: PlanPreview): string {
  if (saving === null) return '<p class="figure">Saving unknown before a build</p>';
  const about = saving.kind === 'estimated' ? '≈ ' : '';
  return `<p class="figure"><strong>${about}${formatBytes(saving.bytes)}</strong> less to ${saving.unit === 'download' ? 'download' : 'ship'} <span class="muted">(${saving.kind}, ${saving.unit} bytes)</span></p>`;
}

const tiers: Readonly<Record<string, string>> = {
  same: 'same base image',
  slim: 'slim twin of the base',
  runtime: 'run-time twin of the base',
  'shell-less': 'shell-less base',
};

function noticeHtml({ notice }: PageFrame): string {
  return notice === null ? '' : `<p id="notice">${proseHtml(notice)}</p>`;
}

/** What the plan was made from besides the text. `lines` rest on it. */
function evidenceHtml(evidence: PlanEvidence | null, lines: number): string {
  if (evidence?.state !== 'used') return '';
  const when = new Date(evidence.measured).toISOString();
  const measured = `the image that was measured <time datetime="${when}">${when.slice(0, 16).replace('T', ' ')} UTC</time>`;
  const rest = lines === 0 ? 'Compared with' : lines === 1 ? '1 line rests on' : `${lines} lines rest on`;
  return `<p id="evidence" class="muted">${rest} ${measured} <code>${escapeHtml(evidence.image)}</code></p>`;
}

/** The refusals; nothing can be applied. */
export function refusalPage(
  refusals: readonly PlanRefusal[],
  frame: PageFrame,
  evidence: PlanEvidence | null = null,
): string {
  const items = refusals.map(
    ({ code, message, range, excerpt }) =>
      `<li><p>${proseHtml(message)}</p><p class="muted"><a href="${escapeHtml(frame.links.reveal(range.start.line))}">Line ${range.start.line + 1}</a> <code>${escapeHtml(excerpt)}</code> · ${escapeHtml(code)}</p></li>`,
  );
  return `<header><div><h1>No multi-stage rewrite for this file</h1><p class="muted">${escapeHtml(frame.file)} is left as it is. A rewrite is offered only where it can be shown to keep what the image does.</p>${evidenceHtml(evidence, 0)}</div></header>
${noticeHtml(frame)}
${measureHtml(refusals, frame, evidence)}
<section id="refusals"><h2>What stands in the way</h2><ul>${items.join('')}</ul></section>`;
}

/** What a script leaves can be read from an image, where none was measured yet. */
function measureHtml(
  refusals: readonly PlanRefusal[],
  { links, trusted }: PageFrame,
  evidence: PlanEvidence | null,
): string {
  if (!trusted || evidence !== null || !refusals.some(({ code }) => code === 'unreadable-script')) return '';
  return `<p id="unblock">What a script leaves behind can be read from an image. ${button('measure', links.measure, 'Build and measure', null, '')}</p>`;
}
