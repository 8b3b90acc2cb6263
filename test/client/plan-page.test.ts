import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planPage, refusalPage, type PageFrame } from '../../client/src/plan-preview/page.ts';
import type { PlanLine, PlanPreview } from '../../server/src/protocol.ts';

const frame: PageFrame = {
  nonce: 'n0nce',
  file: 'app/Dockerfile',
  links: { apply: 'command:apply', compare: 'command:compare', reveal: (line) => `command:reveal?${line}` },
  applyKey: 'Ctrl+Enter',
};

function preview(lines: readonly PlanLine[], words = 'words'): PlanPreview {
  return {
    uri: 'file:///a',
    version: 1,
    title: words,
    kind: 'split',
    recipe: words,
    tier: 'slim',
    saving: { bytes: 1_130_000_000, unit: 'file', kind: 'estimated' },
    basis: [{ what: words, bytes: 5 }],
    assumptions: [words],
    lines,
    edits: [],
    after: '',
  };
}

function line(mark: PlanLine['mark'], text: string, reason: string | null): PlanLine {
  const note = reason === null ? null : { reason, confidence: 'likely', move: 'new', bytes: 2_000_000 };
  return { mark, text, before: mark === 'added' ? null : 1, after: mark === 'removed' ? null : 1, note };
}

describe('the page of a plan', () => {
  it('shows saving, reasons, confidence and bytes beside the lines', () => {
    const page = planPage(
      preview(
        [line('removed', 'FROM a', null), line('added', 'FROM b AS build', 'what compiles stays here')],
        '`gcc` stays',
      ),
      frame,
    );
    expect(page).toContain('≈ 1.13 GB');
    expect(page).toMatch(/class="why"[^>]*>what compiles stays here <span class="sure likely">likely/);
    expect(page).toContain('+2 MB');
    expect(page).toContain('<code>gcc</code> stays');
    expect(page).toMatch(/id="apply"[^>]*href="command:apply"/);
  });

  it('gives every row the same number of cells, rows that are spanned included', () => {
    const mark = fc.constantFrom('same', 'removed', 'added' as const);
    const lines = fc.array(
      fc.tuple(mark, fc.option(fc.constant('why'))).map(([of, reason]) => line(of, 'RUN x', reason)),
    );
    fc.assert(
      fc.property(lines, (given) => {
        const body = planPage(preview(given), frame).split('<tbody>')[1]?.split('</tbody>')[0] ?? '';
        let open = 0;
        for (const row of body.split('</tr>').filter((text) => text.includes('<tr'))) {
          const span = Number(/class="why" rowspan="(\d+)"/.exec(row)?.[1] ?? 0);
          expect(open === 0 ? span > 0 : span === 0).toBe(true);
          open = (open === 0 ? span : open) - 1;
        }
        expect(open).toBe(0);
      }),
    );
  });

  it('runs no script and lets no text become markup', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hostile = `<script>alert(1)</script>"'&${text}`;
        const page = planPage(preview([line('added', hostile, hostile)], hostile), { ...frame, file: hostile });
        expect(page).not.toMatch(/<script/i);
        expect(page).toContain("default-src 'none'; style-src 'nonce-n0nce'");
        const refused = refusalPage(
          [
            {
              code: 'x',
              message: hostile,
              range: { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } },
              excerpt: hostile,
            },
          ],
          frame,
        );
        expect(refused).not.toMatch(/<script/i);
        expect(refused).toContain('Line 3');
      }),
    );
  });
});
