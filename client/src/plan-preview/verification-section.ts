// What verifying a rewrite showed, as a section of its page: the ladder with each check's outcome, and the two images side by
// side, layer by layer. Text in, HTML out.
import type { RewriteCheck, RewriteImage, RewriteVerification } from '../../../server/src/protocol.ts';
import { formatBytes } from '../../../server/src/text/format-bytes.ts';
import { escapeHtml, proseHtml } from './html.ts';

const headlines: Readonly<Record<RewriteVerification['label'], readonly [label: string, text: string]>> = {
  static: ['Static', 'only the text was checked'],
  checked: ['Checked', 'both images were built and compared; their runs show too little to compare'],
  verified: ['Verified', 'both images were built and behave the same'],
  failed: ['Withdrawn', 'the rewritten image is worse than the original'],
};

/** The label in a few words, with the sizes where both are known. */
export function verificationFigure({ label, before, after }: RewriteVerification): string {
  const [word, text] = headlines[label];
  const badge = `<span class="label ${label}">${word}</span>`;
  if (label === 'failed' || before === null || after === null || before.diskBytes === 0)
    return `<p class="figure">${badge} ${text}</p>`;
  const percent = Math.round((1 - after.diskBytes / before.diskBytes) * 100);
  return `<p class="figure">${badge} ${formatBytes(before.diskBytes)} → <strong>${formatBytes(after.diskBytes)}</strong> <span class="muted">(${percent} % less, measured, unpacked)</span></p>`;
}

/** The whole section. */
export function verificationSection(verification: RewriteVerification): string {
  const { label, checks, before, after, repairs, verified } = verification;
  const when = new Date(verified).toISOString();
  const rows = checks.map(checkRow).join('\n');
  const mended =
    repairs.length === 0
      ? ''
      : `<p>A first try failed. The rewrite was mended with ${repairs.map((line) => `<code>${escapeHtml(line)}</code>`).join(', ')}.</p>`;
  const images =
    before === null || after === null
      ? ''
      : `<div class="images">${imageTable('Original', before, before, sharedLayers(before, after))}${imageTable('Rewritten', after, before, sharedLayers(before, after))}</div>`;
  return `<section id="verification" class="${label}"><h2>${headlines[label][0]}: ${headlines[label][1]}</h2>
<p class="muted">Built and compared <time datetime="${when}">${when.slice(0, 16).replace('T', ' ')} UTC</time></p>${mended}
<table id="ladder"><thead><tr><th scope="col">check</th><th scope="col">outcome</th><th scope="col" class="bytes">seconds</th><th scope="col">found</th></tr></thead><tbody>${rows}</tbody></table>${images}</section>`;
}

const signs = { passed: '✓', failed: '✗', skipped: '–' } as const;

function checkRow({ level, what, outcome, seconds, findings, notes }: RewriteCheck): string {
  const found = [
    ...findings.map((finding) => `<li>${proseHtml(finding)}</li>`),
    ...notes.map((note) => `<li class="muted">${proseHtml(note)}</li>`),
  ];
  const list = found.length === 0 ? '' : `<ul>${found.join('')}</ul>`;
  return `<tr class="${outcome}"><th scope="row"><span class="level">${escapeHtml(level)}</span> ${escapeHtml(what)}</th><td><span aria-hidden="true">${signs[outcome]}</span> ${outcome}</td><td class="bytes">${seconds.toFixed(1)}</td><td>${list}</td></tr>`;
}

/** How many of the lowest layers are the same in both: those of a base that stays. */
function sharedLayers(before: RewriteImage, after: RewriteImage): number {
  const end = before.layers.findIndex((layer, place) => {
    const other = after.layers[place];
    return other?.command !== layer.command || other.diskBytes !== layer.diskBytes;
  });
  return end < 0 ? before.layers.length : end;
}

/** Layers with bars on the scale of the original's bytes; the `shared` lowest ones as one. */
function imageTable(title: string, { diskBytes, layers }: RewriteImage, scale: RewriteImage, shared: number): string {
  const base = layers.slice(0, shared).reduce((sum, layer) => sum + layer.diskBytes, 0);
  const biggest = Math.max(1, base, ...scale.layers.map((layer) => layer.diskBytes));
  const shown =
    shared < 2
      ? layers
      : [{ diskBytes: base, command: `${shared} layers that both images have` }, ...layers.slice(shared)];
  const rows = shown.map((layer) => {
    // Why SVG: the policy bars style attributes.
    const width = Math.max(1, Math.round((layer.diskBytes / biggest) * 100));
    const bar = `<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.min(100, width)}" height="6"></rect></svg>`;
    return `<tr><td class="bytes">${formatBytes(layer.diskBytes)}</td><td>${bar}<code title="${escapeHtml(layer.command)}">${escapeHtml(shorten(layer.command))}</code></td></tr>`;
  });
  return `<table class="image"><caption>${title}: <strong>${formatBytes(diskBytes)}</strong> in ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}</caption><thead class="hidden"><tr><th scope="col">bytes</th><th scope="col">layer</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** Without what engines put around a command. */
function shorten(command: string): string {
  const plain = command
    .replace(/^(?:RUN )?\/bin\/sh -c (?:#\(nop\) )?/, '')
    .replace(/ # buildkit$/, '')
    .replace(/^\|\d+ /, '')
    .trim();
  if (plain === '') return 'a layer of the base';
  return plain.length > 90 ? `${plain.slice(0, 89)}…` : plain;
}
